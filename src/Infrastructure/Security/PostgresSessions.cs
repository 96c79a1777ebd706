using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Store.Application;
using Store.Application.Accounts;

namespace Store.Infrastructure.Security;

/// <summary>Sessions in a table beside the log; refresh tokens are kept as hashes only.</summary>
public sealed class PostgresSessions(
    NpgsqlDataSource database,
    AccessTokens tokens,
    EndedSessions ended,
    SecuritySettings settings,
    TimeProvider time
) : ISessions
{
    public async Task<SessionTokens> Start(string subject, Role role, CancellationToken ct)
    {
        var (id, now, refresh) = (RandomNumberGenerator.GetHexString(32, true), time.GetUtcNow(), NewSecret());
        await using var command = database.CreateCommand(
            """
            with started as (
              insert into store.sessions (id, subject, role, created_at, expires_at) values ($1, $2, $3, $4, $5)
              returning id)
            insert into store.refresh_tokens (hash, session_id) select $6, id from started
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = AccessTokens.NameOf(role) });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now + settings.SessionLifetime });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = HashOf(refresh) });
        await command.ExecuteNonQueryAsync(ct);
        return Answer(subject, role, id, refresh);
    }

    public async Task<SessionTokens?> Refresh(string refreshToken, CancellationToken ct)
    {
        var (used, refresh) = (HashOf(refreshToken), NewSecret());
        await using (
            var command = database.CreateCommand(
                """
                with used as (
                  update store.refresh_tokens t set used_at = $2
                    from store.sessions s
                   where t.hash = $1 and t.used_at is null
                     and s.id = t.session_id and s.ended_at is null and s.expires_at > $2
                  returning s.id, s.subject, s.role),
                renewed as (
                  insert into store.refresh_tokens (hash, session_id) select $3, id from used)
                select id, subject, role from used
                """
            )
        )
        {
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = used });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = HashOf(refresh) });
            await using var row = await command.ExecuteReaderAsync(ct);
            if (await row.ReadAsync(ct))
            {
                return Answer(row.GetString(1), AccessTokens.RoleOf(row.GetString(2)), row.GetString(0), refresh);
            }
        }

        if (await SessionThatUsed(used, ct) is { } session)
        {
            await End(session, ct);
        }

        return null;
    }

    public async Task End(string sessionId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(EndWhere + "id = $1" + AndTell);
        await End(command, sessionId, ct);
    }

    public async Task EndAllOf(string subject, CancellationToken ct)
    {
        await using var command = database.CreateCommand(EndWhere + "subject = $1" + AndTell);
        await End(command, subject, ct);
    }

    /// <summary>Whether a session has not ended, by the database.</summary>
    internal async Task<bool> IsLive(string sessionId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select exists (select from store.sessions where id = $1 and ended_at is null and expires_at > $2)"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sessionId });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    internal static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    internal static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Ends sessions and tells every process; the ids that ended are the rows.</summary>
    internal const string EndWhere =
        "with ended as (update store.sessions set ended_at = $2 where ended_at is null and ";

    internal const string AndTell =
        " returning id) select id, pg_notify('" + Notices.SessionEnded + "', id)::text from ended";

    private async Task End(NpgsqlCommand command, string whose, CancellationToken ct)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = whose });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            ended.Add(row.GetString(0));
        }
    }

    private async Task<string?> SessionThatUsed(byte[] hash, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select session_id from store.refresh_tokens where hash = $1 and used_at is not null"
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    private SessionTokens Answer(string subject, Role role, string session, string refresh) =>
        new(tokens.Issue(subject, role, session), "Bearer", (int)settings.AccessTokenLifetime.TotalSeconds, refresh);
}
