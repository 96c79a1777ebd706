using System.Diagnostics;
using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Payments;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// An operator records what became of a payment whose answer was lost, or of a cancellation that the provider refused.
/// A payment that stands needs SBPS's ids, so that it can be charged and refunded; one that is not wanted is given
/// back where they are known.
/// </summary>
public sealed record ResolvePayment(CommandContext Context, string Number, ResolvePayment.RequestBody Body) : ICommand
{
    /// <param name="Evidence">Where it can be seen, such as a page of the provider's portal.</param>
    /// <param name="TrackingId">SBPS's 14 digits.</param>
    /// <param name="SpsTransactionId">Stands beside the tracking id.</param>
    public sealed record RequestBody(
        PaymentResolution Outcome,
        string Reason,
        string? Evidence = null,
        string? TrackingId = null,
        string? SpsTransactionId = null
    );

    public sealed class Validator : AbstractValidator<ResolvePayment>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Outcome).IsInEnum();
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.Evidence).MaximumLength(1000);
            RuleFor(c => c.Body.TrackingId).Matches("^[0-9]{14}\\z");
            RuleFor(c => c.Body.TrackingId).NotNull().When(c => c.Body.SpsTransactionId is not null);
            RuleFor(c => c.Body.SpsTransactionId).Matches("^[0-9A-Za-z]{1,32}\\z");
            RuleFor(c => c.Body.SpsTransactionId).NotNull().When(c => c.Body.TrackingId is not null);
        }
    }

    public sealed class Handler(IEventLog log, ISbPayment sbps) : ICommandHandler<ResolvePayment>
    {
        public async Task<CommandResult> Handle(ResolvePayment command, CancellationToken cancellationToken)
        {
            var (number, body) = (command.Number, command.Body);
            var streams = await log.StreamsOfOrder(number, cancellationToken);
            var found = body.TrackingId is { } tracking ? new CardReference(body.SpsTransactionId!, tracking) : null;
            var missing = found is not null && await IsMissing(found, cancellationToken);
            return await log.Decide(
                command
                    .Context.WithReason(body.Reason)
                    .ToDecide(
                        nameof(ResolvePayment),
                        streams,
                        session =>
                            session.DecideOrder(
                                number,
                                o =>
                                    o.Resolve(body.Outcome, body.Evidence, found, TokyoTime.DateOf(session.Now)) switch
                                    {
                                        { Refused: null } when missing => CardRefusals.PaymentNotFound,
                                        var decision => decision,
                                    }
                            )
                                is { } refused
                                ? refused
                                : OrderAnswer.Of(session, number)
                    ),
                cancellationToken
            );
        }

        /// <summary>
        /// Whether SBPS says that there is no such payment: a slip of the pen would be charged or given back in vain.
        /// Where SBPS does not answer, the operator's evidence counts.
        /// </summary>
        private async Task<bool> IsMissing(CardReference payment, CancellationToken ct)
        {
            try
            {
                return await sbps.Inquire(new CardPayment(payment.SpsTransactionId, payment.TrackingId), ct) switch
                {
                    CardInquiryAnswer.NotFound => true,
                    CardInquiryAnswer.Found found => OrderCardPayment.IsUndone(found),
                    CardInquiryAnswer.Lost => false,
                    var other => throw new UnreachableException(other.GetType().Name),
                };
            }
            catch (SbPaymentException)
            {
                // SBPS finds no sense in the ids.
                return true;
            }
        }
    }
}
