using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Domain;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>BASIC-1: an operator applies a change of basic registration data, as the outcome of an inquiry.</summary>
public sealed record CorrectBasicInformation(
    CommandContext Context,
    string AccountId,
    CorrectBasicInformation.RequestBody Body
) : ICommand
{
    /// <summary>The whole of the information as it is to be; what is absent is removed.</summary>
    public sealed record RequestBody(
        string CompanyName,
        string ContactName,
        string Email,
        string Phone,
        string PostalCode,
        string Address,
        string Reason,
        string? RegistrationNumber = null,
        string? InquiryNumber = null
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

    public sealed class Validator : AbstractValidator<CorrectBasicInformation>
    {
        public Validator()
        {
            RuleFor(c => c.Body.CompanyName).OneLine(200);
            RuleFor(c => c.Body.ContactName).OneLine(100);
            RuleFor(c => c.Body.Email).Email();
            RuleFor(c => c.Body.Phone).Phone();
            RuleFor(c => c.Body.PostalCode).PostalCode();
            RuleFor(c => c.Body.Address).OneLine(300);
            RuleFor(c => c.Body.RegistrationNumber).IssuerNumber();
            RuleFor(c => c.Body.InquiryNumber).MaximumLength(40);
            RuleFor(c => c.Body.Reason).Reason();
        }
    }

    public sealed class Handler(IEventLog log, IPersonalKeys keys, IEmailIndex emails)
        : ICommandHandler<CorrectBasicInformation>
    {
        public async Task<CommandResult> Handle(CorrectBasicInformation command, CancellationToken cancellationToken)
        {
            var (id, body) = (command.AccountId, command.Body);
            await keys.Load([id], cancellationToken);
            var claim = emails.ClaimOf(body.Email);
            return await log.ChangeAccount(
                command.Context.WithReason(body.Reason),
                nameof(CorrectBasicInformation),
                id,
                account => Claims(account, claim),
                session => Correct(session, id, body.Inform(id), claim, body.InquiryNumber),
                cancellationToken
            );
        }

        /// <summary>The account's correction, and the e-mail address that it holds from now on.</summary>
        internal static Refusal? Correct(
            IDecisionSession session,
            string id,
            BasicInformation information,
            string claim,
            string? inquiryNumber
        )
        {
            var before = session.State<Account>(id).EmailClaim;
            return session.Decide<Account>(id, a => a.CorrectBasicInformation(information, claim, inquiryNumber))
                ?? session.Decide<EmailClaim>(claim, e => e.ClaimForAccount(id))
                ?? (before == claim ? null : session.Decide<EmailClaim>(before!, e => e.ReleaseBy(id)));
        }

        /// <summary>The claims that a correction reads.</summary>
        internal static IEnumerable<StreamId> Claims(Account account, string claim)
        {
            yield return StreamId.Of<EmailClaim>(claim);
            if (account.EmailClaim is { } before && before != claim)
            {
                yield return StreamId.Of<EmailClaim>(before);
            }
        }
    }
}
