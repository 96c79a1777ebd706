using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Store.Domain;

namespace Store.Architecture.Tests.Reference;

/// <summary>
/// <c>docs/events.md</c>: every fact of the log for those who read it, made from the facts themselves.
/// </summary>
internal sealed partial class EventsReference
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly XmlComments _comments = new(typeof(Fact).Assembly);
    private readonly List<Type> _parts = [];

    public static IReadOnlyList<Type> FactsWithoutMeaning()
    {
        var comments = new XmlComments(typeof(Fact).Assembly);
        return [.. FactKinds.All.Where(t => comments.SummaryOf(t) is null)];
    }

    /// <summary>Fields of facts and of their parts that neither a comment nor the common names explain.</summary>
    public static IReadOnlyList<string> FieldsWithoutMeaning()
    {
        var reference = new EventsReference();
        _ = reference.Write();
        return
        [
            .. FactKinds
                .All.Concat(reference._parts.Where(p => !p.IsEnum))
                .SelectMany(
                    r => FactKinds.FieldsOf(r).Where(f => reference.MeaningOf(r, f.Name) is null),
                    (r, f) => $"{r.Name}.{f.Name}"
                ),
            .. reference
                ._parts.Where(p => p.IsEnum)
                .SelectMany(
                    p => Enum.GetNames(p).Where(n => reference._comments.SummaryOfField(p, n) is null),
                    (p, n) => $"{p.Name}.{n}"
                ),
        ];
    }

    public string Write()
    {
        var families = FactKinds
            .Families.OrderBy(f => StreamSamples.AggregateOf(f).Category, StringComparer.Ordinal)
            .ToList();
        var page = new StringBuilder(Introduction);
        foreach (var family in families)
        {
            var names = FactsOf(family).Select(f => $"`{FactKinds.StoredAs(f)!.Name}`");
            page.Append(
                $"- [{StreamSamples.AggregateOf(family).Category}](#{StreamSamples.AggregateOf(family).Category}): "
            );
            page.Append($"{string.Join(", ", names)}\n");
        }

        foreach (var family in families)
        {
            WriteFamily(page, family);
        }

        page.Append("\n## Parts\n\nRecords and enumerations that facts are made of.\n");
        for (var i = 0; i < _parts.Count; i++)
        {
            // A part may name further parts, which the loop then reaches.
            WritePart(page, _parts[i]);
        }

        return page.ToString();
    }

    private const string Introduction = """
        # Facts

        What the log holds, fact by fact. This page is made from the facts themselves, and a test fails when it is out of
        date: `STORE_ACCEPT_DOCS=1 ./test Architecture` writes it anew.

        A stored name and version stand for one shape of data for ever. A new optional field keeps the version; anything
        else is a new version beside the old one, and every old one stays readable.

        ## The envelope

        Each fact stands in an envelope, UTF-8 JSON with this order of fields. Its exact bytes are stored, hashed as a
        leaf of the Merkle tree, and handed out by `/v1/audit/events`. Numbers are whole; there are no fractions.

        | field | holds |
        |---|---|
        | `v` | version of the envelope: 1 |
        | `id` | the fact's own id |
        | `category` | the kind of stream, as in the headings below |
        | `stream` | the stream's id within its category |
        | `version` | 1, 2, 3 … within the stream |
        | `type`, `typeVersion` | the stored name and version below |
        | `recordedAt` | instant, UTC; it never falls from one position to the next |
        | `actor` | `kind` (`anonymous`, `buyer`, `machine`, `operator`, `auditor`, `reactor`, `system`), `id`, `reason` |
        | `correlation` | ties the facts of one request together |
        | `causation` | id of the fact that this one answers, or null |
        | `prev` | leaf hash (Base64) of the stream's fact before, or null for the first |
        | `data` | the fact, as below |

        Sealed text (contact names, e-mail addresses, phone numbers, addresses) reads
        `sealed:v1:<subject>:<Base64 of nonce, tag and ciphertext>`: AES-256-GCM under the subject's key, bound to the
        fact's id, stream and version. When the subject is erased its key is destroyed; the envelope and its hash stay.
        The samples below show the beginning of it.

        ## Streams and their facts


        """;

    private void WriteFamily(StringBuilder page, Type family)
    {
        var aggregate = StreamSamples.AggregateOf(family);
        page.Append($"\n## {aggregate.Category}\n");
        if (_comments.SummaryOf(aggregate.StateType) is { } summary)
        {
            page.Append($"\n{summary}\n");
        }

        foreach (var fact in FactsOf(family))
        {
            WriteFact(page, fact);
        }
    }

    private static IEnumerable<Type> FactsOf(Type family) => FactKinds.All.Where(t => FactKinds.FamilyOf(t) == family);

    private void WriteFact(StringBuilder page, Type fact)
    {
        var stored = FactKinds.StoredAs(fact)!;
        page.Append($"\n### `{stored.Name}` version {stored.Version}\n\n{_comments.SummaryOf(fact)}\n");
        WriteFields(page, fact);
        if (FactKinds.FieldsOf(fact).Count > 0)
        {
            using var sample = JsonDocument.Parse(
                SealedTail().Replace(Golden.TextOf(fact) ?? Golden.Encode(Golden.SampleOf(fact)), "$1…\"")
            );
            page.Append($"\n```json\n{JsonSerializer.Serialize(sample, Indented)}\n```\n");
        }
        else
        {
            page.Append("\nNo fields: that it happened is all it says.\n");
        }
    }

    private void WritePart(StringBuilder page, Type part)
    {
        page.Append($"\n### {part.Name}\n");
        if (_comments.SummaryOf(part) is { } summary)
        {
            page.Append($"\n{summary}\n");
        }

        if (!part.IsEnum)
        {
            WriteFields(page, part);
            return;
        }

        page.Append("\n| value | means |\n|---|---|\n");
        foreach (var name in Enum.GetNames(part))
        {
            page.Append($"| `{XmlComments.FieldName(name)}` | {Cell(_comments.SummaryOfField(part, name))} |\n");
        }
    }

    private void WriteFields(StringBuilder page, Type record)
    {
        var fields = FactKinds.FieldsOf(record);
        if (fields.Count == 0)
        {
            return;
        }

        page.Append("\n| field | holds | means |\n|---|---|---|\n");
        foreach (var field in fields)
        {
            var meaning = MeaningOf(record, field.Name);
            page.Append($"| `{XmlComments.FieldName(field.Name)}` | {Holds(field)} | {Cell(meaning)} |\n");
        }
    }

    private string? MeaningOf(Type record, string field) =>
        _comments.ParameterOf(record, field) ?? CommonFields.MeaningOf(record, field);

    private string Holds(PropertyInfo field)
    {
        var nullable =
            Nullable.GetUnderlyingType(field.PropertyType) is not null
            || new NullabilityInfoContext().Create(field).ReadState == NullabilityState.Nullable;
        return Kind(FactKinds.Bare(field.PropertyType), field.Name) + (nullable ? ", or null" : "");
    }

    private string Kind(Type type, string field) =>
        FactKinds.IsList(type) ? $"list of {Kind(FactKinds.Bare(type.GetGenericArguments()[0]), field)}"
        : type == typeof(PersonalText) ? "sealed text"
        : type == typeof(string) ? "text"
        : type == typeof(bool) ? "true or false"
        : type == typeof(Guid) ? "UUID"
        : type == typeof(Instant) ? "instant, UTC"
        : type == typeof(LocalDate) ? "date in Tokyo, `yyyy-MM-dd`"
        : type == typeof(YearMonth) ? "month in Tokyo, `yyyy-MM`"
        : type == typeof(int) || type == typeof(long) ? "whole " + UnitOf(field)
        : Linked(type);

    private static string UnitOf(string field) =>
        field.EndsWith("Yen", StringComparison.Ordinal) ? "yen"
        : field.EndsWith("Percent", StringComparison.Ordinal) ? "per cent"
        : field is "Bytes" or "Seats" ? field.ToLowerInvariant()
        : field.EndsWith("Months", StringComparison.Ordinal) ? "months"
        : field.EndsWith("Days", StringComparison.Ordinal) ? "days"
        : "number";

    private string Linked(Type part)
    {
        if (!_parts.Contains(part))
        {
            _parts.Add(part);
        }

        return $"[{part.Name}](#{part.Name.ToLowerInvariant()})";
    }

    // An escaped character is not cut in two.
    [GeneratedRegex(@"(""sealed:v1:[^:""]+:(?:\\u[0-9A-F]{4}|[^\\""]){8})[^""]*""")]
    private static partial Regex SealedTail();

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);
}
