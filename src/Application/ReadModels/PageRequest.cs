using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Store.Domain;

namespace Store.Application.ReadModels;

/// <summary>
/// The part of a list that a caller asks for. The stored documents are joined as the bytes they are; nothing is
/// parsed on the way out.
/// </summary>
/// <param name="Limit">1 to <see cref="MaxLimit"/>.</param>
/// <param name="After">Where the page before ended; null for the first page.</param>
public sealed record PageRequest(int Limit, DocumentCursor? After = null)
{
    public const int DefaultLimit = 20;

    public const int MaxLimit = 100;

    /// <summary>Asks for one document more than is shown: it tells whether there is a next page.</summary>
    public DocumentQuery Of(string projection, string? owner) => new(projection, owner, Limit + 1, After);

    /// <summary>The page as the API answers it, <c>{"items":[…],"nextCursor":…}</c>, made of the short forms.</summary>
    public QueryResult Show(Read<IReadOnlyList<ReadDocument>> read)
    {
        if (read.Refused is { } refused)
        {
            return (QueryResult)refused with { Position = read.Position };
        }

        var documents = read.Value;
        var shown = Math.Min(documents.Count, Limit);
        var next =
            documents.Count > Limit ? Cursor.Write(new(documents[shown - 1].Sort, documents[shown - 1].Key)) : null;
        var items = documents.Take(shown).Select(d => d.Summary ?? d.Body);
        return new QueryResult(Join(items, next), read.Position) { NextCursor = next };
    }

    /// <summary>Joins JSON values that are already written into the body of a page.</summary>
    public static byte[] Join(IEnumerable<ReadOnlyMemory<byte>> items, string? nextCursor)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        body.Write("{\"items\":["u8);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                body.Write(","u8);
            }

            first = false;
            body.Write(item.Span);
        }

        body.Write("],\"nextCursor\":"u8);
        body.Write(nextCursor is null ? "null"u8 : Encoding.ASCII.GetBytes($"\"{nextCursor}\""));
        body.Write("}"u8);
        return body.WrittenSpan.ToArray();
    }
}

/// <summary>
/// A place in a list as callers carry it: opaque text (Base64url). It holds no right: whose documents a list shows
/// is decided by who asks.
/// </summary>
public static class Cursor
{
    private const int MaxLength = 400;

    public static string Write(DocumentCursor cursor)
    {
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(cursor.Key)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, cursor.Sort);
        Encoding.UTF8.GetBytes(cursor.Key, bytes.AsSpan(sizeof(long)));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null where the text was not written by <see cref="Write"/>.</summary>
    public static DocumentCursor? Read(string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= sizeof(long) || !System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(sizeof(long))))
        {
            return null;
        }

        var key = Encoding.UTF8.GetString(bytes.AsSpan(sizeof(long)));
        return key.Any(char.IsControl) ? null : new DocumentCursor(BinaryPrimitives.ReadInt64BigEndian(bytes), key);
    }
}

public static class PageRefusals
{
    public static readonly Refusal CursorMalformed = new(
        "cursor.malformed",
        RefusalKind.Malformed,
        "cursor が正しくありません。前のページの nextCursor をそのままお送りください。",
        "The cursor is not one that this list has given out. Send nextCursor of the page before, unchanged."
    );
}
