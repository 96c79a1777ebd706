using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Store.Domain.Verification;

namespace Store.Infrastructure.Bundles;

/// <summary>A verdict for programs and for people; <c>verify.mjs</c> writes both the same, to the byte.</summary>
public static class VerdictText
{
    // What comes from a bundle is plain ASCII without quotes by the time it is here: nothing is left to escape.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>0 verified, 1 contradicted, 2 could not be read.</summary>
    public static int ExitCode(Verdict verdict) =>
        verdict.IsVerified ? 0
        : verdict.IsUnreadable ? 2
        : 1;

    /// <summary>One line of JSON.</summary>
    public static string Json(Verdict verdict)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, Plain))
        {
            json.WriteStartObject();
            json.WriteString("verdict", Word(verdict));
            json.WriteString("origin", verdict.Origin);
            Number(json, "size", verdict.Size);
            json.WriteString("root", verdict.Root is { } root ? Convert.ToBase64String(root.Span) : null);
            json.WriteStartArray("findings");
            foreach (var finding in verdict.Findings)
            {
                json.WriteStartObject();
                json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(finding.Kind.ToString()));
                Number(json, "first", finding.First);
                Number(json, "last", finding.Last);
                json.WriteString("text", finding.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return $"{Encoding.UTF8.GetString(memory.ToArray())}\n";
    }

    /// <summary>A line for the verdict and one for each finding.</summary>
    public static string Lines(Verdict verdict)
    {
        var head = verdict.Origin is null
            ? $"{Word(verdict)}\n"
            : $"{Word(verdict)}: {verdict.Origin}, {verdict.Size} facts, root {Convert.ToBase64String(verdict.Root!.Value.Span)}\n";
        return head + string.Concat(verdict.Findings.Select(f => $"  {f.Text}\n"));
    }

    private static string Word(Verdict verdict) =>
        ExitCode(verdict) switch
        {
            0 => "verified",
            1 => "contradicted",
            _ => "unreadable",
        };

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
