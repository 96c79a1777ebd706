using FluentAssertions;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;
using static Store.Domain.Tests.Orders.CardHistories;

namespace Store.Domain.Tests.Orders;

/// <summary>What an operator found out ends what no program can find out.</summary>
public sealed class OrderResolutionTests
{
    [Fact]
    public void An_operator_resolves_an_unknown_payment_as_accepted_with_its_ids_so_that_it_can_be_captured()
    {
        var unknown = Given([.. Asked, Unknown]);
        unknown
            .Resolve(PaymentResolution.Accepted, null, null, Today)
            .Refused.Should()
            .Be(CardRefusals.TrackingIdRequired);
        var resolved = Resolved(PaymentResolution.Accepted, Payment);
        Then(unknown.Resolve(PaymentResolution.Accepted, "portal", Payment, Today), resolved, Accepted);
        var order = Given([.. Asked, Unknown, resolved, Accepted]);
        order.Status.Should().Be(OrderStatus.Accepted);
        Then(order.CaptureCard(Payment), Captured);

        // Where the commit's answer was lost, the order knows its payment.
        var commit = Given([.. Approved, CommitUnknown]);
        Then(commit.Resolve(PaymentResolution.Accepted, "portal", null, Today), resolved, Accepted);
        commit
            .Resolve(PaymentResolution.Accepted, "portal", Other, Today)
            .Refused.Should()
            .Be(CardRefusals.TrackingIdDiffers);
    }

    [Fact]
    public void An_operator_resolves_an_unknown_payment_as_cancelled_and_what_stands_is_given_back()
    {
        var without = new OrderPaymentResolved(PaymentResolution.Cancelled, "portal", null, null);
        Then(
            Given([.. Asked, Unknown]).Resolve(PaymentResolution.Cancelled, "portal", null, Today),
            without,
            NotCharged
        );
        Given([.. Asked, Unknown, without, NotCharged]).ToReturn.Should().BeEmpty();

        var with = Resolved(PaymentResolution.Cancelled, Payment);
        Then(
            Given([.. Asked, Unknown]).Resolve(PaymentResolution.Cancelled, "portal", Payment, Today),
            with,
            NotCharged
        );
        Given([.. Asked, Unknown, with, NotCharged]).ToReturn.Should().Equal(Payment);
        Then(
            Given([.. Approved, CommitUnknown]).Resolve(PaymentResolution.Cancelled, "portal", null, Today),
            with,
            NotCharged
        );
        Given([.. Approved, CommitUnknown, with, NotCharged]).ToReturn.Should().Equal(Payment);
    }

    [Fact]
    public void An_operator_resolves_a_cancellation_that_the_provider_refused()
    {
        Fact[] refused = [.. Paid, Captured, CancelRequested, CancelRefused];
        var accepted = new OrderPaymentResolved(PaymentResolution.Accepted, null, null, null);
        Then(Given(refused).Resolve(PaymentResolution.Accepted, null, null, Today), accepted);
        var kept = Given([.. refused, accepted]);
        kept.Status.Should().Be(OrderStatus.Accepted);
        Then(kept.Cancel(CancellationCause.Operator), CancelRequested);
        ThenRefused(
            kept.Evolve(CancelRequested).Resolve(PaymentResolution.Accepted, null, null, Today),
            OrderRefusals.NothingToResolve
        );

        var cancelled = new OrderPaymentResolved(PaymentResolution.Cancelled, "振込で返金", null, null);
        Then(
            Given(refused).Resolve(PaymentResolution.Cancelled, "振込で返金", null, Today),
            cancelled,
            Undone(PaymentMethod.Card)
        );

        // Net Protections refuses too; the credit comes back with the cancellation.
        var onAccount = Accepted with
        {
            PaymentMethod = PaymentMethod.OnAccount,
            NpTransactionId = "NP1",
        };
        Then(
            Given(OnAccount, onAccount, CancelRequested, CancelRefused)
                .Resolve(PaymentResolution.Cancelled, "振込で返金", null, Today),
            cancelled,
            Undone(PaymentMethod.OnAccount)
        );
    }

    [Fact]
    public void Nothing_else_is_resolved()
    {
        Fact[][] others =
        [
            [OnAccount],
            [OnAccount, Held],
            Authorizing,
            Asked,
            Approved,
            Paid,
            [.. Paid, CancelRequested],
        ];
        foreach (var facts in others)
        {
            foreach (var outcome in Enum.GetValues<PaymentResolution>())
            {
                var decision = Given(facts).Resolve(outcome, null, Payment, Today);
                decision.Refused.Should().Be(OrderRefusals.NothingToResolve);
            }
        }

        Given().Resolve(PaymentResolution.Accepted, null, null, Today).Refused.Should().Be(OrderRefusals.NotFound);
    }
}
