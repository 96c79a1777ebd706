using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain.Accounts;
using Store.Domain.Calendar;

namespace Store.Application.ProviderFacts;

/// <summary>
/// An operator records whether Net Protections guarantees an account's claims (保証ステータス). What is reported last
/// holds; the same report again changes nothing.
/// </summary>
public sealed record RecordGuarantee(CommandContext Context, ProviderFactRequest Body) : ICommand
{
    public sealed class Validator : AbstractValidator<RecordGuarantee>
    {
        public Validator()
        {
            RuleFor(c => c.Body.AccountId).Id();
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.Status).NotNull();
            RuleFor(c => c.Body.SinceOn).NotNull();
            RuleFor(c => c.Body.Month).OfAnotherKind();
            RuleFor(c => c.Body.NpInvoiceNumber).OfAnotherKind();
            RuleFor(c => c.Body.IssuedOn).OfAnotherKind();
            RuleFor(c => c.Body.DueOn).OfAnotherKind();
            RuleFor(c => c.Body.PaidOn).OfAnotherKind();
            RuleFor(c => c.Body.OrderNumbers).OfAnotherKind();
            RuleFor(c => c.Body.AmountYen).OfAnotherKind();
        }
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<RecordGuarantee>
    {
        public Task<CommandResult> Handle(RecordGuarantee command, CancellationToken cancellationToken)
        {
            var body = command.Body;
            return log.RecordProviderFact<Account>(
                command.Context.WithReason(body.Reason),
                nameof(RecordGuarantee),
                body.AccountId,
                () =>
                    Task.FromResult(
                        new ProviderFactDecision(
                            [],
                            session =>
                                session.Decide<Account>(
                                    body.AccountId,
                                    account =>
                                        account.ReportGuarantee(
                                            body.Status!.Value,
                                            body.SinceOn!.Value,
                                            TokyoTime.DateOf(session.Now)
                                        )
                                )
                        )
                    ),
                cancellationToken
            );
        }
    }
}
