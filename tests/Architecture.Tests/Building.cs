using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace Store.Architecture.Tests;

/// <summary>
/// The build itself stands guard: what it refuses stays refused, and what it restores is known to the byte.
/// </summary>
public sealed class Building
{
    [Theory]
    [InlineData("TreatWarningsAsErrors", "true")]
    [InlineData("Nullable", "enable")]
    [InlineData("EnforceCodeStyleInBuild", "true")]
    [InlineData("AnalysisLevel", "latest-recommended")]
    [InlineData("RestorePackagesWithLockFile", "true")]
    [InlineData("GenerateDocumentationFile", "true")]
    public void Every_project_builds_under_the_same_rules(string property, string value) =>
        XDocument
            .Load(Repository.At("Directory.Build.props"))
            .Descendants(property)
            .Select(e => e.Value)
            .Should()
            .Equal([value], $"{property} holds for every project");

    [Fact]
    public void No_project_loosens_the_rules() =>
        Projects()
            .Where(p => Regex.IsMatch(Repository.Read(p), "NoWarn|TreatWarningsAsErrors|<Nullable>|WarningLevel"))
            .Should()
            .BeEmpty("rules are set once, in Directory.Build.props, with the reason beside them");

    [Theory]
    [InlineData("BannedSymbols.txt", "P:System.DateTime.Now")]
    [InlineData("BannedSymbols.txt", "P:System.DateTime.UtcNow")]
    [InlineData("BannedSymbols.txt", "P:System.DateTime.Today")]
    [InlineData("BannedSymbols.txt", "P:System.DateTimeOffset.Now")]
    [InlineData("BannedSymbols.txt", "P:System.DateTimeOffset.UtcNow")]
    [InlineData("BannedSymbols.txt", "P:System.Threading.Tasks.Task`1.Result")]
    [InlineData("BannedSymbols.txt", "P:System.Threading.Tasks.ValueTask`1.Result")]
    [InlineData("BannedSymbols.txt", "M:System.Threading.Tasks.Task.Wait")]
    [InlineData("BannedSymbols.txt", "M:System.Runtime.CompilerServices.TaskAwaiter.GetResult")]
    [InlineData("BannedSymbols.txt", "M:System.Runtime.CompilerServices.TaskAwaiter`1.GetResult")]
    [InlineData("BannedSymbols.txt", "P:System.Random.Shared")]
    [InlineData("BannedSymbols.txt", "T:NodaTime.SystemClock")]
    [InlineData("src/Domain/BannedSymbols.Domain.txt", "M:System.Guid.NewGuid")]
    [InlineData("src/Domain/BannedSymbols.Domain.txt", "T:System.Random")]
    [InlineData("src/Domain/BannedSymbols.Domain.txt", "T:System.TimeProvider")]
    [InlineData("src/Domain/BannedSymbols.Domain.txt", "T:System.Double")]
    [InlineData("src/Domain/BannedSymbols.Domain.txt", "T:System.Single")]
    [InlineData("src/Domain/BannedSymbols.Domain.txt", "T:System.Decimal")]
    [InlineData("src/Domain/BannedSymbols.Domain.txt", "T:System.Threading.Tasks.Task")]
    public void A_banned_symbol_stays_a_build_error(string file, string symbol) =>
        Repository
            .Read(file)
            .Split('\n')
            .Select(line => line.Split(';')[0])
            .Should()
            .Contain(symbol, "the compiler refuses it (RS0030)");

    [Fact]
    public void Banned_symbols_reach_every_project()
    {
        Repository
            .Read("Directory.Build.props")
            .Should()
            .Contain("BannedSymbols.txt")
            .And.Contain("BannedApiAnalyzers");
        Repository.Read("src/Domain/Domain.csproj").Should().Contain("BannedSymbols.Domain.txt");
        Repository
            .Sources.Where(f => f.Text.Contains("RS0030", StringComparison.Ordinal) && f.Path != ThisFile)
            .Select(f => f.Path)
            .Should()
            .BeEmpty("a ban that is switched off in one file is no ban");
    }

    [Fact]
    public void Every_project_has_its_lock_file() =>
        Projects()
            .Select(p => Path.GetDirectoryName(p)!.Replace('\\', '/') + "/packages.lock.json")
            .Where(p => !File.Exists(Repository.At(p)))
            .Should()
            .BeEmpty(
                "a restore that is not locked can differ from day to day: run `dotnet restore` and commit the file"
            );

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Store.sln").Replace('\\', '/');
        Projects()
            .Where(p => !solution.Contains(p, StringComparison.Ordinal))
            .Should()
            .BeEmpty("CI builds the solution");
    }

    [Fact]
    public void Every_package_says_what_it_is_for() =>
        XDocument
            .Load(Repository.At("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Where(e => e.PreviousNode is not XComment { Value.Length: > 10 })
            .Select(e => e.Attribute("Include")!.Value)
            .Should()
            .BeEmpty("a package is a dependency for years: write one line above it that says why it is there");

    [Fact]
    public void Every_package_is_used()
    {
        var used = Projects()
            .Append("Directory.Build.props")
            .SelectMany(p => XDocument.Load(Repository.At(p)).Descendants("PackageReference"))
            .Select(e => e.Attribute("Include")!.Value);
        XDocument
            .Load(Repository.At("Directory.Packages.props"))
            .Descendants("ItemGroup")
            .Where(g => !g.Attribute("Label")!.Value.StartsWith("Pins", StringComparison.Ordinal))
            .Descendants("PackageVersion")
            .Select(e => e.Attribute("Include")!.Value)
            .Except(used)
            .Should()
            .BeEmpty("no project refers to these: take them out");
    }

    [Theory]
    [InlineData(".ci/run", "/test\"", "CI runs what everyone runs")]
    [InlineData("test", "csharpier check", "a difference in format fails the run")]
    [InlineData("eng/ensure.sh", "--locked-mode", "a restore takes the versions of the lock files or fails")]
    public void The_one_command_checks_what_it_promises(string file, string call, string because) =>
        Repository.Read(file).Should().Contain(call, because);

    private const string ThisFile = "tests/Architecture.Tests/Building.cs";

    private static IEnumerable<string> Projects() =>
        Repository.Files().Where(p => p.EndsWith(".csproj", StringComparison.Ordinal));
}
