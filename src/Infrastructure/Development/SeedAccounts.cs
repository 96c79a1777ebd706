using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Store.Application;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Domain.Accounts;

namespace Store.Infrastructure.Development;

/// <summary>
/// The people whom Development starts with, made by the same commands as everybody else, before the first request is
/// taken. Whoever is there already stays as they are. Never registered outside Development.
/// </summary>
public sealed class SeedAccounts(
    IServiceScopeFactory scopes,
    IEventLog log,
    IEmailIndex emails,
    AccountSettings settings,
    ILogger<SeedAccounts> logger
) : IHostedService
{
    private static readonly CommandContext Context = new(Actor.System, AccountId: null, Correlation: "seed");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        (string Email, ICommand Command)[] seeds =
        [
            ("operator@store.example", Staff(StaffRole.Operator, "operator@store.example", "operator-pass-1")),
            ("auditor@store.example", Staff(StaffRole.Auditor, "auditor@store.example", "auditor-pass-1")),
            ("buyer@example.jp", Buyer("buyer@example.jp", "buyer-pass-1")),
        ];
        var added = await Task.WhenAll(seeds.Select(s => Add(s.Email, s.Command, cancellationToken)));
        logger.LogInformation("Seeded {Count} users.", added.Count(a => a));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static AddStaff Staff(StaffRole role, string email, string password) =>
        new(Context, new AddStaff.RequestBody(role, email, $"開発用 {role}", password));

    private RegisterAccount Buyer(string email, string password) =>
        new(
            Context,
            new RegisterAccount.RequestBody(
                AccountKind.Corporation,
                "株式会社サンプル商事",
                "見本 花子",
                email,
                password,
                "03-1234-5678",
                "100-0001",
                "東京都千代田区千代田1-1",
                "T7000012050002",
                ItreviewMember: false,
                settings.Terms.Version
            )
        )
        {
            OpeningLimitYen = 1_000_000,
        };

    /// <summary>Looks first: hashing a password only to hear that it is there already costs a start its time.</summary>
    private async Task<bool> Add(string email, ICommand command, CancellationToken ct)
    {
        var facts = await log.Read(StreamId.Of<EmailClaim>(emails.ClaimOf(email)), ct);
        if (facts.Aggregate(EmailClaim.Initial, (claim, fact) => claim.Evolve(fact.Fact)).Holder is not null)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Messages>().Send(command, ct) switch
        {
            CommandResult.Done => true,
            // Another process of the same store seeds at the same moment.
            CommandResult.Refused { Refusal: var why } when why == AccountRefusals.EmailTaken => false,
            CommandResult.Refused { Refusal: var why } => throw new InvalidOperationException(
                $"A seeded user was refused: {why.Code}."
            ),
            var other => throw new System.Diagnostics.UnreachableException(other.ToString()),
        };
    }
}
