using System.Buffers.Text;

namespace Store.Domain.Verification;

/// <summary>
/// What an envelope says of its place: read by position in the fixed order of its fields, up to <c>prev</c> and no
/// further, without a copy. All texts are the bytes between the quotes, as they stand.
/// </summary>
public readonly ref struct EnvelopeHead
{
    private const int PrevLength = 44;

    public ReadOnlySpan<byte> Category { get; private init; }

    public ReadOnlySpan<byte> Stream { get; private init; }

    public long Version { get; private init; }

    /// <summary>Without the <c>Z</c> at its end, so that the order of the bytes is the order in time.</summary>
    public ReadOnlySpan<byte> RecordedAt { get; private init; }

    /// <summary>Base64 of the leaf hash of the stream's fact before; empty where there is none.</summary>
    public ReadOnlySpan<byte> Prev { get; private init; }

    /// <summary>False for anything that is not written as version 1 of the envelope is.</summary>
    public static bool TryRead(ReadOnlySpan<byte> envelope, out EnvelopeHead head)
    {
        head = default;
        var rest = envelope;
        if (
            !(
                Skip(ref rest, "{\"v\":1,\"id\":\""u8)
                && Text(ref rest, out _)
                && Skip(ref rest, ",\"category\":\""u8)
                && Text(ref rest, out var category)
                && Skip(ref rest, ",\"stream\":\""u8)
                && Text(ref rest, out var stream)
                && Skip(ref rest, ",\"version\":"u8)
                && Number(ref rest, out var version)
                && Skip(ref rest, ",\"type\":\""u8)
                && Text(ref rest, out _)
                && Skip(ref rest, ",\"typeVersion\":"u8)
                && Number(ref rest, out _)
                && Skip(ref rest, ",\"recordedAt\":\""u8)
                && Text(ref rest, out var recordedAt)
                && recordedAt is [.. var time, (byte)'Z']
                && Skip(ref rest, ",\"actor\":{"u8)
                && Object(ref rest)
                && Skip(ref rest, ",\"correlation\":\""u8)
                && Text(ref rest, out _)
                && Skip(ref rest, ",\"causation\":"u8)
                && TextOrNull(ref rest, out _)
                && Skip(ref rest, ",\"prev\":"u8)
                && TextOrNull(ref rest, out var prev)
                && prev.Length is 0 or PrevLength
                && Skip(ref rest, ",\"data\":{"u8)
            )
        )
        {
            return false;
        }

        head = new EnvelopeHead
        {
            Category = category,
            Stream = stream,
            Version = version,
            RecordedAt = time,
            Prev = prev,
        };
        return true;
    }

    /// <summary>Whether <see cref="Prev"/> is this leaf hash.</summary>
    public bool Names(ReadOnlySpan<byte> leaf)
    {
        Span<byte> text = stackalloc byte[PrevLength];
        Base64.EncodeToUtf8(leaf, text, out _, out var written);
        return Prev.SequenceEqual(text[..written]);
    }

    private static bool Skip(scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> literal)
    {
        if (!rest.StartsWith(literal))
        {
            return false;
        }

        rest = rest[literal.Length..];
        return true;
    }

    /// <summary>From behind the opening quote to behind the closing one.</summary>
    private static bool Text(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        var length = 0;
        while (true)
        {
            var next = rest[length..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return false;
            }

            length += next;
            if (rest[length] == '"')
            {
                text = rest[..length];
                rest = rest[(length + 1)..];
                return true;
            }

            length += 2;
            if (length > rest.Length)
            {
                return false;
            }
        }
    }

    private static bool TextOrNull(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        return Skip(ref rest, "null"u8) || (Skip(ref rest, "\""u8) && Text(ref rest, out text));
    }

    /// <summary>Digits without a leading zero, at most as many as fit.</summary>
    private static bool Number(scoped ref ReadOnlySpan<byte> rest, out long number)
    {
        const int MostDigits = 15;
        number = 0;
        var digits = 0;
        while (digits < rest.Length && digits <= MostDigits && rest[digits] is >= (byte)'0' and <= (byte)'9')
        {
            number = (number * 10) + (rest[digits] - '0');
            digits++;
        }

        var read = digits is > 0 and <= MostDigits && (digits == 1 || rest[0] != '0');
        rest = rest[digits..];
        return read;
    }

    /// <summary>From behind the opening brace to behind the closing one.</summary>
    private static bool Object(scoped ref ReadOnlySpan<byte> rest)
    {
        var depth = 1;
        while (depth > 0)
        {
            var next = rest.IndexOfAny((byte)'"', (byte)'{', (byte)'}');
            if (next < 0)
            {
                return false;
            }

            var mark = rest[next];
            rest = rest[(next + 1)..];
            if (mark == '"' && !Text(ref rest, out _))
            {
                return false;
            }

            depth +=
                mark == '{' ? 1
                : mark == '}' ? -1
                : 0;
        }

        return true;
    }
}
