using NodaTime;

namespace Store.Application.Audit;

/// <summary>
/// The keys that a log's checkpoints were and are signed with, oldest first; the last one signs today. It is the answer
/// of <c>GET /v1/audit/keys</c>, and the same bytes are the <c>keys.json</c> of a bundle. Nobody should trust a key
/// because it stands here: pin one of them, and follow the notes from there.
/// </summary>
/// <param name="Origin">The log, as it stands in its checkpoints.</param>
public sealed record AuditKeys(string Origin, IReadOnlyList<AuditKey> Keys);

/// <summary>One key of a log.</summary>
/// <param name="VerifierKey">The public key as one line: name, key id, type and key (C2SP signed-note).</param>
/// <param name="KeyId">Eight hex digits, as in the verifier key.</param>
/// <param name="Name">The name in signature lines; it is the origin.</param>
/// <param name="MadeAt">By the machine's clock.</param>
/// <param name="EndedAtSize">
/// The key signed no checkpoint beyond this size; null for the key that signs today. The key after it signed none
/// below.
/// </param>
/// <param name="IntroducedBy">
/// A note, signed by the key before, whose text names this key and that size (<c>Domain.Audit.KeyRotation</c>); null
/// for the log's first key.
/// </param>
public sealed record AuditKey(
    string VerifierKey,
    string KeyId,
    string Name,
    Instant MadeAt,
    long? EndedAtSize = null,
    string? IntroducedBy = null
);
