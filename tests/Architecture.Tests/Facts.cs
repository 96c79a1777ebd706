using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using NodaTime;
using Store.Domain;
using Xunit;

namespace Store.Architecture.Tests;

/// <summary>What is stored for ever: every fact is named, plain, and pinned to the byte by a golden sample.</summary>
public sealed partial class Facts
{
    private static readonly Type[] Plain =
    [
        typeof(string),
        typeof(bool),
        typeof(int),
        typeof(long),
        typeof(Guid),
        typeof(Instant),
        typeof(LocalDate),
        typeof(YearMonth),
        typeof(PersonalText),
    ];

    public static TheoryData<string> Kinds => [.. FactKinds.All.Select(t => t.FullName!)];

    [Fact]
    public void Every_fact_has_a_stored_name_of_its_own()
    {
        FactKinds
            .All.Where(t => FactKinds.StoredAs(t) is null)
            .Select(t => t.FullName)
            .Should()
            .BeEmpty("a fact is stored under an explicit name: add [StoredAs(\"noun.participle\", 1)]");

        FactKinds
            .All.GroupBy(FactKinds.Label)
            .Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(t => t.Name))}")
            .Should()
            .BeEmpty("a name and version stand for one kind of fact, for ever");

        FactKinds
            .All.Where(t => FactKinds.StoredAs(t) is { } s && (!StoredName().IsMatch(s.Name) || s.Version < 1))
            .Select(FactKinds.Label)
            .Should()
            .BeEmpty("a stored name is noun.participle in lower snake case, and versions count from 1");
    }

    [Fact]
    public void Every_version_of_a_fact_follows_the_one_before() =>
        FactKinds
            .All.Select(t => FactKinds.StoredAs(t)!)
            .GroupBy(s => s.Name)
            .Where(g => !g.Select(s => s.Version).Order().SequenceEqual(Enumerable.Range(1, g.Count())))
            .Select(g => g.Key)
            .Should()
            .BeEmpty("a new version stands beside every older one: logs hold them all");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_fact_holds_plain_values_only(string kind)
    {
        var type = Find(kind);
        type.IsSealed.Should().BeTrue("a fact is a sealed record");
        Faults(type, type.Name, 0)
            .Should()
            .BeEmpty(
                "a fact holds text, whole numbers, booleans, enumerations, dates, ids, personal text, plain records of "
                    + "the Domain and IReadOnlyList of these: history must stay readable when rules and types change"
            );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_fact_is_stored_as_its_golden_sample_says(string kind)
    {
        var type = Find(kind);
        var built = Golden.Encode(SampleBuilder.Build(type));
        if (Golden.TextOf(type) is null && Golden.Accepting)
        {
            File.WriteAllText(Repository.At(Golden.PathOf(type)), built + "\n");
        }

        var golden = Golden.TextOf(type);
        golden
            .Should()
            .NotBeNull(
                $"{Golden.PathOf(type)} pins how {kind} is stored, and it is missing. Write it with "
                    + "`STORE_ACCEPT_GOLDEN=1 ./test Architecture`, read it, and commit it with the fact"
            );
        var sample = Golden.Decode(type, golden!);

        Golden
            .Encode(sample)
            .Should()
            .Be(
                golden,
                $"the stored form of {FactKinds.Label(type)} has changed. Where it may already stand in a log: undo "
                    + "that, or make a new version of the fact beside this one. Only where no log can hold it yet: "
                    + $"delete {Golden.PathOf(type)} and accept it anew"
            );
        Golden.Canonical(Golden.Decode(type, Golden.Encode(sample))).Should().Be(Golden.Canonical(sample));
        PathsOf(golden!)
            .Should()
            .BeEquivalentTo(
                PathsOf(built),
                $"the sample fills every field of {FactKinds.Label(type)}. Where an optional field was added, rename "
                    + $"the old sample to {Golden.NameOf(type)}.form1.json (form2 …), which must stay readable for "
                    + "ever, and accept a new one with `STORE_ACCEPT_GOLDEN=1 ./test Architecture`"
            );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_fact_reads_every_earlier_form_of_its_version(string kind)
    {
        var type = Find(kind);
        foreach (var path in Golden.EarlierFormsOf(type))
        {
            var early = Repository.Read(path).TrimEnd('\n');
            var today = Golden.Encode(Golden.Decode(type, early));
            LeavesOf(today)
                .Should()
                .Contain(LeavesOf(early), $"{path} stands in logs: what it says must be read as it was written");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_golden_sample_holds_no_fractions(string kind) =>
        LeavesOf(Golden.Encode(Golden.SampleOf(Find(kind))))
            .Where(leaf => leaf.Kind == JsonValueKind.Number && !WholeNumber().IsMatch(leaf.Text))
            .Should()
            .BeEmpty("envelopes hold integers, text, booleans, null, arrays and objects");

    [Fact]
    public void Every_golden_sample_belongs_to_a_fact() =>
        Repository
            .Files(Golden.Folder)
            .Select(p => EarlierForm().Replace(Path.GetFileNameWithoutExtension(p), ""))
            .Except(FactKinds.All.Select(Golden.NameOf))
            .Should()
            .BeEmpty("a fact that was ever stored keeps its type; a sample without a fact means that one was removed");

    [Fact]
    public void Amounts_in_yen_are_whole_everywhere() =>
        Repository
            .Layers.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetProperties().Select(p => (Owner: t, p.Name, Type: FactKinds.Bare(p.PropertyType))))
            .Where(p => p.Name.EndsWith("Yen", StringComparison.Ordinal) && p.Type != typeof(long))
            .Select(p => $"{p.Owner.FullName}.{p.Name} is {p.Type.Name}")
            .Should()
            .BeEmpty("money is integer yen in a long");

    private static Type Find(string kind) => FactKinds.All.Single(t => t.FullName == kind);

    private static IEnumerable<string> Faults(Type record, string at, int depth)
    {
        if (depth > 4)
        {
            yield return $"{at} nests deeper than four records";
            yield break;
        }

        var parameters = record.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.Name).ToHashSet();
        foreach (var field in FactKinds.FieldsOf(record))
        {
            var place = $"{at}.{field.Name}";
            if (!parameters.Contains(field.Name))
            {
                yield return $"{place} is computed, and would be stored: make it a method";
            }

            foreach (var fault in FaultsOfType(FactKinds.Bare(field.PropertyType), place, depth))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> FaultsOfType(Type type, string at, int depth) =>
        Plain.Contains(type) || (type.IsEnum && type.Assembly == typeof(Fact).Assembly) ? []
        : FactKinds.IsList(type) ? FaultsOfType(FactKinds.Bare(type.GetGenericArguments()[0]), at + "[]", depth)
        : FactKinds.IsPart(type) ? Faults(type, at, depth + 1)
        : [$"{at} is {type.Name}"];

    private static IEnumerable<string> PathsOf(string json) => LeavesOf(json).Select(l => l.Path).Distinct();

    private static List<(string Path, JsonValueKind Kind, string Text)> LeavesOf(string json)
    {
        var leaves = new List<(string, JsonValueKind, string)>();
        using var document = JsonDocument.Parse(json);
        Collect(document.RootElement, "");
        return leaves;

        void Collect(JsonElement element, string at)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                    {
                        Collect(member.Value, $"{at}/{member.Name}");
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                    {
                        Collect(item, at + "[]");
                    }

                    break;
                default:
                    leaves.Add((at, element.ValueKind, element.GetRawText()));
                    break;
            }
        }
    }

    [GeneratedRegex(@"^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$")]
    private static partial Regex StoredName();

    [GeneratedRegex(@"^-?\d+$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"\.form\d+$")]
    private static partial Regex EarlierForm();
}
