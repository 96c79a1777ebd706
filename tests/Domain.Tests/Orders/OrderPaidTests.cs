using FluentAssertions;
using NodaTime;
using Store.Domain.Credit;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;

namespace Store.Domain.Tests.Orders;

/// <summary>What Net Protections was paid ends what an order holds of its credit line, once.</summary>
public sealed class OrderPaidTests
{
    private static readonly LocalDate AcceptedOn = new(2026, 4, 30);
    private static readonly LocalDate PaidOn = new(2026, 5, 29);
    private static readonly OrderPaid Paid = new("account", "payment-1", PaidOn, AcceptedOn, 11_000);
    private static readonly OrderCancellationRequested CancelRequested = new(CancellationCause.Operator);
    private static readonly OrderCancelled Cancelled = new(CancellationCause.Operator);

    private static Order Given(params Fact[] facts) =>
        facts.Aggregate(Order.Initial, (order, fact) => order.Evolve(fact));

    private static OrderAccepted Accepted(PaymentMethod method = PaymentMethod.OnAccount) =>
        new("account", method, AcceptedOn, AcceptedOn, OrderTests.Placed().Lines, 11_000, "NP1");

    [Fact]
    public void NP_5_An_accepted_order_is_paid_and_holds_no_credit_any_more()
    {
        var accepted = Given(OrderTests.Placed(), Accepted());
        accepted.Credit.Should().Be(CreditShare.Used);
        accepted.Pay("payment-1", PaidOn).Facts.Should().Equal(Paid);
        var paid = accepted.Evolve(Paid);
        (paid.Status, paid.Credit, paid.PaidOn).Should().Be((OrderStatus.Accepted, null, PaidOn));
    }

    [Fact]
    public void An_order_that_waits_for_its_cancellation_can_turn_out_to_be_paid()
    {
        var cancelling = Given(OrderTests.Placed(), Accepted(), CancelRequested);
        cancelling.Pay("payment-1", PaidOn).Facts.Should().Equal(Paid);
        var cancelled = cancelling.Evolve(Paid).Evolve(Cancelled);
        (cancelled.Status, cancelled.Credit, cancelled.PaidOn).Should().Be((OrderStatus.Cancelled, null, PaidOn));
    }

    [Fact]
    public void An_order_is_paid_once_and_only_where_something_is_owed()
    {
        Given(OrderTests.Placed(), Accepted(), Paid)
            .Pay("payment-2", PaidOn)
            .Refused.Should()
            .Be(OrderRefusals.PaidAlready);
        Given(OrderTests.Placed(), Accepted(), CancelRequested, Cancelled)
            .Pay("payment-2", PaidOn)
            .Refused.Should()
            .Be(OrderRefusals.Cancelled);
        Given(OrderTests.Placed()).Pay("payment-2", PaidOn).Refused.Should().Be(OrderRefusals.NotAccepted);
        Order.Initial.Pay("payment-2", PaidOn).Refused.Should().Be(OrderRefusals.NotFound);
    }

    [Fact]
    public void A_card_order_owes_Net_Protections_nothing() =>
        Given(OrderTests.Placed(method: PaymentMethod.Card), Accepted(PaymentMethod.Card))
            .Pay("payment-1", PaidOn)
            .Refused.Should()
            .Be(OrderRefusals.PaidByCard);
}
