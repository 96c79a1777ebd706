using FluentValidation;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Application.Time;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>
/// DD-1 to DD-6: an operator records the next step of an account's direct debit, as Net Protections or the bank told.
/// </summary>
public sealed record MoveDirectDebit(
    CommandContext Context,
    string AccountId,
    DirectDebitStep Step,
    MoveDirectDebit.RequestBody Body
) : ICommand
{
    /// <param name="On">The day of the step, today or before; today without it.</param>
    /// <param name="EffectiveFromClosing">Needed for <c>active</c> and <c>stopped</c>.</param>
    public sealed record RequestBody(string Reason, LocalDate? On = null, YearMonth? EffectiveFromClosing = null);

    public sealed class Validator : AbstractValidator<MoveDirectDebit>
    {
        public Validator(IStoreClock clock)
        {
            RuleFor(c => c.Step).IsInEnum();
            RuleFor(c => c.Body.Reason).Reason();
            RuleFor(c => c.Body.On)
                .Must(day => day is null || day <= Tokyo.DateOf(clock.Now))
                .WithMessage("未来の日付は指定できません。 / A step is recorded when it has been taken.");
        }
    }

    public sealed class Handler(IEventLog log, IPersonalKeys keys) : ICommandHandler<MoveDirectDebit>
    {
        public async Task<CommandResult> Handle(MoveDirectDebit command, CancellationToken cancellationToken)
        {
            var (id, body) = (command.AccountId, command.Body);
            await keys.Load([id], cancellationToken);
            return await log.ChangeAccount(
                command.Context.WithReason(body.Reason),
                nameof(MoveDirectDebit),
                id,
                _ => [],
                session =>
                    session.Decide<Account>(
                        id,
                        a =>
                            a.MoveDirectDebit(
                                new DirectDebitMoved(
                                    command.Step,
                                    body.On ?? Tokyo.DateOf(session.Now),
                                    body.EffectiveFromClosing
                                )
                            )
                    ),
                cancellationToken
            );
        }
    }
}
