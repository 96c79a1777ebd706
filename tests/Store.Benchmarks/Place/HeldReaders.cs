using Npgsql;

namespace Store.Benchmarks.Place;

/// <summary>
/// Keeps the API's projections or reactors still by holding their leases in its place, as another process would: the
/// difference says what they cost. For looking into a figure, never for one that is reported.
/// </summary>
internal sealed class HeldReaders : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private HeldReaders(NpgsqlConnection connection) => _connection = connection;

    /// <param name="names"><c>projections</c>, <c>reactors</c>, both, or nothing.</param>
    public static async Task<HeldReaders> Take(NpgsqlDataSource database, string names)
    {
        var held = new HeldReaders(await database.OpenConnectionAsync());
        foreach (var name in names.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            await held.Take(
                name switch
                {
                    "projections" => 1,
                    "reactors" => 2,
                    _ => throw new FormatException($"There are no readers named '{name}'."),
                }
            );
        }

        return held;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var command = new NpgsqlCommand("select pg_advisory_unlock_all()", _connection))
        {
            await command.ExecuteNonQueryAsync();
        }

        await _connection.DisposeAsync();
    }

    private async Task Take(int lease)
    {
        await using (
            var end = new NpgsqlCommand(
                """
                select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
                 where l.locktype = 'advisory' and l.classid = 5412 and l.objid = $1 and d.datname = current_database()
                """,
                _connection
            )
        )
        {
            end.Parameters.Add(new NpgsqlParameter<int> { TypedValue = lease });
            await end.ExecuteNonQueryAsync();
        }

        await using var take = new NpgsqlCommand("select pg_try_advisory_lock(5412, $1)", _connection);
        take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = lease });
        while (!(bool)(await take.ExecuteScalarAsync())!)
        {
            await Task.Delay(2);
        }
    }
}
