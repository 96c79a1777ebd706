using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// The objects of a PDF file and its cross-reference table. The file's identifier is a hash of what was written: no
/// clock and no randomness reach the bytes.
/// </summary>
internal sealed class PdfFile
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<int> _offsets = [];

    public PdfFile()
    {
        // The second line tells transports that the file is binary.
        _bytes.Write(Encoding.ASCII.GetBytes("%PDF-1.7\n%"));
        _bytes.Write<byte>([0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
    }

    /// <summary>A text in the document's own encoding for titles and names, safe for any character.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>A number for an object that others refer to before it is written.</summary>
    public int Reserve()
    {
        _offsets.Add(0);
        return _offsets.Count;
    }

    public int Add(string body)
    {
        var number = Reserve();
        Write(number, body);
        return number;
    }

    public void Write(int number, string body)
    {
        _offsets[number - 1] = _bytes.WrittenCount;
        Append(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n"));
    }

    /// <param name="entries">What the stream's dictionary says besides its length and filter.</param>
    public int AddStream(string entries, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        var number = Reserve();
        _offsets[number - 1] = _bytes.WrittenCount;
        var start = $"{number} 0 obj\n<< /Filter /FlateDecode /Length {packed.Length} {entries} >>\nstream\n";
        Append(start);
        _bytes.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        Append("\nendstream\nendobj\n");
        return number;
    }

    public byte[] Finish(int catalogue, int information)
    {
        var id = Convert.ToHexString(SHA256.HashData(_bytes.WrittenSpan).AsSpan(0, 16));
        var table = _bytes.WrittenCount;
        Append(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {_offsets.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in _offsets)
        {
            Append(string.Create(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n"));
        }

        Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"trailer\n<< /Size {_offsets.Count + 1} /Root {catalogue} 0 R /Info {information} 0 R "
            ) + string.Create(CultureInfo.InvariantCulture, $"/ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n")
        );
        return _bytes.WrittenSpan.ToArray();
    }

    private void Append(string ascii) => _bytes.Write(Encoding.ASCII.GetBytes(ascii));
}
