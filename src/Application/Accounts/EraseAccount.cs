using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>
/// Erases the personal data of an account: records it, frees the e-mail address, and removes what stands outside the
/// log. Company name, amounts and documents stay as tax records.
/// </summary>
public sealed record EraseAccount(CommandContext Context, string AccountId, EraseAccount.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Reason);

    public sealed class Validator : AbstractValidator<EraseAccount>
    {
        public Validator() => RuleFor(c => c.Body.Reason).Reason();
    }

    public sealed class Handler(IEventLog log, IPersonalTraces traces) : ICommandHandler<EraseAccount>
    {
        public async Task<CommandResult> Handle(EraseAccount command, CancellationToken cancellationToken)
        {
            var id = command.AccountId;
            var result = await log.ChangeAccount(
                command.Context.WithReason(command.Body.Reason),
                nameof(EraseAccount),
                id,
                account => account.EmailClaim is { } claim ? [StreamId.Of<EmailClaim>(claim)] : [],
                session =>
                    session.Decide<Account>(id, account => account.Erase())
                    ?? session.Decide<EmailClaim>(session.State<Account>(id).EmailClaim!, claim => claim.ReleaseBy(id)),
                cancellationToken
            );
            if (result is CommandResult.Done)
            {
                // The operator's answer says that it is done. Should this fail, the reactor below makes it good.
                await traces.Remove(id, cancellationToken);
            }

            return result;
        }
    }

    /// <summary>Carries an erasure through, however the process that recorded it ended.</summary>
    public sealed class Reactor(IPersonalTraces traces) : IReactor
    {
        public string Name => "account_erasure";

        public bool DeliversOutside => false;

        public bool Concerns(RecordedFact fact) => fact.Fact is AccountErased;

        public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
        {
            await traces.Remove(fact.Stream.Id, ct);
            return Reaction.Done;
        }
    }
}
