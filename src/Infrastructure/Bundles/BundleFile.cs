using System.Buffers.Binary;
using System.Text;
using Store.Domain.Audit;
using Store.Domain.Verification;

namespace Store.Infrastructure.Bundles;

/// <summary>Hears of one fact of a bundle; the memory is used again for the next.</summary>
public delegate void FactRead(long position, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> envelope);

/// <summary>Hears of one stored subtree of a bundle.</summary>
public delegate void NodeRead(TreeNode node, ReadOnlySpan<byte> hash);

/// <summary>
/// Reads a bundle from a file, part by part, in the memory of one part. Strict: whatever a bundle's writer would not
/// have written is refused, since nobody could say what it means.
/// </summary>
public sealed class BundleFile : IDisposable
{
    private readonly FileStream _file;
    private readonly byte[] _header = new byte[Ustar.Block];
    private byte[] _content = new byte[BundleParts.PartLength + (1 << 20)];
    private long _entryAt;
    private int _length;

    private BundleFile(FileStream file) => _file = file;

    public string Origin { get; private set; } = "";

    /// <summary>Facts that the checkpoint counts.</summary>
    public long Size { get; private set; }

    public SignedNote Note { get; private set; } = SignedNote.Unsigned("");

    public Checkpoint Checkpoint { get; private set; } = new("", 0, default);

    public IReadOnlyList<ListedKey> Keys { get; private set; } = [];

    public long Length => _file.Length;

    public long BytesRead => _file.Position;

    /// <summary>Opens a bundle and reads what stands before its facts.</summary>
    /// <exception cref="BundleMalformedException">It is none, or its beginning is damaged.</exception>
    public static BundleFile Open(string path)
    {
        var bundle = new BundleFile(
            new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read,
                bufferSize: 0,
                FileOptions.SequentialScan
            )
        );
        try
        {
            bundle.ReadHead();
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>Reads all facts, then all stored subtrees, to the file's end; once for each open file.</summary>
    /// <exception cref="BundleMalformedException">It is damaged here.</exception>
    public void Read(FactRead fact, NodeRead node)
    {
        var (expected, nodes, inTree) = (0L, 0L, false);
        while (Next() is { } name)
        {
            if (!inTree && name.StartsWith("facts/", StringComparison.Ordinal))
            {
                expected = ReadFacts(name, expected, fact);
                continue;
            }

            inTree = true;
            if (name != BundleParts.Nodes(nodes) || _length == 0 || _length % BundleParts.NodeFrame != 0)
            {
                throw Malformed("an entry is out of place");
            }

            nodes += ReadNodes(node);
        }
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Content => _content.AsSpan(0, _length);

    private void ReadHead()
    {
        var texts = new byte[BundleParts.Head.Length][];
        for (var i = 0; i < texts.Length; i++)
        {
            if (Next() != BundleParts.Head[i])
            {
                throw Malformed("an entry is out of place");
            }

            texts[i] = Content.ToArray();
        }

        Note =
            texts[1].Length <= SignedNote.MaxLength && SignedNote.Read(Encoding.UTF8.GetString(texts[1])) is { } note
                ? note
                : throw Malformed("the checkpoint is no signed note", 0);
        Checkpoint = Store.Domain.Audit.Checkpoint.Read(Note.Text) is { Size: <= KeyList.LargestNumber } checkpoint
            ? checkpoint
            : throw Malformed("the checkpoint is no signed note", 0);
        (Origin, Size) = (Checkpoint.Origin, Checkpoint.Size);
        if (
            Origin.Any(c => c is < '!' or > '~' or '"' or '\\')
            || !texts[0].AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(BundleParts.Json(Origin, Size)))
        )
        {
            throw Malformed("bundle.json is not what the checkpoint says", 0);
        }

        Keys = KeyList.Read(texts[2]) ?? throw Malformed("keys.json lists no keys", 0);
    }

    private long ReadFacts(string name, long expected, FactRead fact)
    {
        var content = Content;
        for (var at = 0; at < content.Length || at == 0; )
        {
            if (content.Length - at < BundleParts.FactHeader)
            {
                throw Malformed("a frame is cut off");
            }

            var position = BinaryPrimitives.ReadInt64BigEndian(content[at..]);
            var leaf = content.Slice(at + 8, MerkleHash.Size);
            var length = BinaryPrimitives.ReadUInt32BigEndian(content[(at + 40)..]);
            if (length > BundleParts.LongestEnvelope)
            {
                throw Malformed("a frame is too long");
            }

            if (content.Length - at - BundleParts.FactHeader < length)
            {
                throw Malformed("a frame is cut off");
            }

            if (position < expected || position >= Size)
            {
                throw Malformed("positions do not ascend below the size");
            }

            if (at == 0 && name != BundleParts.Facts(position))
            {
                throw Malformed("an entry is out of place");
            }

            fact(position, leaf, content.Slice(at + BundleParts.FactHeader, (int)length));
            expected = position + 1;
            at += BundleParts.FactHeader + (int)length;
        }

        return expected;
    }

    private int ReadNodes(NodeRead node)
    {
        var content = Content;
        for (var at = 0; at < content.Length; at += BundleParts.NodeFrame)
        {
            var index = BinaryPrimitives.ReadInt64BigEndian(content[(at + 1)..]);
            if (index is < 0 or > KeyList.LargestNumber)
            {
                throw Malformed("positions do not ascend below the size");
            }

            node(new TreeNode(content[at], index), content.Slice(at + 9, MerkleHash.Size));
        }

        return content.Length / BundleParts.NodeFrame;
    }

    /// <summary>Reads the next entry's content and tells its name; null at the end of the file.</summary>
    private string? Next()
    {
        _entryAt = _file.Position;
        Fill(_header);
        if (_header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            Fill(_header);
            return _header.AsSpan().IndexOfAnyExcept((byte)0) < 0 && _file.Position == _file.Length
                ? null
                : throw Malformed("something follows the end");
        }

        var (name, length) = Ustar.Read(_header) ?? throw Malformed("no entry of a bundle begins here");
        if (length > BundleParts.LongestEntry)
        {
            throw Malformed("an entry is too long");
        }

        _length = (int)length;
        var padded = _length + Ustar.Padding(length);
        if (padded > _content.Length)
        {
            _content = new byte[BundleParts.LongestEntry + Ustar.Block];
        }

        Fill(_content.AsSpan(0, padded));
        return _content.AsSpan(_length, padded - _length).IndexOfAnyExcept((byte)0) < 0
            ? name
            : throw Malformed("what fills up an entry is not zero");
    }

    private void Fill(Span<byte> memory)
    {
        if (_file.ReadAtLeast(memory, memory.Length, throwOnEndOfStream: false) < memory.Length)
        {
            throw Malformed("the file ends early");
        }
    }

    private BundleMalformedException Malformed(string why, long? at = null) => new(at ?? _entryAt, why);
}

/// <summary>A file that is no bundle, or a damaged one.</summary>
/// <param name="at">The byte at which the entry begins that is wrong.</param>
public sealed class BundleMalformedException(long at, string why) : Exception(why)
{
    public long At { get; } = at;
}
