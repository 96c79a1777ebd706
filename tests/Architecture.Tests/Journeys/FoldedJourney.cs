using System.Text.Json;
using System.Text.Json.Nodes;
using Store.Application.Contracts;
using Store.Application.EventSourcing;
using Store.Application.Inquiries;
using Store.Application.Json;
using Store.Application.Orders;
using Store.Application.Timelines;
using Store.Domain.Contracts;
using Store.Domain.Inquiries;
using Store.Domain.Orders;
using Store.TestKit;

namespace Store.Architecture.Tests.Journeys;

/// <summary>A journey that is kept, folded into everything that the store folds facts into.</summary>
internal sealed class FoldedJourney
{
    private static readonly JsonSerializerOptions Readable = new(StoreJson.Options)
    {
        WriteIndented = true,
        IndentSize = 1,
    };

    /// <summary>Lazy, so that what a fold throws is what its test says.</summary>
    private static readonly Lazy<IReadOnlyList<FoldedJourney>> Folded = new(() =>
        [.. JourneyFile.Names.Select(name => new FoldedJourney(name))]
    );

    private readonly Dictionary<Fold, List<(string Of, JsonNode? Result)>> _results;

    private FoldedJourney(string name)
    {
        Name = name;
        Facts = JourneyFile.Facts(name);
        _results = Fold.All.ToDictionary(f => f, f => f.Over(Facts).ToList());
    }

    /// <summary>Each form of every journey: what once could be left in a log is folded for ever.</summary>
    public static IReadOnlyList<FoldedJourney> All => Folded.Value;

    public string Name { get; }

    public IReadOnlyList<RecordedFact> Facts { get; }

    public static string PathOf(string name) => $"{JourneyFile.Folder}/Folded/{name}.json";

    public IReadOnlyList<string> ResultsOf(Fold fold) =>
        [.. _results[fold].Select(r => $"{r.Of} {r.Result?.ToJsonString(StoreJson.Options) ?? "nothing"}")];

    /// <summary>What everything comes to in the end, for people who read what a change does.</summary>
    public string Ends()
    {
        var ends = new JsonObject();
        foreach (var (fold, results) in _results.Where(r => r.Value.Count > 0))
        {
            ends[fold.Name] = new JsonObject(
                results
                    .GroupBy(r => r.Of)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => KeyValuePair.Create(g.Key, Shown(g.Last().Result)))
            );
        }

        ends["timelines"] = new JsonObject(
            Facts
                .GroupBy(f => f.Stream)
                .Where(g => ItemsOf(g.Key, [.. g]).Count > 0)
                .OrderBy(g => $"{g.Key}", StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create($"{g.Key}", (JsonNode?)Told(ItemsOf(g.Key, [.. g]))))
        );
        return ends.ToJsonString(Readable) + "\n";
    }

    /// <summary>A document's short form is made from its body, which says enough.</summary>
    private static JsonNode? Shown(JsonNode? result)
    {
        var shown = result?.DeepClone();
        (shown as JsonObject)?.Remove("summary");
        return shown;
    }

    private static JsonArray Told(IReadOnlyList<TimelineEntry> items) =>
        [
            .. items.Select(i =>
                JsonValue.Create($"{i.What} by {i.By} {i.ActorId}: {i.Text.Ja} / {i.Text.En} ({i.Reason})")
            ),
        ];

    /// <summary>The folds that are made at every read and have no version.</summary>
    private static IReadOnlyList<TimelineEntry> ItemsOf(StreamId stream, IReadOnlyList<RecordedFact> facts) =>
        stream.Category == Order.Category ? OrderTimeline.Of(stream.Id, facts, forOperators: true).Items
        : stream.Category == Contract.Category
            ? Timeline.Of(stream.Id, facts, forOperators: true, GetContractTimeline.TextOf).Items
        : stream.Category == Inquiry.Category
            ? Timeline.Of(stream.Id, facts, forOperators: true, GetInquiryTimeline.TextOf).Items
        : [];
}
