using FluentAssertions;
using FluentAssertions.Execution;
using NodaTime;
using Store.Domain.Credit;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;
using Xunit.Abstractions;

namespace Store.Domain.Tests.Orders;

/// <summary>
/// Many orders, each asked anything by anyone in any order: whatever is decided, money moves once and for an order.
/// </summary>
public sealed class OrderWalkTests(ITestOutputHelper output)
{
    private const string Number = "O-202604-000001";
    private const int Orders = 4_000;
    private const int Steps = 40;
    private static readonly LocalDate FirstDay = new(2026, 4, 30);

    private static readonly CardReference[] Payments =
    [
        new("SPS1", "00000000000001"),
        new("SPS2", "00000000000002"),
        new("SPS3", "00000000000003"),
    ];

    [Fact]
    public void Whatever_happens_an_order_is_authorised_once_an_attempt_accepted_once_and_captured_once()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var reached = new HashSet<OrderStatus>();
        var facts = new HashSet<Type>();
        for (var i = 0; i < Orders; i++)
        {
            var life = Walk(random);
            using var scope = new AssertionScope($"seed {seed}, order {i}: {string.Join(", ", life)}");
            Check(life);
            reached.Add(life.Aggregate(Order.Initial, (o, f) => o.Evolve(f)).Status!.Value);
            facts.UnionWith(life.Select(f => f.GetType()));
        }

