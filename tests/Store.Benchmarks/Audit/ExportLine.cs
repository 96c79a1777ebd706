using System.Diagnostics;
using Npgsql;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Audit;

/// <summary>P6: the export over HTTP beside COPY of the same rows as text, rounds in turn.</summary>
internal static class ExportLine
{
    public static async Task Measure(Arguments arguments, Report report, NpgsqlDataSource database, HttpClient auditor)
    {
        var rounds = arguments.Number("rounds", 3);
        var (copies, exports) = (new List<double>(), new List<double>());
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        for (var round = 1; round <= rounds; round++)
        {
            var (copied, copyBytes, copySeconds) = await Copy(database);
            var (exported, exportBytes, exportSeconds) = await Export(auditor);
            copies.Add(copied / copySeconds);
            exports.Add(exported / exportSeconds);
            rows.Add(
                new Dictionary<string, object?>
                {
                    ["round"] = round,
                    ["COPY facts/s"] = copies[^1],
                    ["COPY MB/s"] = copyBytes / copySeconds / 1e6,
                    ["export facts/s"] = exports[^1],
                    ["export MB/s"] = exportBytes / exportSeconds / 1e6,
                    ["ratio"] = exports[^1] / copies[^1],
                    ["facts"] = exported,
                    ["load"] = Surroundings.LoadAverage(),
                }
            );
        }

        report.Table("P6 audit export beside COPY", rows);
        Report.Say($"  median ratio {Report.Median(exports) / Report.Median(copies):F2}, asked: 0.6");
    }

    private static async Task<(long Rows, long Bytes, double Seconds)> Copy(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var began = Stopwatch.GetTimestamp();
        using var text = (StreamReader)
            await connection.BeginTextExportAsync(
                "copy (select position, leaf, envelope from store.facts order by position) to stdout"
            );
        // As it comes, without making characters of it: the export's side is not read as text either.
        var (lines, bytes) = await Read(text.BaseStream);
        return (lines, bytes, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<(long Rows, long Bytes, double Seconds)> Export(HttpClient auditor)
    {
        var began = Stopwatch.GetTimestamp();
        var address = new Uri("/v1/audit/events?after=-1", UriKind.Relative);
        using var answer = await auditor.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var (lines, bytes) = await Read(stream);
        return (lines, bytes, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Both sides end their rows with a newline and have no other.</summary>
    private static async Task<(long Lines, long Bytes)> Read(Stream stream)
    {
        var buffer = new byte[256 * 1024];
        var (lines, bytes) = (0L, 0L);
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            bytes += read;
        }

        return (lines, bytes);
    }
}
