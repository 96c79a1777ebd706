using System.Buffers.Binary;
using System.Text;

namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// The table directory of a TrueType file, and reads that cannot leave it: a cut or twisted file is refused with a
/// sentence, not with an index out of range.
/// </summary>
internal sealed class FontTables
{
    private const uint TrueType = 0x00010000;
    private const uint AppleTrueType = 0x74727565;
    private const uint Collection = 0x74746366;
    private const uint PostScriptOutlines = 0x4F54544F;

    private readonly byte[] _file;
    private readonly Dictionary<string, (int Offset, int Length)> _tables = [];

    public FontTables(byte[] file, string name)
    {
        _file = file;
        Name = name;
        var start = UInt32(0) == Collection ? Offset(12) : 0;
        var kind = UInt32(start);
        if (kind == PostScriptOutlines)
        {
            throw Refusal("it has PostScript outlines (CFF), and TrueType outlines are needed");
        }

        if (kind is not TrueType and not AppleTrueType)
        {
            throw Refusal("it is no TrueType font");
        }

        var count = UInt16(start + 4);
        for (var i = 0; i < count; i++)
        {
            var entry = start + 12 + (16 * i);
            var tag = Encoding.Latin1.GetString(Bytes(entry, 4));
            var (offset, length) = (Offset(entry + 8), Offset(entry + 12));
            _ = Bytes(offset, length);
            _tables[tag] = (offset, length);
        }
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    public bool Has(string tag) => _tables.ContainsKey(tag);

    /// <summary>Where a table that must be there begins.</summary>
    public int Start(string tag) => Place(tag).Offset;

    public ReadOnlySpan<byte> Table(string tag)
    {
        var (offset, length) = Place(tag);
        return _file.AsSpan(offset, length);
    }

    public ushort UInt16(int at) => BinaryPrimitives.ReadUInt16BigEndian(Bytes(at, 2));

    public short Int16(int at) => BinaryPrimitives.ReadInt16BigEndian(Bytes(at, 2));

    public uint UInt32(int at) => BinaryPrimitives.ReadUInt32BigEndian(Bytes(at, 4));

    /// <summary>An offset, length or count: whatever does not fit an array index is outside the file anyway.</summary>
    public int Offset(int at)
    {
        var value = UInt32(at);
        return value <= int.MaxValue ? (int)value : throw Refusal("it is damaged");
    }

    public ReadOnlySpan<byte> Bytes(int at, int length)
    {
        if (at < 0 || length < 0 || at > _file.Length - length)
        {
            throw Refusal("it is damaged: a table points outside the file");
        }

        return _file.AsSpan(at, length);
    }

    public FontUnusableException Refusal(string reason) =>
        new(
            $"The font {Name} cannot be used: {reason}. "
                + "Set another one (a static TrueType font with Japanese glyphs that may be embedded)."
        );

    private (int Offset, int Length) Place(string tag) =>
        _tables.TryGetValue(tag, out var place) ? place : throw Refusal($"its table '{tag}' is missing");
}
