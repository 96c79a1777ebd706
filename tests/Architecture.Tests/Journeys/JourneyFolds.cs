using FluentAssertions;
using Store.TestKit;
using Xunit;

namespace Store.Architecture.Tests.Journeys;

/// <summary>
/// The journeys that are kept as facts (ADR-0023) come to the same in every fold, for as long as the fold's version
/// promises it.
/// </summary>
public sealed class JourneyFolds
{
    private const string Accept = "`STORE_ACCEPT_GOLDEN=1 ./test Architecture`";

    public static TheoryData<string> Journeys => [.. JourneyFile.Names];

    public static TheoryData<string> Folds => [.. Fold.All.Select(f => f.Name)];

    [Fact]
    public void Every_kind_of_fact_occurs_in_a_journey() =>
        FactKinds
            .All.Except(JourneyFile.Names.SelectMany(JourneyFile.Facts).Select(f => f.Fact.GetType()))
            .Select(FactKinds.Label)
            .Should()
            .BeEmpty(
                "a kind of fact that no journey leaves is folded nowhere: lead one to it in tests/Api.Tests/Journeys"
            );

    [Fact]
    public void Every_journey_that_is_kept_is_still_told()
    {
        var told = string.Join('\n', Repository.Under("tests/Api.Tests/Journeys").Select(f => f.Text));
        JourneyFile
            .Names.Where(n => !told.Contains($"\"{n.Split('.')[0]}\"", StringComparison.Ordinal))
            .Should()
            .BeEmpty($"the facts under {JourneyFile.Folder} are compared with a run of the journey of their name");
    }

    [Theory]
    [MemberData(nameof(Folds))]
    public void A_fold_that_changed_has_another_version(string name)
    {
        var fold = Fold.All.Single(f => f.Name == name);
        var (kept, now) = (Fingerprint.Kept(fold), Fingerprint.Of(fold));
        if (JourneyFile.Accepting && MayBeKept(kept, now))
        {
            now.Keep(fold);
            return;
        }

        var path = Fingerprint.PathOf(fold);
        kept.Should().NotBeNull($"{path} is missing: write it with {Accept}, and commit it with the fold");
        if (now.Version == kept!.Version)
        {
            now.Contradictions(kept)
                .Should()
                .BeEmpty(
                    $"{name} comes to something else than version {kept.Version} of it did. Raise {fold.Versioned}, so "
                        + $"that what was stored of it is made anew, then accept its fingerprint with {Accept}"
                );
        }

        now.Version.Should().Be(kept.Version, $"{path} is of another version: accept the new one with {Accept}");
        now.Hashes.Keys.Should()
            .BeEquivalentTo(kept.Hashes.Keys, $"{path} has a line for each journey: accept it with {Accept}");
    }

    [Theory]
    [MemberData(nameof(Journeys))]
    public void A_journey_ends_in_every_fold_as_it_did(string name)
    {
        var path = FoldedJourney.PathOf(name);
        var ends = FoldedJourney.All.Single(j => j.Name == name).Ends();
        if (JourneyFile.Accepting && Fold.All.All(f => MayBeKept(Fingerprint.Kept(f), Fingerprint.Of(f))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.At(path))!);
            File.WriteAllText(Repository.At(path), ends);
            return;
        }

        File.Exists(Repository.At(path)).Should().BeTrue($"{path} is missing: write it with {Accept}, and read it");
        FirstDifference(Repository.Read(path).Split('\n'), ends.Split('\n'))
            .Should()
            .BeNull(
                $"{path} shows what the journey's facts come to. Where a fold has changed on purpose and its version "
                    + $"with it, accept the new results with {Accept}, and read the difference"
            );
    }

    private static string? FirstDifference(string[] kept, string[] now) =>
        Enumerable
            .Range(0, Math.Max(kept.Length, now.Length))
            .Where(i => kept.ElementAtOrDefault(i) != now.ElementAtOrDefault(i))
            .Select(i => $"line {i + 1}: kept «{kept.ElementAtOrDefault(i)}», now «{now.ElementAtOrDefault(i)}»")
            .FirstOrDefault();

    /// <summary>Under one version nothing changes; what is new, or has a higher version, may be written down.</summary>
    private static bool MayBeKept(Fingerprint? kept, Fingerprint now) =>
        kept is null || now.Version > kept.Version || (now.Version == kept.Version && !now.Contradictions(kept).Any());
}