        reached.Should().BeEquivalentTo(Enum.GetValues<OrderStatus>().Except([OrderStatus.Placed]));
        facts
            .Should()
            .BeEquivalentTo(typeof(OrderFact).Assembly.GetTypes().Where(t => t.BaseType == typeof(OrderFact)));
    }

    private static List<Fact> Walk(Random random)
    {
        var byCard = random.Next(2) == 0;
        var placed = OrderTests.Placed(method: byCard ? PaymentMethod.Card : PaymentMethod.OnAccount);
        var first = byCard
            ? Order.Initial.PlaceByCard(placed, Number, "t")
            : Order.Initial.Place(placed, random.Next(2) == 0 ? FirstDay.PlusDays(7) : null);
        List<Fact> life = [.. first.Facts];
        var today = FirstDay;
        for (var step = 0; step < Steps; step++)
        {
            today = today.PlusDays(random.Next(8) == 0 ? random.Next(5) : 0);
            var order = life.Aggregate(Order.Initial, (o, f) => o.Evolve(f));
            life.AddRange(Ask(order, random, today).Facts);
        }

        return life;
    }

    private static Decision Ask(Order order, Random random, LocalDate today)
    {
        var attempt = random.Next(3) switch
        {
            0 => Number,
            1 => Number + "-2",
            _ => order.Card?.OrderId ?? Number,
        };
        var payment = random.Next(3) == 0 ? Payments[random.Next(3)] : order.Card?.Payment ?? Payments[random.Next(3)];
        var brand = random.Next(4) == 0 ? CardBrand.Other : CardBrand.Jcb;
        return random.Next(27) switch
        {
            0 => order.AwaitScreening("NP1"),
            1 => order.PassScreening("NP1", today),
            2 => order.FailScreening((NpNgReason)random.Next(4), "NP1", today.PlusDays(7)),
            3 => order.Release(Number),
            4 => order.Deliver(),
            5 => order.RequestBilling(),
            6 => order.Pay("payment", today),
            7 => order.Cancel(CancellationCause.Operator),
            8 => order.CancelUnanswered(today),
            9 => order.ConfirmCancellation(),
            10 => order.RefuseCancellation("no"),
            11 => order.FileAcknowledgement("ab", 3),
            12 or 13 => order.PayByCard(Number, "t", today),
            14 or 15 => order.SendAuthorization(attempt),
            // An answer comes only to a request that left.
            16 or 17 => order.Card is { Sent: true, Payment: null } card
                ? order.ApproveCard(card.OrderId, payment, brand, today)
                : Decision.Nothing,
            18 => order.DeclineCard(attempt, (CardDecline)random.Next(5), null, today),
            19 => order.LoseCard(attempt, (CardStep)random.Next(2), null),
            20 or 21 => order.AcceptCard(payment, today),
            22 => order.CaptureCard(payment),
            23 => order.ConfirmCardCancellation(random.Next(2) == 0),
            24 => order.ReturnAuthorization(order.ToReturn is [var first, ..] ? first : payment),
            25 => order.LacksInvoice() ? order.Invoice("INV-2026-000001")
            : order.LacksReturnInvoice() ? order.ReturnInvoice("RIN-2026-000001")
            : Decision.Nothing,
            _ => order.Resolve((PaymentResolution)random.Next(2), null, random.Next(2) == 0 ? payment : null, today),
        };
    }

    private static void Check(List<Fact> life)
    {
        var order = Order.Initial;
        foreach (var fact in life)
        {
            order = order.Evolve(fact);
            CheckState(order);
        }

        Once<OrderAccepted>(life);
        Once<OrderCaptured>(life);
        Once<OrderRefunded>(life);
        Once<OrderCancelled>(life);
        Once<OrderInvoiced>(life);
        Once<OrderReturnInvoiced>(life);
        life.OfType<OrderAuthorizationSent>().Select(f => f.CardOrderId).Should().OnlyHaveUniqueItems();
        life.OfType<OrderCardChosen>().Select(f => f.CardOrderId).Should().OnlyHaveUniqueItems();
        life.OfType<OrderCardAuthorized>()
            .Select(f => f.CardOrderId)
            .Should()
            .BeSubsetOf(life.OfType<OrderAuthorizationSent>().Select(f => f.CardOrderId));
        if (life.OfType<OrderAccepted>().SingleOrDefault() is { } accepted)
        {
            var before = life.TakeWhile(f => f is not OrderAccepted).ToList();
            (
                accepted.PaymentMethod == PaymentMethod.OnAccount
                    ? accepted.NpTransactionId is not null
                    : before.Any(f => f is OrderCardAuthorized or OrderPaymentResolved { TrackingId: not null })
            )
                .Should()
                .BeTrue("nothing is accepted without one authorisation or NP's OK");
        }

        // By kind, never by value: the same late answer may be recorded twice, and the two facts are equal.
        var (captured, acceptedAt) = (life.FindIndex(f => f is OrderCaptured), life.FindIndex(f => f is OrderAccepted));
        (captured < 0 || (acceptedAt >= 0 && acceptedAt < captured))
            .Should()
            .BeTrue("no capture without an accepted order");
        var invoiced = life.FindIndex(f => f is OrderInvoiced);
        (invoiced < 0 || (captured >= 0 && captured < invoiced)).Should().BeTrue("C4: no invoice without a capture");
        var returned = life.FindIndex(f => f is OrderReturnInvoiced);
        (returned < 0 || life.FindIndex(f => f is OrderCancelled) is >= 0 and var undone && undone < returned)
            .Should()
            .BeTrue("C3: no return invoice for what stands");
        foreach (var authorized in life.OfType<OrderCardAuthorized>())
        {
            var payment = new CardReference(authorized.SpsTransactionId, authorized.TrackingId);
            (
                order.Card?.Payment == payment
                || order.ToReturn.Contains(payment)
                || life.OfType<OrderAuthorizationReturned>().Any(f => f.TrackingId == payment.TrackingId)
            )
                .Should()
                .BeTrue("an authorisation is the order's own, or goes back, or went");
        }
    }

    /// <summary>The credit line moves with what an order holds of it: each state holds what the table says.</summary>
    private static void CheckState(Order order)
    {
        order
            .Credit.Should()
            .Be(
                order switch
                {
                    { Status: OrderStatus.Screening } => CreditShare.Reserved,
                    {
                        Status: OrderStatus.Accepted or OrderStatus.Cancelling,
                        Method: PaymentMethod.OnAccount,
                        PaidOn: null
                    } => CreditShare.Used,
                    _ => null,
                },
                $"of {order.Status}"
            );
        if (order is { Status: OrderStatus.Cancelled, Card.Payment: not null })
        {
            order.AcceptedOn.Should().NotBeNull("what stands for an order that was never accepted goes back");
        }
    }

    private static void Once<T>(List<Fact> life)
        where T : Fact => life.OfType<T>().Count().Should().BeLessThanOrEqualTo(1, typeof(T).Name);
}
