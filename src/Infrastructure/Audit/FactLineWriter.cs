using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Npgsql;
using Store.Domain.Audit;

namespace Store.Infrastructure.Audit;

/// <summary>
/// Rows of position, leaf and envelope as lines of JSON. One buffer is filled and sent, again and again; an envelope is
/// copied into it once and encoded from there, so that nothing is made for a fact.
/// </summary>
internal sealed class FactLineWriter
{
    private const int Block = 128 * 1024;

    /// <summary>The largest envelope, in Base64 and plain, with everything around it.</summary>
    private const int LongestLine = 160 * 1024;

    private readonly Stream _body;
    private readonly byte[]? _actor;
    private readonly byte[]? _actorId;
    private readonly byte[] _leaf = new byte[MerkleHash.Size];
    private readonly byte[] _buffer = new byte[Block + LongestLine];
    private int _length;

    /// <param name="actorKind">Only facts that one of this kind caused.</param>
    /// <param name="actorId">Only facts that this one caused.</param>
    public FactLineWriter(Stream body, string? actorKind, string? actorId)
    {
        _body = body;
        // Envelopes have one order of fields, and no text inside one can hold an unescaped quote.
        _actor = actorKind is null ? null : Encoding.UTF8.GetBytes($",\"actor\":{{\"kind\":\"{actorKind}\",\"id\":");
        _actorId = actorId is null
            ? null
            : JsonSerializer.SerializeToUtf8Bytes(actorId, Application.Json.StoreJson.Options);
    }

    /// <summary>Writes the rows, at most so many; returns how many they were.</summary>
    public async Task<long> Write(NpgsqlDataReader row, long limit, CancellationToken ct)
    {
        var written = 0L;
        while (written < limit && await row.ReadAsync(ct))
        {
            if (Line(row))
            {
                written++;
            }

            if (_length >= Block)
            {
                await Flush(ct);
            }
        }

        return written;
    }

    public async Task Flush(CancellationToken ct)
    {
        await _body.WriteAsync(_buffer.AsMemory(0, _length), ct);
        _length = 0;
    }

    private bool Line(NpgsqlDataReader row)
    {
        var start = _length;
        var envelopeBytes = (int)row.GetBytes(2, 0, null, 0, 0);
        Put("{\"position\":"u8);
        Utf8Formatter.TryFormat(row.GetInt64(0), _buffer.AsSpan(_length), out var digits);
        _length += digits;
        Put(",\"leafHash\":\""u8);
        row.GetBytes(1, 0, _leaf, 0, _leaf.Length);
        Base64.EncodeToUtf8(_leaf, _buffer.AsSpan(_length), out _, out var encoded);
        _length += encoded;
        Put("\",\"envelope\":\""u8);
        var plainAt = _length + Base64.GetMaxEncodedToUtf8Length(envelopeBytes) + Between.Length;
        row.GetBytes(2, 0, _buffer, plainAt, envelopeBytes);
        var envelope = _buffer.AsSpan(plainAt, envelopeBytes);
        if (!IsAsked(envelope))
        {
            _length = start;
            return false;
        }

        Base64.EncodeToUtf8(envelope, _buffer.AsSpan(_length), out _, out encoded);
        _length += encoded;
        Put(Between);
        _length += envelopeBytes;
        Put("}\n"u8);
        return true;
    }

    private static ReadOnlySpan<byte> Between => "\",\"fact\":"u8;

    private bool IsAsked(ReadOnlySpan<byte> envelope)
    {
        if (_actor is not null && envelope.IndexOf(_actor) < 0)
        {
            return false;
        }

        if (_actorId is null)
        {
            return true;
        }

        var rest = envelope[(envelope.IndexOf(",\"actor\":{\"kind\":\""u8) + 18)..];
        rest = rest[(rest.IndexOf("\",\"id\":"u8) + 7)..];
        return rest.StartsWith(_actorId);
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }
}
