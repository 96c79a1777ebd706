using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using NodaTime;
using NodaTime.Text;
using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Application.ReadModels;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Calendar;
using Store.Domain.Credit;
using Store.Domain.Orders;
using Store.Domain.ProviderFacts;

namespace Store.Application.ProviderFacts;

/// <summary>
/// An operator records that the buyer paid Net Protections: for the orders named, or for every order on account that
/// was accepted in the month and is not paid. Each gives its credit back in the same transaction, once.
/// </summary>
public sealed record RecordPayment(CommandContext Context, ProviderFactRequest Body) : ICommand
{
    public sealed class Validator : AbstractValidator<RecordPayment>
    {
        public Validator()
        {
            RuleFor(c => c.Body.AccountId).Id();
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.PaidOn).NotNull();
            RuleFor(c => c.Body.Month)
                .Must((c, month) => month is null != c.Body.OrderNumbers is null)
                .WithMessage(
                    "month または orderNumbers のいずれか一方を指定してください。 / Give month or orderNumbers."
                );
            RuleFor(c => c.Body.OrderNumbers)
                .Must(n => n is null or { Count: > 0 and <= NpPayment.MostOrders })
                .WithMessage("注文番号は1件から500件まで指定できます。 / Name 1 to 500 orders.");
            RuleForEach(c => c.Body.OrderNumbers).Id();
            RuleFor(c => c.Body.NpInvoiceNumber).InvoiceNumber();
            RuleFor(c => c.Body.AmountYen).Amount();
            RuleFor(c => c.Body.IssuedOn).OfAnotherKind();
            RuleFor(c => c.Body.DueOn).OfAnotherKind();
            RuleFor(c => c.Body.Status).OfAnotherKind();
            RuleFor(c => c.Body.SinceOn).OfAnotherKind();
        }
    }

    public sealed class Handler(IEventLog log, IReadDocuments reads) : ICommandHandler<RecordPayment>
    {
        public Task<CommandResult> Handle(RecordPayment command, CancellationToken cancellationToken)
        {
            var (body, id) = (command.Body, IdOf(command.Body));
            return log.RecordProviderFact<NpPayment>(
                command.Context.WithReason(body.Reason),
                nameof(RecordPayment),
                id,
                () => Prepare(id, body, cancellationToken),
                cancellationToken
            );
        }

        private async Task<ProviderFactDecision> Prepare(string id, ProviderFactRequest body, CancellationToken ct)
        {
            var found = body.Month is { } month
                ? await UnpaidOf(body.AccountId, month, ct)
                : new Unpaid(NumbersOf(body), null, null);
            return new ProviderFactDecision(
                [
                    StreamId.Of<Account>(body.AccountId),
                    StreamId.Of<CreditLine>(body.AccountId),
                    .. found.Numbers.Select(StreamId.Of<Order>),
                ],
                session => Decide(session, id, body, found)
            );
        }

        private static Refusal? Decide(IDecisionSession session, string id, ProviderFactRequest body, Unpaid found)
        {
            if (session.State<Account>(body.AccountId).Kind is null)
            {
                return AccountRefusals.NotFound;
            }

            if (session.State<NpPayment>(id).Received is not null)
            {
                return session.Decide<NpPayment>(id, p => p.Repeat(body.AmountYen, body.NpInvoiceNumber));
            }

            if (found.Refused is { } unread)
            {
                return unread;
            }

            // Whoever accepted, paid or cancelled one of the account's orders in between has moved its line.
            if (found.LineVersion is { } seen && seen != session.Version<CreditLine>(body.AccountId))
            {
                return LogRefusals.Retry;
            }

            var paid = new List<PaidOrder>(found.Numbers.Count);
            foreach (var number in found.Numbers)
            {
                var order = session.State<Order>(number);
                var refused =
                    order.Placed?.AccountId == body.AccountId
                        ? session.DecideOrder(number, o => o.Pay(id, body.PaidOn!.Value))
                        : OrderRefusals.NotFound;
                if (refused is not null)
                {
                    return refused.With("orderNumber", number);
                }

                paid.Add(new PaidOrder(number, order.AcceptedOn!.Value, order.Placed!.TotalYen));
            }

            var payment = new NpPaymentReceived(
                body.AccountId,
                body.Month,
                body.NpInvoiceNumber,
                body.PaidOn!.Value,
                paid,
                paid.Sum(o => o.AmountYen)
            );
            return session.Decide<NpPayment>(
                id,
                p => p.Receive(payment, body.AmountYen, TokyoTime.DateOf(session.Now))
            );
        }

        private async Task<Unpaid> UnpaidOf(string accountId, YearMonth month, CancellationToken ct)
        {
            // The line first: what moves after this is noticed by its version.
            var line = await reads.Get(CreditLineDocument.ProjectionName, accountId, ct);
            var unpaid = new DocumentQuery(OrderDocument.ProjectionName, accountId, NpPayment.MostOrders + 1)
            {
                Facets = new Dictionary<string, string>
                {
                    [OrderDocument.UnpaidMonthFacet] = OrderDocument.MonthFacetOf(month),
                },
                OldestFirst = true,
            };
            var orders = await reads.List(unpaid, ct);
            if ((line.Refused ?? orders.Refused) is { } refused)
            {
                return new Unpaid([], null, refused);
            }

            return orders.Value.Count > NpPayment.MostOrders
                ? new Unpaid([], null, ProviderFactRefusals.TooManyOrders)
                : new Unpaid([.. orders.Value.Select(o => o.Key)], line.Value?.Version ?? 0, null);
        }

        /// <summary>From who paid what and when: the same report comes to the same id.</summary>
        private static string IdOf(ProviderFactRequest body)
        {
            string[] content =
            [
                body.AccountId,
                LocalDatePattern.Iso.Format(body.PaidOn!.Value),
                .. body.Month is { } month ? [YearMonthPattern.Iso.Format(month)] : NumbersOf(body),
            ];
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', content)));
            return "payment-" + Convert.ToHexStringLower(hash.AsSpan(0, 16));
        }

        private static string[] NumbersOf(ProviderFactRequest body) =>
            [.. body.OrderNumbers!.Distinct().Order(StringComparer.Ordinal)];

        /// <param name="LineVersion">Of the credit line that the orders were found beside; null where named.</param>
        /// <param name="Refused">Why they could not be found.</param>
        private sealed record Unpaid(IReadOnlyList<string> Numbers, long? LineVersion, Refusal? Refused);
    }
}
