using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Store.Application.PersonalData;
using Store.Infrastructure.Security;

namespace Store.Infrastructure.PersonalData;

/// <summary>
/// The keys of personal text, wrapped by the <see cref="MasterKey"/>, in a table beside the log. What was loaded is
/// remembered; a key that any process destroyed is forgotten at its notice, and never comes back.
/// </summary>
public sealed class PostgresPersonalKeys : IPersonalKeys
{
    /// <summary>Far more than the subjects of one page of facts, so that a key loaded for a page outlives it.</summary>
    private const int Remembered = 100_000;

    private readonly NpgsqlDataSource _database;
    private readonly MasterKey _master;
    private readonly Notices _notices;
    private readonly TimeProvider _time;
    private readonly Recent<string, Known> _known = new(Remembered);
    private readonly ConcurrentDictionary<string, bool> _destroyed = [];

    public PostgresPersonalKeys(NpgsqlDataSource database, MasterKey master, Notices notices, TimeProvider time)
    {
        (_database, _master, _notices, _time) = (database, master, notices, time);
        notices.Hear(Notices.KeyDestroyed, Forget);
    }

    public async Task Create(string subject, CancellationToken ct)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        await using var command = _database.CreateCommand(
            """
            insert into store.account_secrets (subject, wrapped_key) values ($1, $2)
            on conflict (subject) do nothing
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _master.Wrap(key, subject) });
        await command.ExecuteNonQueryAsync(ct);
        await Load([subject], ct);
    }

    public async Task Load(IReadOnlyCollection<string> subjects, CancellationToken ct)
    {
        var epoch = _notices.Epoch;
        string[] unknown = [.. subjects.Where(s => !Knows(s, epoch))];
        if (unknown.Length == 0)
        {
            return;
        }

        await using var command = _database.CreateCommand(
            "select subject, wrapped_key from store.account_secrets where subject = any($1) and wrapped_key is not null"
        );
        command.Parameters.Add(
            new NpgsqlParameter<string[]>
            {
                TypedValue = unknown,
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            }
        );
        var found = new Dictionary<string, byte[]>(unknown.Length);
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                var subject = row.GetString(0);
                found[subject] = _master.Unwrap(row.GetFieldValue<byte[]>(1), subject);
            }
        }

        foreach (var subject in unknown)
        {
            _known.Put(subject, new Known(found.GetValueOrDefault(subject), epoch));
        }
    }

    public byte[]? KeyOf(string subject) =>
        _known.TryGet(subject, out var known) && !_destroyed.ContainsKey(subject) ? known.Key : null;

    public async Task Destroy(string subject, CancellationToken ct)
    {
        // The row stays without its key, so that Create makes no second one for the same subject. Whoever has no key
        // any more signs in no more: the password goes with it.
        await using var command = _database.CreateCommand(
            """
            with gone as (
              update store.account_secrets
                 set wrapped_key = null, password_hash = null, destroyed_at = $2
               where subject = $1 and (wrapped_key is not null or password_hash is not null)
              returning subject)
            select pg_notify('store_personal_key_destroyed', subject) from gone
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = _time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(ct);
        Forget(subject);
    }

    private void Forget(string subject)
    {
        // The mark outlasts a load that read the row just before and puts the key down just after.
        _destroyed[subject] = true;
        _known.Put(subject, new Known(null, 0));
    }

    private bool Knows(string subject, long epoch) =>
        _destroyed.ContainsKey(subject)
        || (epoch != 0 && _known.TryGet(subject, out var known) && known.Key is not null && known.Epoch == epoch);

    /// <param name="Key">Null where there is none.</param>
    /// <param name="Epoch">The stretch of listening in which that was read.</param>
    private sealed record Known(byte[]? Key, long Epoch);
}
