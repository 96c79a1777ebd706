using FluentAssertions;
using NodaTime;
using Store.Domain.ProviderFacts;
using Xunit;

namespace Store.Domain.Tests.ProviderFacts;

public sealed class NpPaymentTests
{
    private static readonly LocalDate Today = new(2026, 12, 28);

    private static readonly NpPaymentReceived Received = new(
        "account",
        new YearMonth(2026, 11),
        "NP-1",
        Today,
        [
            new PaidOrder("O-1", new LocalDate(2026, 11, 16), 11_000),
            new PaidOrder("O-2", new LocalDate(2026, 11, 17), 4_000),
        ],
        15_000
    );

    [Fact]
    public void NP_5_A_payment_is_recorded_with_what_it_paid_for()
    {
        NpPayment.Initial.Receive(Received, null, Today).Facts.Should().Equal(Received);
        NpPayment.Initial.Receive(Received, 15_000, Today).Facts.Should().Equal(Received);
    }

    [Fact]
    public void An_amount_that_is_not_the_sum_of_the_orders_is_refused_and_says_what_they_come_to()
    {
        var refused = NpPayment.Initial.Receive(Received, 14_999, Today).Refused!;
        refused.Code.Should().Be("np_payment.amount_differs");
        refused.Details.Should().Contain("ordersYen", 15_000L);
    }

    [Fact]
    public void A_payment_is_for_something_and_not_for_too_much()
    {
        NpPayment
            .Initial.Receive(Received with { Orders = [], AmountYen = 0 }, null, Today)
            .Refused.Should()
            .Be(ProviderFactRefusals.NothingOwed);
        IReadOnlyList<PaidOrder> Orders(int count) =>
            [.. Enumerable.Range(1, count).Select(i => new PaidOrder($"O-{i}", Today, 1))];
        NpPayment
            .Initial.Receive(Received with { Orders = Orders(501), AmountYen = 501 }, null, Today)
            .Refused!.Code.Should()
            .Be("np_payment.too_many_orders");
        NpPayment
            .Initial.Receive(Received with { Orders = Orders(500), AmountYen = 500 }, null, Today)
            .Refused.Should()
            .BeNull();
    }

    [Fact]
    public void A_payment_of_tomorrow_has_not_been_received() =>
        NpPayment
            .Initial.Receive(Received with { PaidOn = Today.PlusDays(1) }, null, Today)
            .Refused.Should()
            .Be(ProviderFactRefusals.InFuture);

    [Fact]
    public void The_same_payment_twice_is_one_and_another_under_its_id_is_refused()
    {
        var known = NpPayment.Initial.Evolve(Received);
        known.Receive(Received, 15_000, Today).Should().Be(Decision.Nothing);
        known.Repeat(null, "NP-1").Should().Be(Decision.Nothing);
        known.Repeat(15_001, "NP-1").Refused.Should().Be(ProviderFactRefusals.Contradicts);
        known.Repeat(15_000, "NP-2").Refused.Should().Be(ProviderFactRefusals.Contradicts);
    }
}
