using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Store.Application.EventSourcing;
using Store.TestKit;

namespace Store.Api.Tests.Journeys;

/// <summary>
/// Runs a story against a store of its own and compares the facts that it left, stream by stream, with those that are
/// kept (ADR-0023). What is random in them is counted instead, in the order in which it appears.
/// </summary>
internal static partial class Journey
{
    /// <summary>For a journey about answers that are lost: so many seconds are waited for one.</summary>
    public static readonly (string, string)[] LosesAnswers =
    [
        ("Store:NetProtections:TimeoutSeconds", "2"),
        ("Store:SbPayment:TimeoutSeconds", "2"),
    ];

    public static async Task Run(
        string name,
        Func<JourneyStore, Task> story,
        params IEnumerable<(string Name, string Value)> settings
    )
    {
        var store = new JourneyStore(settings);
        try
        {
            await store.InitializeAsync();
            await story(store);
            await store.Settle(default);
            var lines = new List<string>();
            await foreach (var fact in store.Services.GetRequiredService<IEventLog>().ReadAll(-1, default))
            {
                lines.Add(JourneyFile.Write(fact));
            }

            Compare(name, Counted(lines));
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static void Compare(string name, IReadOnlyList<string> lines)
    {
        var forms = JourneyFile.FormsOf(name);
        if (forms.Count == 0)
        {
            JourneyFile.Keep(name, lines);
            JourneyFile
                .Accepting.Should()
                .BeTrue(
                    $"{JourneyFile.PathOf(name)} was not there and is now: read it, and commit it with the journey"
                );
            return;
        }

        var (kept, run) = (ByStream(Counted(JourneyFile.Lines(forms[^1]))), ByStream(lines));
        if (FirstDifference(kept, run) is not { } difference)
        {
            return;
        }

        var next = JourneyFile.Form(name, forms.Count + 1);
        if (JourneyFile.Accepting)
        {
            JourneyFile.Keep(next, lines);
            return;
        }

        difference
            .Should()
            .BeNull(
                $"{JourneyFile.PathOf(forms[^1])} says which facts this journey leaves. Where it is meant to leave "
                    + $"others from now on, `STORE_ACCEPT_GOLDEN=1` keeps them in {JourneyFile.PathOf(next)} beside it"
            );
    }

    /// <summary>Streams do not wait for each other: the order of facts is the story's within one alone.</summary>
    private static Dictionary<string, List<string>> ByStream(IEnumerable<string> lines) =>
        lines.GroupBy(l => JsonNode.Parse(l)!["stream"]!.GetValue<string>()).ToDictionary(g => g.Key, g => g.ToList());

    private static string? FirstDifference(Dictionary<string, List<string>> kept, Dictionary<string, List<string>> run)
    {
        foreach (var stream in kept.Keys.Union(run.Keys))
        {
            var (old, now) = (kept.GetValueOrDefault(stream, []), run.GetValueOrDefault(stream, []));
            for (var i = 0; i < Math.Max(old.Count, now.Count); i++)
            {
                if (old.ElementAtOrDefault(i) is var one && now.ElementAtOrDefault(i) is var other && one != other)
                {
                    return $"kept: {one ?? "(nothing)"}\nleft: {other ?? "(nothing)"}";
                }
            }
        }

        return null;
    }

    private static IReadOnlyList<string> Counted(IReadOnlyList<string> lines)
    {
        var counters = new Dictionary<string, int>();
        var names = new Dictionary<string, string>();
        return [.. lines.Select(line => Counted(line, counters, names))];
    }

    private static string Counted(string line, Dictionary<string, int> counters, Dictionary<string, string> names)
    {
        line = Sha256().Replace(line, new string('0', 64));
        line = DocumentLength().Replace(line, "10000");
        line = Unguessable().Replace(line, m => Name("", m.Value, m.Length));
        return ParkedAt().Replace(line, m => Name("position", m.Value, 1));

        string Name(string kind, string value, int length)
        {
            if (!names.TryGetValue(kind + value, out var name))
            {
                var count = counters[kind + length] = counters.GetValueOrDefault(kind + length) + 1;
                name = count.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
                names[kind + value] = name;
            }

            return name;
        }
    }

    /// <summary>A document's bytes depend on the machine's font, and a page's on the account's id.</summary>
    [GeneratedRegex("(?<=\"sha256\":\")[0-9a-f]{64}")]
    private static partial Regex Sha256();

    [GeneratedRegex("(?<=\"bytes\":)[0-9]+")]
    private static partial Regex DocumentLength();

    /// <summary>Ids, keyed hashes, and the part of an address that makes it nobody else's.</summary>
    [GeneratedRegex("(?<!\"sha256\":\"|[0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9a-f])|(?<=buyer-)[0-9a-f]{8}(?=@)")]
    private static partial Regex Unguessable();

    /// <summary>Where parked work stands in the log, which the order of streams decides.</summary>
    [GeneratedRegex("(?<=\"parked-work/reaction:[a-z_]+:)[0-9]+|(?<=\"consumer\":\"[a-z_]+\",\"position\":)[0-9]+")]
    private static partial Regex ParkedAt();
}
