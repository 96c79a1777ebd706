using System.Security.Cryptography;
using System.Text;
using Store.Infrastructure.Security;

namespace Store.Infrastructure.PersonalData;

/// <summary>
/// The key outside the database that everything personal hangs on: it wraps the accounts' keys, seals card tokens, and
/// blinds e-mail addresses. Two keys are derived from it, so that neither use can tell anything about the other.
/// </summary>
public sealed class MasterKey
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _wrapping;
    private readonly byte[] _blinding;

    public MasterKey(KeyFolder folder)
    {
        var master = folder.ReadOrMake("personal-data.key", () => RandomNumberGenerator.GetBytes(KeyBytes));
        if (master.Length != KeyBytes)
        {
            throw new InvalidOperationException("personal-data.key is damaged: a master key has 32 bytes.");
        }

        _wrapping = Derive(master, "store/personal-keys/v1");
        _blinding = Derive(master, "store/email-claims/v1");
    }

    /// <summary>Nonce ‖ tag ‖ ciphertext; opens for the same subject only.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> key, string subject)
    {
        var wrapped = new byte[NonceBytes + TagBytes + key.Length];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_wrapping, TagBytes);
        aes.Encrypt(
            wrapped.AsSpan(0, NonceBytes),
            key,
            wrapped.AsSpan(NonceBytes + TagBytes),
            wrapped.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(subject)
        );
        return wrapped;
    }

    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string subject)
    {
        var key = new byte[wrapped.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_wrapping, TagBytes);
        try
        {
            aes.Decrypt(
                wrapped[..NonceBytes],
                wrapped[(NonceBytes + TagBytes)..],
                wrapped.Slice(NonceBytes, TagBytes),
                key,
                Encoding.UTF8.GetBytes(subject)
            );
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidOperationException(
                "A personal key does not open: personal-data.key is not the one that this database was written with.",
                e
            );
        }

        return key;
    }

    /// <summary>
    /// HMAC-SHA256 as 64 lower-case hex digits: the same for the same text, and no way back without the key.
    /// </summary>
    public string Blind(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_blinding, Encoding.UTF8.GetBytes(text)));

    private static byte[] Derive(byte[] master, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyBytes, info: Encoding.UTF8.GetBytes(purpose));
}
