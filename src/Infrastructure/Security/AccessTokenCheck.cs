using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace Store.Infrastructure.Security;

/// <summary>
/// Decides at every request whether an access token holds. Checking a signature costs more than most requests, so a
/// genuine token is remembered until it expires; whether its session ended is asked each time, in memory while this
/// process hears the others, and in the database while it does not.
/// </summary>
public sealed class AccessTokenCheck(
    AccessTokens tokens,
    PostgresSessions sessions,
    EndedSessions ended,
    Notices notices,
    TimeProvider time
)
{
    private const int Remembered = 50_000;

    private readonly Recent<Fingerprint, Genuine> _genuine = new(Remembered);

    /// <summary>Null where the token does not hold.</summary>
    internal async ValueTask<AuthenticateResult?> Admit(string token, CancellationToken ct)
    {
        var fingerprint = Fingerprint.Of(token);
        if (!_genuine.TryGet(fingerprint, out var genuine))
        {
            if (await tokens.Read(token) is not { } read)
            {
                return null;
            }

            var ticket = new AuthenticationTicket(read.Principal, BearerHandler.Scheme);
            genuine = new Genuine(AuthenticateResult.Success(ticket), read.SessionId, read.ExpiresAt, 0);
        }

        if (genuine.ExpiresAt <= time.GetUtcNow().UtcDateTime || ended.Contains(genuine.SessionId))
        {
            return null;
        }

        // Read before the database is asked: an end that happens in between is heard within this stretch.
        var epoch = notices.Epoch;
        if (epoch == 0 || genuine.Epoch != epoch)
        {
            if (!await sessions.IsLive(genuine.SessionId, ct))
            {
                return null;
            }

            _genuine.Put(fingerprint, genuine with { Epoch = epoch });
        }

        return genuine.Result;
    }

    /// <param name="Epoch">The stretch of listening in which the session was seen to be live.</param>
    private sealed record Genuine(AuthenticateResult Result, string SessionId, DateTime ExpiresAt, long Epoch);

    /// <summary>SHA-256 of a token: tokens themselves are not kept in memory.</summary>
    private readonly record struct Fingerprint(UInt128 First, UInt128 Second)
    {
        public static Fingerprint Of(string token)
        {
            Span<byte> hash = stackalloc byte[32];
            var length = Encoding.UTF8.GetMaxByteCount(token.Length);
            var bytes = length <= 2048 ? stackalloc byte[length] : new byte[length];
            SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
            return new Fingerprint(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash),
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash[16..])
            );
        }
    }
}
