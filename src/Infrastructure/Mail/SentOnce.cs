using Npgsql;
using NpgsqlTypes;
using Store.Application.Mail;

namespace Store.Infrastructure.Mail;

/// <summary>
/// Hands each mail over once, by its id, however often its fact is met. Only a crash between the handing over and the
/// note of it repeats a mail, and then under the same Message-ID: a note made before would lose mails instead.
/// </summary>
public sealed class SentOnce(IMailer carrier, NpgsqlDataSource database, TimeProvider time) : IMailer
{
    public async Task<Handover> Send(MailMessage message, CancellationToken ct)
    {
        await using var known = database.CreateCommand("select from store.mails_sent where id = $1");
        known.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Id });
        await using (var row = await known.ExecuteReaderAsync(ct))
        {
            if (await row.ReadAsync(ct))
            {
                return Handover.Done;
            }
        }

        var handover = await carrier.Send(message, ct);
        if (handover is Handover.Taken)
        {
            await using var note = database.CreateCommand(
                "insert into store.mails_sent (id, sent_at) values ($1, $2) on conflict (id) do nothing"
            );
            note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Id });
            note.Parameters.Add(
                new NpgsqlParameter<DateTime>
                {
                    TypedValue = time.GetUtcNow().UtcDateTime,
                    NpgsqlDbType = NpgsqlDbType.TimestampTz,
                }
            );
            // The mail is out: the note is made even where the store is being stopped.
            await note.ExecuteNonQueryAsync(CancellationToken.None);
        }

        return handover;
    }

    public Task Forget(string accountId, CancellationToken ct) => carrier.Forget(accountId, ct);
}
