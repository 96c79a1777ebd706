using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Store.Application.Mail;
using Store.Application.ReadModels;
using Store.Application.Time;

namespace Store.Infrastructure.Mail;

/// <summary>
/// Keeps mails in a table, where people who develop can read them. The same id again is the same mail.
/// </summary>
/// <param name="folder">Where each mail is also written as a file; null for nowhere.</param>
public sealed class SandboxMailbox(NpgsqlDataSource database, IStoreClock clock, PickupFolder? folder = null)
    : IMailer,
        ISandboxMailbox
{
    public async Task<Handover> Send(MailMessage message, CancellationToken ct)
    {
        if (folder is not null)
        {
            await folder.Send(message, ct);
        }

        await using var command = database.CreateCommand(
            """
            insert into store.sandbox_mail (id, account_id, recipient, subject, text, html, sent_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (id) do nothing
            """
        );
        Add(command, message.Id, message.AccountId, message.To, message.Subject, message.Text, message.Html);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.Now.ToDateTimeUtc() });
        await command.ExecuteNonQueryAsync(ct);
        return Handover.Done;
    }

    public async Task Forget(string accountId, CancellationToken ct)
    {
        if (folder is not null)
        {
            await folder.Forget(accountId, ct);
        }

        await using var command = database.CreateCommand("delete from store.sandbox_mail where account_id = $1");
        Add(command, accountId);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<IReadOnlyList<KeptMail>> Newest(string? to, PageRequest page, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select id, sequence, recipient, subject, text, html, sent_at from store.sandbox_mail
             where ($1::text is null or lower(recipient) = lower($1)) and sequence < $2
             order by sequence desc limit $3
            """
        );
        Add(command, to);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = page.After?.Sort ?? long.MaxValue });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = page.Limit + 1 });
        await using var row = await command.ExecuteReaderAsync(ct);
        var mails = new List<KeptMail>();
        while (await row.ReadAsync(ct))
        {
            mails.Add(
                new KeptMail(
                    row.GetString(0),
                    row.GetInt64(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.IsDBNull(5) ? null : row.GetString(5),
                    Instant.FromDateTimeUtc(row.GetDateTime(6))
                )
            );
        }

        return mails;
    }

    private static void Add(NpgsqlCommand command, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            command.Parameters.Add(
                new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
            );
        }
    }
}
