using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Store.Api.Http;
using Store.Application.Pipeline;
using Store.Domain;

namespace Store.Architecture.Tests.Reference;

/// <summary>
/// <c>docs/errors.md</c>: every code that a problem answer can bear, made from the refusals themselves.
/// </summary>
internal static partial class ErrorsReference
{
    /// <summary>A refusal and the field that holds it.</summary>
    public sealed record Source(Refusal Refusal, FieldInfo Field)
    {
        public string Place => $"{Field.DeclaringType!.FullName!["Store.".Length..]}.{Field.Name}";
    }

    /// <summary>Every static field of type <see cref="Refusal"/> in the store's assemblies.</summary>
    public static IReadOnlyList<Source> Refusals { get; } =
    [
        .. Repository
            .Layers.SelectMany(a => a.GetTypes())
            .Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(Refusal))
            .Select(f => new Source((Refusal)f.GetValue(null)!, f))
            .OrderBy(s => s.Refusal.Code, StringComparer.Ordinal)
            .ThenBy(s => s.Place, StringComparer.Ordinal),
    ];

    /// <summary>What can be wrong with one field of a request: the factories of <see cref="ShapeError"/>.</summary>
    public static IReadOnlyList<ShapeError> ShapeErrors { get; } =
    [
        .. typeof(ShapeError)
            .GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Where(m => m.ReturnType == typeof(ShapeError) && m.GetParameters() is [{ ParameterType.Name: "String" }])
            .Select(m => (ShapeError)m.Invoke(null, ["/"])!)
            .OrderBy(e => e.Code, StringComparer.Ordinal),
    ];

    /// <summary>Codes that a validator gives by itself, and the files that do.</summary>
    public static IEnumerable<(string Code, string Path)> CodesOfValidators() =>
        from file in Repository.Under("src")
        from match in OwnCode().Matches(file.Text)
        select (match.Groups[1].Value, file.Path);

    public static string Write()
    {
        var page = new StringBuilder(Introduction);
        foreach (var status in Enum.GetValues<RefusalKind>().Select(Problems.Of).OrderBy(s => s.Status))
        {
            page.Append($"| {status.Status} | {status.Japanese} | {status.English} |\n");
        }

        page.Append("\n## Codes\n\n| code | status | 日本語 | English | from |\n|---|---|---|---|---|\n");
        foreach (var same in Refusals.GroupBy(s => s.Refusal.Code))
        {
            var refusal = same.First().Refusal;
            var places = string.Join(", ", same.Select(s => $"`{s.Place}`"));
            page.Append($"| `{refusal.Code}` | {Problems.Of(refusal.Kind).Status} ");
            page.Append($"| {Cell(refusal.Japanese)} | {Cell(refusal.English)} | {places} |\n");
        }

        page.Append(ShapeIntroduction);
        foreach (var error in ShapeErrors)
        {
            page.Append($"| `{error.Code}` | {Cell(error.Japanese)} | {Cell(error.English)} |\n");
        }

        var own = CodesOfValidators().Select(c => c.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        if (own.Count > 0)
        {
            page.Append("\nA rule of one field can have a code of its own: ");
            page.Append(string.Join(", ", own.Select(c => $"`{c}`")));
            page.Append(". Its message says what the rule is.\n");
        }

        return page.ToString();
    }

    private const string Introduction = $$"""
        # Refusals

        Every code that an answer of `application/problem+json` can bear. A code is part of the API and never changes;
        the texts are for people and may. This page is made from the refusals themselves, and a test fails when it is out
        of date: `STORE_ACCEPT_DOCS=1 ./test Architecture` writes it anew.

        A problem has `type` (`{{Problems.TypePrefix}}<code>`), `title`, `status`, `code`, `detail` (Japanese, or
        English by `Accept-Language`) and `traceId`; some have further members that help to go on.

        ## Statuses

        | status | 日本語 | English |
        |---|---|---|

        """;

    private const string ShapeIntroduction = """

        ## Codes of single fields

        `request.invalid` carries `errors: [{pointer, code, message}]`, one for each thing that is wrong with the shape of
        the request. The pointer is a JSON Pointer into the body; the message never repeats what was sent.

        | code | 日本語 | English |
        |---|---|---|

        """;

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex("""WithErrorCode\("([^"]+)"\)""")]
    private static partial Regex OwnCode();
}
