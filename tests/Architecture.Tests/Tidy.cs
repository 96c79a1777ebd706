using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace Store.Architecture.Tests;

/// <summary>What no review should have to say: banned words and calls, limits on files, names, folders.</summary>
public sealed class Tidy
{
    private const int LinesPerFile = 400;
    private const int CharactersPerLine = 120;

    /// <summary>A pattern that must not stand in code (comments and texts aside) below a folder.</summary>
    private sealed record Ban(string Pattern, string[] Folders, string Instead, params string[] ExcusedFiles);

    // Patterns are written in pieces where this file would otherwise offend itself.
    private static readonly Ban[] Bans =
    [
        new(@"\bdynamic\b", ["src", "tests"], "an explicit type, or a switch over types"),
        new(@"\b(float|double|decimal)\b", ["src/Domain"], "long yen and whole numbers"),
        new(@"(?<![\w.])\d+\.\d", ["src/Domain"], "whole numbers"),
        new(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b", ["src", "tests"], "the store's clock or TimeProvider"),
        new(@"\bGuid\.(NewGuid|CreateVersion7)\b", ["src/Domain", "src/Application"], "an id that is passed in"),
        new(@"\bnew Random\(|\bRandom\.Shared\b", ["src"], "RandomNumberGenerator, outside Domain and folds"),
        new(@"\bnew Random\(\)", ["tests"], "a seed, printed where the test fails"),
        new(@"\b(TimeProvider|RandomNumberGenerator|Environment|Console)\b", ["src/Domain"], "an argument"),
        new(@"\basync\b|\bTask\b", ["src/Domain"], "a plain value: Domain waits for nothing"),
        new(@"\.Wait\(\)|\.GetAwaiter\(\)\s*\.GetResult\(\)|\bTask\.Wait(All|Any)\(", ["src"], "await"),
        new(@"\basync void\b", ["src", "tests"], "async Task"),
        new(@"\bThread\.Sleep\(", ["src"], "await Task.Delay, on the clock that is injected"),
        new(@"\bNotImplemented" + "Exception", ["src", "tests"], "the implementation"),
        new(@"\bSkip\s*" + "=", ["tests"], "a test that runs, or none"),
        new(@"^\s*await \w*ailer\.Send\(", ["src"], "what it answers: a mail refused for good waits for an operator"),
        new(@"^\s*#region\b", ["src", "tests"], "a file or a method of its own"),
        new(@"\bnew Refusal\(|=> new Refusal\b", ["src"], "a public static readonly field in a …Refusals class"),
    ];

    /// <summary>Endings that say nothing about what a type is, and the names that may keep one.</summary>
    private static readonly string[] EmptyEndings =
    [
        "Manager",
        "Helper",
        "Helpers",
        "Util",
        "Utils",
        "Service",
        "Base",
        "Impl",
        "Dto",
        "Info",
        "Data",
    ];

    private static readonly Dictionary<string, string> NamesThatStay = new()
    {
        ["SharedData"] = "It stands for the folder shared/data, where the published test vectors are.",
    };

    private static readonly string[] FoldersByKind =
    [
        "Commands",
        "Queries",
        "Handlers",
        "Interfaces",
        "Common",
        "Shared",
        "Helpers",
        "Utils",
        "Utilities",
        "Models",
        "Dtos",
        "Services",
        "Managers",
        "Extensions",
        "Entities",
        "Repositories",
        "Mappers",
        "Mapping",
        "Misc",
    ];

    public static TheoryData<string> BannedPatterns => [.. Bans.Select(b => b.Pattern)];

    [Theory]
    [MemberData(nameof(BannedPatterns))]
    public void Code_does_without(string pattern)
    {
        var ban = Bans.Single(b => b.Pattern == pattern);
        var offenders =
            from folder in ban.Folders
            from file in Repository.Under(folder)
            where !ban.ExcusedFiles.Contains(file.Path)
            from match in Regex.Matches(file.Code, pattern, RegexOptions.Multiline)
            select $"{file.Path}:{file.LineOf(match.Index)}: {file.Lines[file.LineOf(match.Index) - 1].Trim()}";

        offenders.Should().BeEmpty($"use {ban.Instead} instead");
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var mark = new Regex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b");
        Texts()
            .SelectMany(file => Where(file, line => mark.IsMatch(line)))
            .Should()
            .BeEmpty("write an issue, or do it: a mark in the code is read by nobody");
    }

    [Fact]
    public void No_path_of_one_machine_is_written_down()
    {
        var path = new Regex(
            @"(?<![\w.*/])/(work|farm|root|tmp/[a-z])(/|\b)|(?<![\w./])/home/(?!linuxbrew/)\w|\b[A-Z]:\\\w"
        );
        Texts()
            .Where(f => f.Path != ".ci/run" && !f.Path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => Where(file, line => path.IsMatch(line)))
            .Should()
            .BeEmpty("the tree has to build and run wherever it is cloned: use a setting or a relative path");
    }

    [Fact]
    public void Files_are_short() =>
        Repository
            .Sources.Where(f => f.Lines.Length - 1 > LinesPerFile)
            .Select(f => $"{f.Path}: {f.Lines.Length - 1} lines")
            .Should()
            .BeEmpty($"a file over {LinesPerFile} lines is two things: split the thing, not the text");

    [Fact]
    public void Lines_are_short() =>
        Repository
            .Sources.SelectMany(TooLong)
            .Should()
            .BeEmpty($"a line has at most {CharactersPerLine} characters, save for a text that cannot be broken");

    /// <summary>The page under /audit has the same limits; a text there may be as long as it is, too.</summary>
    [Fact]
    public void Files_of_the_page_are_short()
    {
        var files = Texts().Where(f => Path.GetExtension(f.Path) is ".js" or ".css" or ".html").ToList();
        files.Should().NotBeEmpty();
        files.Where(f => f.Lines.Length - 1 > LinesPerFile).Select(f => f.Path).Should().BeEmpty();
        files
            .SelectMany(f => Where(f, line => line.Length > CharactersPerLine && !Regex.IsMatch(line, "['\"`]")))
            .Should()
            .BeEmpty($"a line has at most {CharactersPerLine} characters, save for a text that cannot be broken");
    }

    [Fact]
    public void Names_say_what_a_type_is() =>
        Repository
            .Sources.SelectMany(f => Regex.Matches(f.Code, @"\b(?:class|record|struct|interface|enum) (\w+)"))
            .Select(m => m.Groups[1].Value)
            .Where(name => EmptyEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal)))
            .Where(name => !NamesThatStay.ContainsKey(name))
            .Should()
            .BeEmpty(
                $"these endings fit anything: name the thing, or excuse it with a reason in {nameof(NamesThatStay)}"
            );

    [Fact]
    public void Folders_are_features() =>
        Repository
            .Sources.SelectMany(f => f.Path.Split('/')[..^1])
            .Distinct()
            .Intersect(FoldersByKind)
            .Should()
            .BeEmpty("folders are named for features or rooms: sorted by kind they grow without limit");

    [Fact]
    public void Namespaces_follow_folders()
    {
        var offenders =
            from file in Repository.Sources
            let match = Regex.Match(file.Code, @"^namespace ([\w.]+)(;?)", RegexOptions.Multiline)
            where match.Success
            let folders = file.Path.Split('/')[1..^1]
            let expected = folders[0].StartsWith("Store.", StringComparison.Ordinal)
                ? string.Join('.', folders)
                : "Store." + string.Join('.', folders)
            where match.Groups[1].Value != expected || match.Groups[2].Length == 0
            select $"{file.Path} says {match.Groups[1].Value}, its folder {expected}";

        offenders.Should().BeEmpty("namespaces are file-scoped and follow the folders");
    }

    /// <summary>
    /// Lines of code and comments; a line of a text, or with one in it, may be as long as the text is.
    /// </summary>
    private static IEnumerable<string> TooLong(SourceFile file)
    {
        var code = file.Code.Split('\n');
        return file
            .Lines.Select((line, i) => (Line: line, Code: code[i], Number: i + 1))
            .Where(l => l.Line.Length > CharactersPerLine && !l.Line.Contains('"'))
            .Where(l => l.Line.TrimStart().StartsWith("//", StringComparison.Ordinal) || l.Code.Trim().Length > 0)
            .Select(l => $"{file.Path}:{l.Number}: {l.Line.Trim()}");
    }

    private static IEnumerable<SourceFile> Texts()
    {
        string[] kinds =
        [
            ".cs",
            ".csproj",
            ".props",
            ".json",
            ".md",
            ".sql",
            ".sh",
            ".txt",
            ".yml",
            ".mjs",
            ".js",
            ".css",
            ".html",
            ".sln",
            "",
        ];
        return Repository
            .Files()
            .Where(p => kinds.Contains(Path.GetExtension(p)) || Path.GetFileName(p).StartsWith('.'))
            .Where(p => Path.GetFileName(p) is not "packages.lock.json")
            .Select(p => new SourceFile(p, Repository.Read(p)));
    }

    private static IEnumerable<string> Where(SourceFile file, Func<string, bool> offends) =>
        file
            .Lines.Select((line, i) => (line, Number: i + 1))
            .Where(l => offends(l.line.TrimEnd('\r')))
            .Select(l => $"{file.Path}:{l.Number}: {(l.line.Length > 160 ? l.line[..160] + "…" : l.line).Trim()}");
}
