using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Domain.Accounts;

namespace Store.Infrastructure.Security;

/// <summary>
/// Reset tokens as hashes in a table, and one worker that looks addresses up and sends the mails. What waits for the
/// worker is in memory only: whoever gets no mail asks again.
/// </summary>
public sealed class PasswordResets(
    NpgsqlDataSource database,
    IEventLog log,
    IEmailIndex emails,
    IMailer mailer,
    Letterhead head,
    PasswordCredentials credentials,
    EndedSessions ended,
    SecuritySettings settings,
    IHostEnvironment environment,
    TimeProvider time,
    ILogger<PasswordResets> logger
) : BackgroundService, IPasswordResets
{
    /// <summary>Links that may be open at once, so that nobody's mailbox is filled by a stranger.</summary>
    private const long MostLinks = 3;

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    public void Request(string email) => _asked.Writer.TryWrite(email);

    public async Task<bool> Confirm(string token, string newPassword, CancellationToken ct)
    {
        // The costly hash comes first, so that a wrong token takes as long as a right one.
        var hash = await credentials.Hash(newPassword, ct);
        await using var command = database.CreateCommand(
            """
            with used as (
              update store.password_resets set used_at = $2
               where hash = $1 and used_at is null and expires_at > $2
              returning subject),
            others as (
              update store.password_resets r set used_at = $2
                from used where r.subject = used.subject and r.hash <> $1 and r.used_at is null),
            changed as (
              update store.account_secrets a set password_hash = $3
                from used where a.subject = used.subject and a.destroyed_at is null
              returning a.subject),
            ended as (
              update store.sessions s set ended_at = $2
                from changed where s.subject = changed.subject and s.ended_at is null
              returning s.id)
            select null as session, null as told from changed
            union all
            select id, pg_notify('store_session_ended', id)::text from ended
            """
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = PostgresSessions.HashOf(token) });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hash });
        var changed = false;
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            changed = true;
            if (!row.IsDBNull(0))
            {
                ended.Add(row.GetString(0));
            }
        }

        return changed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.PublicUrl == SecuritySettings.LocalUrl && !environment.IsDevelopment())
        {
            logger.LogWarning("Store:PublicUrl is not set: links in mails lead to {Url}.", settings.PublicUrl);
        }

        await foreach (var email in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await Send(email, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "A password reset could not be sent.");
            }
        }
    }

    private async Task Send(string email, CancellationToken ct)
    {
        var claim = (await log.Read(StreamId.Of<EmailClaim>(emails.ClaimOf(email)), ct)).Aggregate(
            EmailClaim.Initial,
            (state, fact) => state.Evolve(fact.Fact)
        );
        if (claim.Holder is not { } subject || await RegisteredAddress(claim, ct) is not { } address)
        {
            return;
        }

        var (token, now) = (PostgresSessions.NewSecret(), time.GetUtcNow());
        await using (
            var command = database.CreateCommand(
                """
                insert into store.password_resets (hash, subject, expires_at)
                select $1, $2, $3
                 where (select count(*) from store.password_resets
                         where subject = $2 and used_at is null and expires_at > $4) < $5
                """
            )
        )
        {
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = PostgresSessions.HashOf(token) });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
            command.Parameters.Add(
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now + settings.PasswordResetLifetime }
            );
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = MostLinks });
            if (await command.ExecuteNonQueryAsync(ct) == 0)
            {
                return;
            }
        }

        if (await mailer.Send(Compose(token, claim.AccountId, address), ct) is Handover.Refused refused)
        {
            logger.LogWarning("A password reset was not taken: {Reason}", refused.Reason);
        }
    }

    /// <summary>BASIC-2: the address as it was registered, not as it was typed this time.</summary>
    private async Task<string?> RegisteredAddress(EmailClaim claim, CancellationToken ct)
    {
        var facts = claim.AccountId is { } account
            ? await log.Read(StreamId.Of<Account>(account), ct)
            : await log.Read(StreamId.Of<Staff>(claim.StaffId!), ct);
        return facts
            .Select(f =>
                f.Fact switch
                {
                    AccountRegistered registered => registered.Information.Email,
                    BasicInformationCorrected corrected => corrected.Information.Email,
                    StaffAdded added => added.Email,
                    _ => null,
                }
            )
            .LastOrDefault(e => e is not null)
            ?.Value;
    }

    private MailMessage Compose(string token, string? accountId, string address) =>
        PasswordResetLetter
            .Write(head, token, (int)settings.PasswordResetLifetime.TotalMinutes)
            .Post(
                head,
                $"password-reset-{Convert.ToHexStringLower(PostgresSessions.HashOf(token))}",
                accountId,
                address
            );
}
