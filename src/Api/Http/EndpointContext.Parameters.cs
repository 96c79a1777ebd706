using System.Globalization;
using Store.Application.Pipeline;
using Store.Application.ReadModels;
using Store.Domain;

namespace Store.Api.Http;

/// <summary>
/// What a request says in its address. The readers note what is malformed, and the context answers 400 before anything
/// is asked.
/// </summary>
public sealed partial class EndpointContext
{
    private List<ShapeError>? _errors;
    private Refusal? _refused;

    /// <summary>From <c>limit</c> and <c>cursor</c>.</summary>
    public PageRequest Page
    {
        get
        {
            var limit = Number("limit", 1, PageRequest.MaxLimit);
            DocumentCursor? after = null;
            if (Parameter("cursor") is { } cursor)
            {
                after = Cursor.Read(cursor);
                _refused ??= after is null ? PageRefusals.CursorMalformed : null;
            }

            return new((int)(limit ?? PageRequest.DefaultLimit), after);
        }
    }

    /// <summary>
    /// A parameter of the address as text; null where it was not sent. Like its siblings it notes what is malformed,
    /// and <see cref="Query"/> then answers 400 instead of asking.
    /// </summary>
    public string? Text(string name, int maxLength = 200)
    {
        var value = Parameter(name);
        if (value?.Length > maxLength)
        {
            Note(ShapeError.TooLong("/" + name));
            return null;
        }

        return value;
    }

    public long? Number(string name, long min = 0, long max = long.MaxValue)
    {
        if (Parameter(name) is not { } value)
        {
            return null;
        }

        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Note(ShapeError.WrongType("/" + name));
            return null;
        }

        if (number < min || number > max)
        {
            Note(ShapeError.OutOfRange("/" + name));
            return null;
        }

        return number;
    }

    /// <summary>
    /// A value in the form that bodies write it: a date, a month, an instant, an enumeration, a boolean.
    /// </summary>
    public T? Value<T>(string name)
        where T : struct
    {
        if (Parameter(name) is not { } value)
        {
            return null;
        }

        if (Parameters.TryRead<T>(value, out var parsed))
        {
            return parsed;
        }

        Note(ShapeError.WrongType("/" + name));
        return null;
    }

    /// <summary>Whether the caller asks for this media type by name, and not for JSON rather.</summary>
    public bool Prefers(string mediaType)
    {
        var accepted = Http.Request.GetTypedHeaders().Accept.Where(a => a.Quality is not 0).ToList();
        double QualityOf(string type) =>
            accepted.Where(a => a.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Max(a => a.Quality ?? 1);
        return accepted.Exists(a => a.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
            && (
                !accepted.Exists(a => a.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
                || QualityOf(mediaType) >= QualityOf("application/json")
            );
    }

    /// <summary>What the readers of parameters noted; for endpoints that do not end in <see cref="Query"/>.</summary>
    public Refusal? RefusedParameters => _errors is null ? _refused : RequestRefusals.With(_errors);

    private string? Parameter(string name)
    {
        var values = Http.Request.Query[name];
        if (values.Count == 0)
        {
            return Http.Request.RouteValues[name] as string;
        }

        var value = values[0] ?? "";
        if (values.Count > 1)
        {
            Note(ShapeError.Duplicate("/" + name));
            return null;
        }

        if (value.Any(char.IsControl))
        {
            Note(ShapeError.BadText("/" + name));
            return null;
        }

        return value;
    }

    private void Note(ShapeError error) => (_errors ??= []).Add(error);
}
