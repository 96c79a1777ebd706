using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Store.TestKit;

namespace Store.Architecture.Tests.Journeys;

/// <summary>
/// A fold's fingerprint: the shape of its result, and for each journey a hash over the results after every fact. It
/// stands beside the version in a file, so that the one cannot change without the other.
/// </summary>
internal sealed record Fingerprint(int Version, IReadOnlyDictionary<string, string> Hashes, string Form)
{
    private const string Folder = JourneyFile.Folder + "/Fingerprints";
    private const int Digits = 32;

    public static string PathOf(Fold fold) => $"{Folder}/{fold.Name}.txt";

    /// <summary>What the fold comes to today; a journey that it takes no fact of is left out.</summary>
    public static Fingerprint Of(Fold fold) =>
        new(
            fold.Version,
            new SortedDictionary<string, string>(
                FoldedJourney
                    .All.Select(j => (j.Name, Results: j.ResultsOf(fold)))
                    .Where(j => j.Results.Count > 0)
                    .ToDictionary(j => j.Name, j => HashOf(j.Results)),
                StringComparer.Ordinal
            ),
            string.Join('\n', Shape.Of(fold.Result))
        );

    public static Fingerprint? Kept(Fold fold)
    {
        if (!File.Exists(Repository.At(PathOf(fold))))
        {
            return null;
        }

        var parts = Repository.Read(PathOf(fold)).TrimEnd('\n').Split("\n\n");
        var lines = parts[0].Split('\n').Select(l => l.Split(' ')).ToList();
        return new(
            int.Parse(lines[0][1], CultureInfo.InvariantCulture),
            lines.Skip(1).ToDictionary(l => l[0], l => l[1]),
            parts[1]
        );
    }

    public void Keep(Fold fold)
    {
        Directory.CreateDirectory(Repository.At(Folder));
        var head = string.Create(CultureInfo.InvariantCulture, $"version {Version}\n");
        var journeys = Hashes
            .OrderBy(j => j.Key, StringComparer.Ordinal)
            .Select(j => $"{j.Key} {j.Value}\n")
            .DefaultIfEmpty();
        File.WriteAllText(Repository.At(PathOf(fold)), $"{head}{string.Concat(journeys)}\n{Form}\n");
    }

    /// <summary>
    /// What this fingerprint says otherwise than the one that is kept, whichever version the two have. A journey that
    /// was not there yet says nothing otherwise.
    /// </summary>
    public IEnumerable<string> Contradictions(Fingerprint kept) =>
        [
            .. kept.Form == Form ? [] : Difference(kept.Form, Form),
            .. kept
                .Hashes.Where(j => Hashes.GetValueOrDefault(j.Key) != j.Value)
                .Select(j => $"the results over the journey '{j.Key}'"),
        ];

    private static IEnumerable<string> Difference(string kept, string now) =>
        [
            .. kept.Split('\n').Except(now.Split('\n')).Select(l => $"the shape, no more: {l.Trim()}"),
            .. now.Split('\n').Except(kept.Split('\n')).Select(l => $"the shape, now: {l.Trim()}"),
            "the shape",
        ];

    private static string HashOf(IEnumerable<string> results) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', results))))[..Digits];
}
