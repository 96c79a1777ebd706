using System.Text.Json.Nodes;

namespace Store.Application.Audit;

/// <summary>What became different at one place of a document.</summary>
/// <param name="Path">A JSON Pointer; the empty one is the whole document.</param>
/// <param name="Before">Null also where nothing was.</param>
/// <param name="After">Null also where nothing is any more.</param>
public sealed record JsonChange(string Path, JsonNode? Before, JsonNode? After)
{
    /// <summary>
    /// The differences of two documents in the order of their fields, the later one's new fields last. Objects and
    /// arrays are entered, arrays place by place; what has begun or ended to exist is told as a whole.
    /// </summary>
    public static IReadOnlyList<JsonChange> Between(JsonNode? before, JsonNode? after)
    {
        var changes = new List<JsonChange>();
        Compare("", before, after, changes);
        return changes;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<JsonChange> changes)
    {
        switch (before, after)
        {
            case (JsonObject was, JsonObject now):
                foreach (var name in was.Select(p => p.Key).Union(now.Select(p => p.Key)))
                {
                    Compare($"{path}/{Escape(name)}", was[name], now[name], changes);
                }

                break;
            case (JsonArray was, JsonArray now):
                for (var i = 0; i < Math.Max(was.Count, now.Count); i++)
                {
                    Compare(
                        FormattableString.Invariant($"{path}/{i}"),
                        i < was.Count ? was[i] : null,
                        i < now.Count ? now[i] : null,
                        changes
                    );
                }

                break;
            case var _ when !JsonNode.DeepEquals(before, after):
                changes.Add(new JsonChange(path, before?.DeepClone(), after?.DeepClone()));
                break;
            default:
                break;
        }
    }

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
