using System.Text.RegularExpressions;
using FluentAssertions;
using Store.Api.Hosting;
using Store.Architecture.Tests.Reference;
using Xunit;

namespace Store.Architecture.Tests;

/// <summary>
/// References are made from the code and never lag behind it; what is written by hand keeps its shape.
/// </summary>
public sealed class Docs
{
    private const int LinesPerDecision = 90;

    private static readonly string[] PartsOfDecisions =
    [
        "# N. …",
        "- Status: …",
        "- Date: …",
        "## Context",
        "## Decision",
        "## Rejected",
        "## Consequences",
    ];

    [Fact]
    public void Every_fact_says_what_it_means() =>
        EventsReference
            .FactsWithoutMeaning()
            .Select(t => t.FullName)
            .Should()
            .BeEmpty("docs/events.md is made from the summaries: write a <summary> for an auditor on each of these");

    [Fact]
    public void Every_field_of_a_fact_says_what_it_means() =>
        EventsReference
            .FieldsWithoutMeaning()
            .Should()
            .BeEmpty(
                "an auditor reads each field in docs/events.md: write a <param> on the record, a <summary> on the value "
                    + $"of an enumeration, or, for a name that means the same everywhere, a line in {nameof(CommonFields)}"
            );

    [Fact]
    public void The_reference_of_facts_is_up_to_date() => UpToDate("docs/events.md", new EventsReference().Write());

    [Fact]
    public void The_reference_of_refusals_is_up_to_date() => UpToDate("docs/errors.md", ErrorsReference.Write());

    [Fact]
    public async Task The_openapi_document_is_up_to_date() =>
        UpToDate("docs/openapi.v1.json", await OpenApiVerb.Document());

    [Fact]
    public void A_code_has_one_meaning()
    {
        ErrorsReference
            .Refusals.GroupBy(s => s.Refusal.Code)
            .Where(g => g.Select(s => (s.Refusal.Kind, s.Refusal.Japanese, s.Refusal.English)).Distinct().Skip(1).Any())
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(s => s.Place))}")
            .Should()
            .BeEmpty("one code, one status, one text: give the second meaning a code of its own");

        ErrorsReference
            .Refusals.Where(s => !Regex.IsMatch(s.Refusal.Code, @"^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$"))
            .Select(s => $"{s.Place} has the code {s.Refusal.Code}")
            .Should()
            .BeEmpty("a code is noun.reason in lower snake case");

        ErrorsReference
            .Refusals.Where(s => !Regex.IsMatch(s.Refusal.Japanese, @"[\u3040-\u30ff]"))
            .Concat(ErrorsReference.Refusals.Where(s => Regex.IsMatch(s.Refusal.English, @"[\u3040-\u30ff]")))
            .Select(s => s.Place)
            .Should()
            .BeEmpty("the first text is Japanese, the second English");
    }

    [Fact]
    public void A_refusal_stands_where_the_reference_finds_it()
    {
        ErrorsReference
            .Refusals.Where(s =>
                !s.Field.IsPublic
                || !s.Field.IsInitOnly
                || !s.Field.DeclaringType!.Name.EndsWith("Refusals", StringComparison.Ordinal)
            )
            .Select(s => s.Place)
            .Should()
            .BeEmpty("a refusal is a public static readonly field of a class whose name ends in Refusals");

        var made =
            from file in Repository.Under("src")
            from match in Regex.Matches(file.Code, @"\bRefusal\??\s+(\w+)\s*(=>|=)\s*new\b")
            where !Regex.IsMatch(LineAround(file, match.Index), @"public static readonly Refusal \w+")
            select $"{file.Path}:{file.LineOf(match.Index)}";
        made.Should().BeEmpty("a refusal that is made on the spot is in no reference: make it a field");
    }

    [Fact]
    public void A_document_has_one_title() =>
        Repository
            .Files()
            .Where(p => p.EndsWith(".md", StringComparison.Ordinal))
            .Select(p => (Path: p, Titles: Titles(Repository.Read(p))))
            .Where(d => d.Titles != 1)
            .Select(d => $"{d.Path} has {d.Titles}")
            .Should()
            .BeEmpty("a document starts with one line '# Title', and has no second");

    [Fact]
    public void A_decision_fits_on_a_page_and_says_what_it_gave_up()
    {
        foreach (var path in Repository.Files("docs/adr"))
        {
            Path.GetFileName(path).Should().MatchRegex(@"^\d{4}-[a-z0-9-]+\.md$", "decisions are numbered");
            var text = Repository.Read(path);
            text.Split('\n').Length.Should().BeLessThanOrEqualTo(LinesPerDecision + 1, $"{path} fits on a page");
            text.Split('\n')
                .Where(line => Regex.IsMatch(line, "^#|^- (Status|Date): "))
                .Select(line => Regex.Replace(line, @"^# \d+\. .*", "# N. …"))
                .Select(line => Regex.Replace(line, "^- (Status|Date): .*", "- $1: …"))
                .Should()
                .Equal(PartsOfDecisions, $"{path} has the parts that every decision has, and no others");
        }
    }

    private static void UpToDate(string path, string today)
    {
        var file = Repository.At(path);
        var kept = File.Exists(file) ? File.ReadAllText(file) : null;
        if (kept != today && Environment.GetEnvironmentVariable("STORE_ACCEPT_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, today);
            return;
        }

        (kept == today)
            .Should()
            .BeTrue(
                $"{path} is made from the code and is out of date at line {FirstDifference(kept, today)}. Run "
                    + "`STORE_ACCEPT_DOCS=1 ./test Architecture`, read the difference, and commit it"
            );
    }

    private static string FirstDifference(string? kept, string today)
    {
        var (before, after) = ((kept ?? "").Split('\n'), today.Split('\n'));
        var at = before.Zip(after).TakeWhile(l => l.First == l.Second).Count();
        return $"{at + 1}: kept «{before.ElementAtOrDefault(at)}», today «{after.ElementAtOrDefault(at)}»";
    }

    private static int Titles(string markdown)
    {
        var fenced = false;
        var titles = 0;
        foreach (var line in markdown.Split('\n'))
        {
            fenced ^= line.StartsWith("```", StringComparison.Ordinal);
            titles += !fenced && line.StartsWith("# ", StringComparison.Ordinal) ? 1 : 0;
        }

        return titles;
    }

    private static string LineAround(SourceFile file, int index) => file.Lines[file.LineOf(index) - 1];
}
