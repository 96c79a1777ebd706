using System.Diagnostics;
using Npgsql;

namespace Store.Benchmarks.Place;

/// <summary>How far the reactors are behind the log, and how long they take to catch up once nobody orders.</summary>
internal static class Backlog
{
    /// <summary>Facts that some reactor has not seen yet; of the one that is furthest behind.</summary>
    public static async Task<(long Facts, long Head, long Due)> Of(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            select size - 1 - coalesce((select min(position) from store.reactors), size - 1), size - 1,
                   (select count(*) from store.reactions
                     where parked_at is null and given_up is null and due_at <= now())
              from store.log_head
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    /// <summary>Waits until every reactor has reached the head, or the patience ends.</summary>
    public static async Task<IReadOnlyDictionary<string, object?>> Drain(NpgsqlDataSource database, TimeSpan patience)
    {
        var before = await Of(database);
        var accepted = await Accepted(database);
        var started = Stopwatch.GetTimestamp();
        var now = before;
        while ((now.Facts > 0 || now.Due > 0) && Stopwatch.GetElapsedTime(started) < patience)
        {
            await Task.Delay(100);
            now = await Of(database);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Dictionary<string, object?>
        {
            ["backlog facts"] = before.Facts,
            ["reactions due"] = before.Due,
            ["drain s"] = seconds,
            ["left"] = now.Facts,
            ["accepted/s"] = (await Accepted(database) - accepted) / seconds,
        };
    }

    private static async Task<long> Accepted(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "select count(*) from store.facts where type = 'order.accepted'"
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
