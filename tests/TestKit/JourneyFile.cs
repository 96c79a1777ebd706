using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime.Text;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain;
using Store.Infrastructure.EventLog;

namespace Store.TestKit;

/// <summary>
/// A journey kept as facts (ADR-0023): a file of lines, one a fact, in the order of the log. Personal text stands open,
/// and what is of the envelope alone (ids, hashes, how personal text is sealed) is left out: it may change.
/// </summary>
public static class JourneyFile
{
    public const string Folder = "tests/Journeys";

    public const string Ending = ".jsonl";

    private const string FactsFolder = Folder + "/Facts";

    private static readonly string Root = FindRoot();

    /// <summary>Whether what is missing, or may change, shall be written down.</summary>
    public static bool Accepting => Environment.GetEnvironmentVariable("STORE_ACCEPT_GOLDEN") == "1";

    /// <summary>Every journey that is kept, the earlier forms of one among them, by name.</summary>
    public static IReadOnlyList<string> Names { get; } = NamesNow();

    public static string At(string path) => Path.Combine(Root, path);

    public static string PathOf(string name) => $"{FactsFolder}/{name}{Ending}";

    /// <summary>The forms of a journey, the newest last: <c>name</c>, <c>name.2</c>, <c>name.3</c> …</summary>
    public static IReadOnlyList<string> FormsOf(string name) =>
        [.. Enumerable.Range(1, int.MaxValue).Select(n => Form(name, n)).TakeWhile(f => File.Exists(At(PathOf(f))))];

    public static string Form(string name, int number) =>
        number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");

    public static IReadOnlyList<string> Lines(string name) =>
        [.. File.ReadAllText(At(PathOf(name))).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    public static void Keep(string name, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(At(FactsFolder));
        File.WriteAllText(At(PathOf(name)), string.Concat(lines.Select(l => l + "\n")));
    }

    public static string Write(RecordedFact fact)
    {
        var stored = FactNames.Of(fact.Fact.GetType());
        var line = new JsonObject
        {
            ["stream"] = fact.Stream.ToString(),
            ["version"] = fact.Version,
            ["type"] = stored.Name,
            ["typeVersion"] = stored.Version,
            ["recordedAt"] = InstantPattern.ExtendedIso.Format(fact.RecordedAt),
            ["actor"] = new JsonObject
            {
                ["kind"] = StoreJson.NameOf(fact.Actor.Kind),
                ["id"] = fact.Actor.Id,
                ["reason"] = fact.Actor.Reason,
            },
            ["data"] = JsonSerializer.SerializeToNode(fact.Fact, fact.Fact.GetType(), StoreJson.Options),
        };
        return line.ToJsonString(StoreJson.Options);
    }

    /// <summary>A journey's facts as a reader of the log would meet them.</summary>
    public static IReadOnlyList<RecordedFact> Facts(string name) => [.. Lines(name).Select(Read)];

    private static RecordedFact Read(string line, int position)
    {
        var json = JsonNode.Parse(line)!;
        var stream = Text(json, "stream").Split('/', 2);
        var actor = json["actor"]!;
        var type = FactNames.TypeOf(Text(json, "type"), json["typeVersion"]!.GetValue<int>());
        return new RecordedFact(
            position,
            new StreamId(stream[0], stream[1]),
            json["version"]!.GetValue<long>(),
            new Guid(position, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
            Text(json, "type"),
            InstantPattern.ExtendedIso.Parse(Text(json, "recordedAt")).Value,
            new Actor(
                Enum.Parse<ActorKind>(Text(actor, "kind"), ignoreCase: true),
                Text(actor, "id"),
                actor["reason"]?.GetValue<string>()
            ),
            "",
            (Fact)json["data"].Deserialize(type, StoreJson.Options)!,
            default,
            default
        );
    }

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();

    private static string[] NamesNow()
    {
        var folder = At(FactsFolder);
        return Directory.Exists(folder)
            ?
            [
                .. Directory
                    .GetFiles(folder, "*" + Ending)
                    .Select(p => Path.GetFileName(p)[..^Ending.Length])
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Store.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("Store.sln stands in no folder above the tests.");
    }
}
