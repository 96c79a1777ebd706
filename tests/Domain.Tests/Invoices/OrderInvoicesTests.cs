using FluentAssertions;
using Store.Domain.Invoices;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;
using static Store.Domain.Tests.Orders.CardHistories;

namespace Store.Domain.Tests.Invoices;

/// <summary>Which orders the store issues invoices for, and which it must not.</summary>
public sealed class OrderInvoicesTests
{
    private const string First = "INV-2026-000001";
    private const string Second = "INV-2026-000002";
    private const string Return = "RIN-2026-000001";

    private static readonly Fact[] Charged = [.. Paid, Captured];
    private static readonly Fact[] Invoiced = [.. Charged, new OrderInvoiced(First)];

    private static readonly Fact[] Refunded =
    [
        .. Invoiced,
        CancelRequested,
        new OrderRefunded(Payment.TrackingId, 11_000),
        Undone(PaymentMethod.Card),
    ];

    [Fact]
    public void C1_An_order_gets_its_invoice_when_the_card_was_charged_and_one_only()
    {
        Given(Charged).LacksInvoice().Should().BeTrue();
        Then(Given(Charged).Invoice(First), new OrderInvoiced(First));
        Given(Invoiced).LacksInvoice().Should().BeFalse();
        Given(Invoiced).InvoiceNumber.Should().Be(First);
        FluentActions.Invoking(() => Given(Invoiced).Invoice(Second)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_correction_takes_the_place_of_the_valid_invoice_alone()
    {
        Then(Given(Invoiced).Invoice(Second, First), new OrderInvoiced(Second, First));
        Fact[] corrected = [.. Invoiced, new OrderInvoiced(Second, First)];
        Given(corrected).InvoiceNumber.Should().Be(Second);
        FluentActions
            .Invoking(() => Given(corrected).Invoice("INV-2026-000003", First))
            .Should()
            .Throw<InvalidOperationException>();
    }

    [Fact]
    public void An_order_whose_card_was_not_charged_has_no_invoice()
    {
        foreach (
            var life in (Fact[][])[Authorizing, Asked, Approved, Paid, [.. Asked, Unknown], [.. Asked, NotCharged]]
        )
        {
            Given(life).LacksInvoice().Should().BeFalse();
            ThenRefused(Given(life).Invoice(First), InvoiceRefusals.NotIssued);
        }

        ThenRefused(Given().Invoice(First), OrderRefusals.NotFound);
    }

    [Fact]
    public void C4_An_order_on_account_never_has_one_and_one_that_a_card_answered_has()
    {
        var accepted = Accepted with { PaymentMethod = PaymentMethod.OnAccount };
        foreach (
            var life in (Fact[][])
                [
                    [OnAccount],
                    [OnAccount, Held],
                    [OnAccount, Refused],
                    [OnAccount, accepted],
                ]
        )
        {
            Given(life).LacksInvoice().Should().BeFalse();
            ThenRefused(Given(life).Invoice(First), InvoiceRefusals.IssuedByNetProtections);
        }

        Fact[] answered = [OnAccount, Refused, Chosen, Sent, Authorized, Accepted, Captured];
        Given(answered).LacksInvoice().Should().BeTrue();
        // Declined, the order is on account again.
        var back = Declined(CardDecline.CardCompany, null, Back(OrderStatus.ScreeningRefused, null));
        ThenRefused(
            Given(OnAccount, Refused, Chosen, Sent, back).Invoice(First),
            InvoiceRefusals.IssuedByNetProtections
        );
    }

    [Theory]
    [InlineData(9_999, false)]
    [InlineData(10_000, true)]
    [InlineData(11_000, true)]
    public void C3_What_was_given_back_is_owed_a_return_invoice_from_10_000_yen_on(long totalYen, bool owed)
    {
        Fact[] life = [ByCard with { TotalYen = totalYen }, .. Refunded.Skip(1)];
        Given(life).LacksReturnInvoice().Should().Be(owed);
        if (owed)
        {
            Then(Given(life).ReturnInvoice(Return), new OrderReturnInvoiced(Return, First));
            Given([.. life, new OrderReturnInvoiced(Return, First)]).LacksReturnInvoice().Should().BeFalse();
        }
    }

    [Fact]
    public void C3_Nothing_given_back_is_owed_no_return_invoice()
    {
        foreach (var life in (Fact[][])[Charged, Invoiced, [.. Invoiced, CancelRequested], [.. Paid, CancelRequested]])
        {
            Given(life).LacksReturnInvoice().Should().BeFalse();
            FluentActions.Invoking(() => Given(life).ReturnInvoice(Return)).Should().Throw<InvalidOperationException>();
        }
    }

    [Fact]
    public void C3_Money_that_an_operator_gave_back_by_another_way_is_given_back_too()
    {
        Fact[] refused = [.. Invoiced, CancelRequested, CancelRefused];
        var resolved = Given(refused).Resolve(PaymentResolution.Cancelled, "bank", null, Today);
        Given([.. refused, .. resolved.Facts]).LacksReturnInvoice().Should().BeTrue();
    }
}
