using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain.Accounts;
using Store.Domain.Calendar;
using Store.Domain.ProviderFacts;

namespace Store.Application.ProviderFacts;

/// <summary>
/// NP-7: an operator records that Net Protections issued an invoice. The same number with the same contents is the same
/// invoice; with others it is refused.
/// </summary>
public sealed record RecordInvoice(CommandContext Context, ProviderFactRequest Body) : ICommand
{
    public sealed class Validator : AbstractValidator<RecordInvoice>
    {
        public Validator()
        {
            RuleFor(c => c.Body.AccountId).Id();
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.Month).NotNull();
            RuleFor(c => c.Body.NpInvoiceNumber).NotEmpty().InvoiceNumber();
            RuleFor(c => c.Body.IssuedOn).NotNull();
            RuleFor(c => c.Body.DueOn).GreaterThanOrEqualTo(c => c.Body.IssuedOn).When(c => c.Body.DueOn is not null);
            RuleFor(c => c.Body.AmountYen).NotNull().Amount();
            RuleFor(c => c.Body.PaidOn).OfAnotherKind();
            RuleFor(c => c.Body.OrderNumbers).OfAnotherKind();
            RuleFor(c => c.Body.Status).OfAnotherKind();
            RuleFor(c => c.Body.SinceOn).OfAnotherKind();
        }
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<RecordInvoice>
    {
        public Task<CommandResult> Handle(RecordInvoice command, CancellationToken cancellationToken)
        {
            var body = command.Body;
            var invoice = new NpInvoiceIssued(
                body.AccountId,
                body.Month!.Value,
                body.NpInvoiceNumber!,
                body.IssuedOn!.Value,
                body.DueOn,
                body.AmountYen!.Value
            );
            return log.RecordProviderFact<NpInvoice>(
                command.Context.WithReason(body.Reason),
                nameof(RecordInvoice),
                invoice.NpInvoiceNumber,
                () =>
                    Task.FromResult(
                        new ProviderFactDecision(
                            [StreamId.Of<Account>(invoice.AccountId)],
                            session =>
                                session.State<Account>(invoice.AccountId).Kind is null
                                    ? AccountRefusals.NotFound
                                    : session.Decide<NpInvoice>(
                                        invoice.NpInvoiceNumber,
                                        known => known.Issue(invoice, TokyoTime.DateOf(session.Now))
                                    )
                        )
                    ),
                cancellationToken
            );
        }
    }
}
