using Npgsql;

namespace Store.Benchmarks.Measuring;

/// <summary>Write-ahead log written by the whole server so far.</summary>
internal static class WalBytes
{
    public static async Task<long> Written(NpgsqlDataSource database)
    {
        // The server counts up to a second late.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await using var command = database.CreateCommand("select wal_bytes::bigint from pg_stat_wal");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
