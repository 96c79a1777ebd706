using Npgsql;

namespace Store.Infrastructure.Postgres;

/// <summary>
/// The right to be the one process that does something, held by a session's advisory lock: it ends by itself when the
/// process or its connection dies. What is done under it must still compare and set, because a process may be paused.
/// </summary>
internal sealed class Lease : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Lease(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Waits, without a limit, until no other process holds the lease.</summary>
    public static async Task<Lease> Acquire(NpgsqlDataSource database, int number, CancellationToken ct)
    {
        while (true)
        {
            var connection = await database.OpenConnectionAsync(ct);
            try
            {
                await using var command = new NpgsqlCommand("select pg_try_advisory_lock(5412, $1)", connection);
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
                if ((bool)(await command.ExecuteScalarAsync(ct))!)
                {
                    return new Lease(connection);
                }
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }

            await connection.DisposeAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }

    /// <summary>Throws where the connection that holds the lease is gone.</summary>
    public async Task Confirm(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select 1", _connection);
        await command.ExecuteScalarAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", _connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and its locks with it; the driver says so in either way.
        }

        await _connection.DisposeAsync();
    }
}
