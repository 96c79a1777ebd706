namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>
/// The embedded server can't be started on this machine as it is. The message is for the person at the keyboard:
/// one sentence that says what is wrong, and one that says what to do.
/// </summary>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException(string message)
        : base(message) { }

    public EmbeddedPostgresException(string message, Exception inner)
        : base(message, inner) { }
}
