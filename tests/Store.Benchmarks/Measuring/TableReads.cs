using Npgsql;

namespace Store.Benchmarks.Measuring;

/// <summary>
/// Rows read by scanning whole tables, and by index, since the database was made: a plan that was fixed while a table
/// was empty shows here first.
/// </summary>
internal static class TableReads
{
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Of(NpgsqlDataSource database)
    {
        // The server's own counters are up to a second late.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await using var command = database.CreateCommand(
            """
            select relname, n_live_tup, seq_scan, seq_tup_read, coalesce(idx_scan, 0), coalesce(idx_tup_fetch, 0)
              from pg_stat_user_tables where schemaname = 'store' and seq_tup_read + coalesce(idx_tup_fetch, 0) > 0
             order by seq_tup_read desc limit 6
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        while (await row.ReadAsync())
        {
            rows.Add(
                new Dictionary<string, object?>
                {
                    ["table"] = row.GetString(0),
                    ["rows"] = row.GetInt64(1),
                    ["scans"] = row.GetInt64(2),
                    ["rows scanned"] = row.GetInt64(3),
                    ["index scans"] = row.GetInt64(4),
                    ["rows by index"] = row.GetInt64(5),
                }
            );
        }

        return rows;
    }
}
