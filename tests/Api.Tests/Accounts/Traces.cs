using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Store.Api.Tests.Accounts;

/// <summary>
/// Everything that a store keeps, as bytes, and a search through it for texts, in any form in which a text may lie
/// there.
/// </summary>
internal sealed partial class Traces
{
    private const int LongestNesting = 4;

    private readonly List<(string Place, byte[] Bytes)> _kept = [];

    /// <summary>
    /// Every row of every table, as <c>pg_dump</c> writes it, bytes among them decoded; and what is compressed in them.
    /// </summary>
    public async Task AddDatabase(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (
            var command = new NpgsqlCommand(
                """
                select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                  from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'p', 'm')
                   and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                """,
                connection
            )
        )
        {
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                tables.Add(row.GetString(0));
            }
        }

        foreach (var table in tables)
        {
            using var export = await connection.BeginTextExportAsync($"copy {table} to stdout");
            for (var line = 1; await export.ReadLineAsync() is { } text; line++)
            {
                var place = string.Create(CultureInfo.InvariantCulture, $"{table}:{line}");
                Add(place, Encoding.UTF8.GetBytes(text));
                foreach (Match bytes in HexOfBytes().Matches(text))
                {
                    Add(place, Convert.FromHexString(bytes.Groups[1].ValueSpan));
                }
            }
        }
    }

    public void AddFolder(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Add(file, Encoding.UTF8.GetBytes(file));
            Add(file, File.ReadAllBytes(file));
        }
    }

    public void AddLines(IEnumerable<string> lines) =>
        Add("log lines", Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    /// <summary>The places where a text stands, each told once.</summary>
    public IReadOnlyList<string> Of(string text)
    {
        var forms = Forms(text);
        return
        [
            .. _kept.Where(k => forms.Exists(f => k.Bytes.AsSpan().IndexOf(f) >= 0)).Select(k => k.Place).Distinct(),
        ];
    }

    private void Add(string place, byte[] bytes, int depth = 0)
    {
        _kept.Add((place, bytes));
        if (bytes.Contains((byte)'\n'))
        {
            // A mail breaks its lines within a word.
            _kept.Add((place, [.. Unbroken(bytes)]));
        }

        for (var at = 0; depth < LongestNesting && at < bytes.Length - 2; at++)
        {
            if (Inflated(bytes, at) is { Length: > 0 } inside)
            {
                Add(place, inside, depth + 1);
            }
        }
    }

    private static IEnumerable<byte> Unbroken(byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var soft = bytes[i] == '=' && i + 1 < bytes.Length && bytes[i + 1] is (byte)'\r' or (byte)'\n';
            if (!soft && bytes[i] is not ((byte)'\r' or (byte)'\n'))
            {
                yield return bytes[i];
            }
        }
    }

    /// <summary>What a zlib or gzip stream that begins here holds, as far as it can be read; null for none.</summary>
    private static byte[]? Inflated(byte[] bytes, int at)
    {
        var isZlib = (bytes[at] & 0x0f) == 8 && (bytes[at] << 8 | bytes[at + 1]) % 31 == 0 && bytes[at] <= 0x78;
        var isGzip = bytes[at] == 0x1f && bytes[at + 1] == 0x8b && bytes[at + 2] == 8;
        if (!isZlib && !isGzip)
        {
            return null;
        }

        using var from = new MemoryStream(bytes, at, bytes.Length - at);
        using Stream stream = isGzip
            ? new GZipStream(from, CompressionMode.Decompress)
            : new ZLibStream(from, CompressionMode.Decompress);
        using var inside = new MemoryStream();
        try
        {
            stream.CopyTo(inside);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // Two bytes that look like a beginning and are none, or a stream that is cut off.
        }

        return inside.ToArray();
    }

    private static List<byte[]> Forms(string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var forms = new List<byte[]>();
        foreach (var name in (string[])["utf-8", "utf-16BE", "utf-16LE", "shift_jis", "iso-2022-jp", "euc-jp"])
        {
            var bytes = Encoding.GetEncoding(name).GetBytes(text);
            forms.Add(bytes);
            forms.Add(Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
            forms.Add(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
            var escaped = string.Concat(bytes.Select(b => $"%{b:X2}"));
            var quoted = string.Concat(bytes.Select(b => b is > 32 and < 127 ? $"{(char)b}" : $"={b:X2}"));
            forms.AddRange(new[] { escaped, escaped.ToLowerInvariant(), quoted }.Select(Encoding.ASCII.GetBytes));
            forms.AddRange(Base64(bytes).Select(Encoding.ASCII.GetBytes));
        }

        forms.Add(Encoding.ASCII.GetBytes(Uri.EscapeDataString(text)));
        forms.Add(Encoding.ASCII.GetBytes(HtmlEncoder.Default.Encode(text)));
        forms.Add(Encoding.ASCII.GetBytes(JsonEncodedText.Encode(text, JavaScriptEncoder.Default).ToString()));
        return forms;
    }

    /// <summary>However the text lies across groups of three bytes, without what holds its neighbours too.</summary>
    private static IEnumerable<string> Base64(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            var shifted = Convert.ToBase64String([.. new byte[before], .. bytes, .. new byte[3]]);
            var first = (before * 8 + 5) / 6;
            var length = (before + bytes.Length) * 8 / 6 - first;
            yield return shifted.Substring(first, length);
            yield return shifted.Substring(first, length).Replace('+', '-').Replace('/', '_');
        }
    }

    [GeneratedRegex(@"\\\\x((?:[0-9a-f]{2})+)")]
    private static partial Regex HexOfBytes();
}
