using System.Security.Cryptography;
using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Credit;

namespace Store.Application.Accounts;

/// <summary>
/// Registers a buyer's account together with the agreement to the terms (BASIC-3) and opens its credit line.
/// </summary>
public sealed record RegisterAccount(CommandContext Context, RegisterAccount.RequestBody Body) : ICommand
{
    /// <summary>Another opening line than the setting's, for accounts that are seeded.</summary>
    public long? OpeningLimitYen { get; init; }

    public sealed record RequestBody(
        AccountKind Kind,
        string CompanyName,
        string ContactName,
        string Email,
        string Password,
        string Phone,
        string PostalCode,
        string Address,
        string? RegistrationNumber = null,
        bool? ItreviewMember = null,
        string? AgreedTermsVersion = null
    )
    {
        public override string ToString() => "(personal)";

        internal BasicInformation Inform(string accountId) =>
            new(
                CompanyName,
                new PersonalText(accountId, ContactName),
                new PersonalText(accountId, Email),
                new PersonalText(accountId, Phone),
                new PersonalText(accountId, PostalCode),
                new PersonalText(accountId, Address),
                RegistrationNumber
            );
    }

    public sealed class Validator : AbstractValidator<RegisterAccount>
    {
        public Validator()
        {
            RuleFor(c => c.Body.CompanyName).OneLine(200);
            RuleFor(c => c.Body.ContactName).OneLine(100);
            RuleFor(c => c.Body.Email).Email();
            RuleFor(c => c.Body.Password).NewPassword();
            RuleFor(c => c.Body.Phone).Phone();
            RuleFor(c => c.Body.PostalCode).PostalCode();
            RuleFor(c => c.Body.Address).OneLine(300);
            RuleFor(c => c.Body.RegistrationNumber).IssuerNumber();
            RuleFor(c => c.Body.AgreedTermsVersion).MaximumLength(50);
        }
    }

    public sealed class Handler(
        IEventLog log,
        IPersonalKeys keys,
        ICredentials credentials,
        IEmailIndex emails,
        AccountSettings settings
    ) : ICommandHandler<RegisterAccount>
    {
        public async Task<CommandResult> Handle(RegisterAccount command, CancellationToken cancellationToken)
        {
            // Key and password first: without its facts a row of secrets is harmless, facts without their key are not.
            var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
            await keys.Create(id, cancellationToken);
            await credentials.Keep(id, command.Body.Password, cancellationToken);
            var result = await log.Decide(RequestOf(command, id), cancellationToken);
            if (
                result
                is CommandResult.Done { Replayed: true }
                    or CommandResult.Refused { Refusal.Kind: not RefusalKind.Unavailable }
            )
            {
                // Certainly nothing was recorded under this id.
                await credentials.Discard(id, CancellationToken.None);
            }

            return result;
        }

        private DecisionRequest RequestOf(RegisterAccount command, string id)
        {
            var body = command.Body;
            var claim = emails.ClaimOf(body.Email);
            var information = body.Inform(id);
            return command
                .Context.About(id)
                .ToDecide(
                    nameof(RegisterAccount),
                    [StreamId.Of<Account>(id), StreamId.Of<EmailClaim>(claim), StreamId.Of<CreditLine>(id)],
                    session =>
                        session.Decide<Account>(
                            id,
                            account =>
                                account.Register(
                                    body.Kind,
                                    information,
                                    body.ItreviewMember ?? false,
                                    body.AgreedTermsVersion,
                                    claim,
                                    settings.Terms.Version
                                )
                        )
                        ?? session.Decide<EmailClaim>(claim, e => e.ClaimForAccount(id))
                        ?? session.Decide<CreditLine>(
                            id,
                            line => line.Open(command.OpeningLimitYen ?? settings.OpeningLimitYen, "opening setting")
                        )
                        ?? AccountChange.Answering(ResponseKind.Created, id, [], session)
                );
        }
    }
}
