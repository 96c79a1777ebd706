using Npgsql;
using Store.Application.Accounts;
using Store.Application.Mail;
using Store.Application.PersonalData;

namespace Store.Infrastructure.PersonalData;

/// <summary>
/// Each step stands for itself and changes nothing the second time, so an interrupted erasure is simply repeated.
/// </summary>
public sealed class PostgresPersonalTraces(
    NpgsqlDataSource database,
    IPersonalKeys keys,
    ISessions sessions,
    IMailer mailer
) : IPersonalTraces
{
    public async Task Remove(string accountId, CancellationToken ct)
    {
        await keys.Destroy(accountId, ct);
        await sessions.EndAllOf(accountId, ct);
        await using var batch = database.CreateBatch();
        var resets = new NpgsqlBatchCommand("delete from store.password_resets where subject = $1");
        resets.Parameters.Add(new NpgsqlParameter<string> { TypedValue = accountId });
        batch.BatchCommands.Add(resets);
        // The record itself stays: a request that was carried out once must not be carried out again because its
        // answer is gone.
        var answers = new NpgsqlBatchCommand(
            """
            update store.idempotency set kind = null, resource_id = null, tag = null, body = null
             where subject = $1 and kind is not null
            """
        );
        answers.Parameters.Add(new NpgsqlParameter<string> { TypedValue = accountId });
        batch.BatchCommands.Add(answers);
        await batch.ExecuteNonQueryAsync(ct);
        await mailer.Forget(accountId, ct);
    }
}
