namespace Store.Application.EventSourcing;

/// <summary>
/// The answer at commit, stored beside the facts for as long as the idempotency key lives. It says what became of the
/// command and of what; which status and which address that is, only the API knows.
/// </summary>
/// <param name="Id">
/// The number or id of what was created or changed; null where nothing has an address, or where the caller named it.
/// </param>
/// <param name="Tag">Which state of it the body shows (<see cref="StateTag"/>); null where it has no states.</param>
/// <param name="Body">What a read shows; empty where there is nothing to show.</param>
public sealed record StoredResponse(ResponseKind Kind, string? Id, string? Tag, ReadOnlyMemory<byte> Body)
{
    /// <summary>Done, and there is nothing to show.</summary>
    public static readonly StoredResponse Done = new(ResponseKind.Done, null, null, default);

    public static StoredResponse Created(string id, string? tag, ReadOnlyMemory<byte> body) =>
        new(ResponseKind.Created, id, tag, body);

    public static StoredResponse Shown(string? tag, ReadOnlyMemory<byte> body) =>
        new(ResponseKind.Shown, null, tag, body);

    /// <summary>Taken up; it is carried out later.</summary>
    public static StoredResponse Accepted(ReadOnlyMemory<byte> body) => new(ResponseKind.Accepted, null, null, body);
}

/// <summary>What became of a command.</summary>
public enum ResponseKind
{
    /// <summary>Carried out; there is nothing to show.</summary>
    Done,

    /// <summary>Carried out; the body shows what stands now.</summary>
    Shown,

    /// <summary>Something is there that was not there before; the body shows it.</summary>
    Created,

    /// <summary>Taken up; it is carried out later.</summary>
    Accepted,
}

/// <summary>
/// Tells one state of what is shown from another: the version of its stream, followed by <c>-</c> and a suffix where
/// more than that stream is shown. Versions are compared when something changes, whole tags when something is read.
/// </summary>
public static class StateTag
{
    public static string Of(long version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string Of(long version, string suffix) => $"{Of(version)}-{suffix}";
}
