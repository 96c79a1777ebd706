using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Store.Application.Json;
using Store.Application.Payments;
using Store.Infrastructure.PersonalData;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>
/// Tokens in a table of their own, sealed for the id that they wait under. Their hour is the machine's: it is security
/// time, which moving the store's clock must not stretch or cut.
/// </summary>
internal sealed class PostgresCardTokens(NpgsqlDataSource database, MasterKey masterKey, TimeProvider time)
    : ICardTokens
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public async Task Keep(string id, CardToken token, CancellationToken ct)
    {
        var sealedToken = masterKey.Wrap(StoreJson.Write(new Kept(token.Token, token.TokenKey)), SubjectOf(id));
        await using var command = database.CreateCommand(
            "insert into store.card_tokens (id, sealed, kept_at) values ($1, $2, $3) on conflict (id) do nothing"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sealedToken });
        command.Parameters.Add(At(time.GetUtcNow()));
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<CardToken?> Find(string id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select sealed from store.card_tokens where id = $1 and kept_at > $2"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(At(time.GetUtcNow() - Lifetime));
        if (await command.ExecuteScalarAsync(ct) is not byte[] sealedToken)
        {
            return null;
        }

        var kept = JsonSerializer.Deserialize<Kept>(masterKey.Unwrap(sealedToken, SubjectOf(id)), StoreJson.Options)!;
        return new CardToken(kept.Token, kept.TokenKey);
    }

    public async Task Forget(string id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("delete from store.card_tokens where id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The same master key seals the accounts' keys: a subject of its own keeps the two apart.</summary>
    private static string SubjectOf(string id) => $"card-token/{id}";

    private static NpgsqlParameter<DateTime> At(DateTimeOffset instant) =>
        new() { TypedValue = instant.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private sealed record Kept(string Token, string TokenKey);
}
