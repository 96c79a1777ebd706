using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Calendar;
using Store.Domain.Invoices;
using Store.Domain.Orders;

namespace Store.Application.Invoices;

/// <summary>
/// C1: an operator sets right what is wrong in an invoice, by another invoice with the next number that names it. Who
/// it is issued to and its note can be corrected, amounts never: another amount is another order.
/// </summary>
public sealed record CorrectInvoice(CommandContext Context, string Number, CorrectInvoice.RequestBody Body) : ICommand
{
    /// <param name="CompanyName">Null leaves it as it is.</param>
    /// <param name="Note">Printed under 備考, and naming no person; null leaves it as it is.</param>
    public sealed record RequestBody(string Reason, string? CompanyName = null, string? Note = null);

    public sealed class Validator : AbstractValidator<CorrectInvoice>
    {
        private const string Printable = @"^\P{Cc}*\z";

        public Validator()
        {
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.CompanyName)
                .NotEmpty()
                .MaximumLength(200)
                .Matches(Printable)
                .When(c => c.Body.CompanyName is not null);
            RuleFor(c => c.Body.Note)
                .NotEmpty()
                .MaximumLength(200)
                .Matches(Printable)
                .When(c => c.Body.Note is not null);
        }
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<CorrectInvoice>
    {
        public async Task<CommandResult> Handle(CorrectInvoice command, CancellationToken cancellationToken)
        {
            var (number, body) = (command.Number, command.Body);
            var stream = StreamId.Of<QualifiedInvoice>(number);
            // Which order an invoice is for never changes, so that it can be read beforehand.
            var order = (await log.Read(stream, cancellationToken)) is [{ Fact: QualifiedInvoiceIssued f }, ..]
                ? f.OrderNumber
                : null;
            return await log.Decide(
                command
                    .Context.WithReason(body.Reason)
                    .ToDecide(
                        nameof(CorrectInvoice),
                        order is null ? [stream] : [stream, StreamId.Of<Order>(order)],
                        session => order is null ? InvoiceRefusals.NotFound : Correct(session, number, order, body)
                    ),
                cancellationToken
            );
        }

        private static DecisionResult Correct(IDecisionSession session, string number, string order, RequestBody body)
        {
            var old = session.State<QualifiedInvoice>(number);
            if (old.RefuseCorrection(body.CompanyName, body.Note) is { } closed)
            {
                return closed;
            }

            var issued = old.Issued! with
            {
                Number = session.NextNumber(NumberSeries.Invoice),
                IssuedOn = TokyoTime.DateOf(session.Now),
                CompanyName = body.CompanyName ?? old.Issued.CompanyName,
                Note = body.Note ?? old.Issued.Note,
                Corrects = number,
            };
            var refused =
                session.Decide<QualifiedInvoice>(issued.Number, invoice => invoice.Issue(issued))
                ?? session.Decide<QualifiedInvoice>(number, invoice => invoice.Correct(issued.Number))
                ?? session.Decide<Order>(order, o => o.Invoice(issued.Number, number));
            var invoice = session.State<QualifiedInvoice>(issued.Number);
            var version = session.Version<QualifiedInvoice>(issued.Number);
            return refused is not null
                ? refused
                : DecisionResult.Answering(_ =>
                    StoredResponse.Created(
                        issued.Number,
                        StateTag.Of(version),
                        StoreJson.Write(IssuedInvoice.Of(invoice))
                    )
                );
        }
    }
}
