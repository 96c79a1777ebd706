using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Audit;

/// <summary>P8: proofs of random places and sizes over HTTP, and how many rows the database reads for each.</summary>
internal static class ProofLine
{
    /// <summary>A request that asks for nothing: what the server and the machine cost by themselves.</summary>
    private const string Live = "live, beside";

    public static async Task Measure(
        Arguments arguments,
        Report report,
        NpgsqlDataSource database,
        HttpClient auditor,
        int facts
    )
    {
        var proofs = arguments.Number("proofs", arguments.Short ? 200 : 5000);
        var choices = new Random(arguments.Seed);
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        foreach (var kind in (string[])["inclusion", "consistency", Live])
        {
            // The first ones compile and prepare; what is called often is compiled once more.
            for (var i = 0; i < Math.Min(2000, proofs); i++)
            {
                await Ask(auditor, Path(kind, choices, facts));
            }

            var before = await RowsRead(database);
            var (milliseconds, hashes) = (new List<double>(), 0L);
            for (var i = 0; i < proofs; i++)
            {
                var path = Path(kind, choices, facts);
                var began = Stopwatch.GetTimestamp();
                hashes += await Ask(auditor, path);
                milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            milliseconds.Sort();
            rows.Add(
                new Dictionary<string, object?>
                {
                    ["kind"] = kind,
                    ["proofs"] = proofs,
                    ["p50 ms"] = milliseconds[proofs / 2],
                    ["p99 ms"] = milliseconds[proofs * 99 / 100],
                    ["max ms"] = milliseconds[^1],
                    ["rows a proof"] = (double)(await RowsRead(database) - before) / proofs,
                    ["hashes a proof"] = (double)hashes / proofs,
                    ["load"] = Surroundings.LoadAverage(),
                }
            );
        }

        report.Table($"P8 proofs at {facts} leaves", rows);
    }

    private static string Path(string kind, Random choices, int facts)
    {
        if (kind == Live)
        {
            return "/health/live";
        }

        var size = choices.Next(1, facts + 1);
        return kind == "inclusion"
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"/v1/audit/proofs/inclusion?position={choices.Next(size)}&size={size}"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"/v1/audit/proofs/consistency?from={choices.Next(1, size + 1)}&to={size}"
            );
    }

    private static async Task<int> Ask(HttpClient auditor, string path)
    {
        using var answer = await auditor.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        using var proof = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return proof.RootElement.TryGetProperty("hashes", out var hashes) ? hashes.GetArrayLength() : 0;
    }

    /// <summary>Rows of the log and of its tree, by the server's own counters, which are up to a second late.</summary>
    private static async Task<long> RowsRead(NpgsqlDataSource database)
    {
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await using var command = database.CreateCommand(
            """
            select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables
             where schemaname = 'store' and relname in ('facts', 'tree_nodes')
            """
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
