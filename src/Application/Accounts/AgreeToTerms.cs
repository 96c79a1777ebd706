using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>BASIC-3: a buyer agrees to terms that have changed since; until then orders are refused.</summary>
public sealed record AgreeToTerms(CommandContext Context, string AccountId, AgreeToTerms.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Version);

    public sealed class Validator : AbstractValidator<AgreeToTerms>
    {
        public Validator() => RuleFor(c => c.Body.Version).NotEmpty().MaximumLength(50);
    }

    public sealed class Handler(IEventLog log, AccountSettings settings) : ICommandHandler<AgreeToTerms>
    {
        public Task<CommandResult> Handle(AgreeToTerms command, CancellationToken cancellationToken) =>
            log.ChangeAccount(
                command.Context,
                nameof(AgreeToTerms),
                command.AccountId,
                _ => [],
                session =>
                    session.Decide<Account>(
                        command.AccountId,
                        account => account.AgreeToTerms(command.Body.Version, settings.Terms.Version)
                    ),
                cancellationToken
            );
    }
}
