namespace Store.Application.PersonalData;

/// <summary>
/// One encryption key per account, kept apart from the log and wrapped by a key that is not in the database.
/// Destroying a subject's key erases every <c>PersonalText</c> of that subject from every fact at once.
/// </summary>
public interface IPersonalKeys
{
    /// <summary>Makes a key, durably, before the first fact about the subject is recorded. Twice is once.</summary>
    Task Create(string subject, CancellationToken ct);

    /// <summary>Brings the keys of these subjects into memory, where <see cref="KeyOf"/> finds them.</summary>
    Task Load(IReadOnlyCollection<string> subjects, CancellationToken ct);

    /// <summary>The 32-byte key of a subject loaded before; null once it was destroyed.</summary>
    byte[]? KeyOf(string subject);

    /// <summary>Destroys the key, durably and for good. Twice is once.</summary>
    Task Destroy(string subject, CancellationToken ct);
}
