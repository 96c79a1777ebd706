using System.Globalization;
using FluentAssertions;
using Store.Application.EventSourcing;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;

namespace Store.Api.Tests.Operators;

/// <summary>A payment stays a fact of bounded size: more orders than that are paid in parts.</summary>
public sealed class LargePaymentTests(StoreHost store) : IClassFixture<StoreHost>
{
    private const string Operator = "operator.op-1";
    private const int Orders = 501;

    [Fact]
    public async Task A_month_of_more_orders_than_one_payment_holds_is_paid_in_parts()
    {
        var account = await store.Register();
        await Accept(account);
        var today = TokyoTime.DateOf(store.Clock.Now);
        var month = string.Create(CultureInfo.InvariantCulture, $"{today.Year:D4}-{today.Month:D2}");
        var paidOn = string.Create(CultureInfo.InvariantCulture, $"{month}-{today.Day:D2}");
        string Body(string which) =>
            $$"""{"kind":"paid","accountId":"{{account}}","paidOn":"{{paidOn}}","reason":"入金確認",{{which}}}""";
        var whole = Body($"\"month\":\"{month}\"");
        (await store.Post("/v1/operator/provider-facts", whole, Operator)).Is(422, "np_payment.too_many_orders");

        var many = string.Join(',', Enumerable.Range(1, Orders).Select(i => $"\"{Number(i)}\""));
        (await store.Post("/v1/operator/provider-facts", Body($"\"orderNumbers\":[{many}]"), Operator)).Is(400);
        var one = Body($"\"orderNumbers\":[\"{Number(1)}\"]");
        (await store.Post("/v1/operator/provider-facts", one, Operator)).Is(201);
        var rest = (await store.Post("/v1/operator/provider-facts", whole, Operator)).Is(201);
        rest.Json.GetProperty("orders").GetArrayLength().Should().Be(Orders - 1);
        rest.Yen("amountYen").Should().Be(11 * (Orders - 1));
    }

    /// <summary>Orders of eleven yen each, accepted without a provider.</summary>
    private async Task Accept(string account)
    {
        var request = new DecisionRequest(
            "test",
            Actor.System,
            [
                StreamId.Of<Domain.Credit.CreditLine>(account),
                .. Enumerable.Range(1, Orders).Select(i => StreamId.Of<Order>(Number(i))),
            ],
            session =>
            {
                session.Decide<Domain.Credit.CreditLine>(account, l => l.Open(1_000_000, "test"));
                for (var i = 1; i <= Orders; i++)
                {
                    var number = Number(i);
                    session.Decide<Order>(number, o => o.Place(Placed(account), null));
                    session.Decide<Order>(number, o => o.PassScreening("NP" + number, TokyoTime.DateOf(session.Now)));
                    session.Decide<Domain.Credit.CreditLine>(account, l => l.Reserve(number, 11));
                    session.Decide<Domain.Credit.CreditLine>(account, l => l.Use(number, 11));
                }

                return DecisionResult.Done;
            }
        );
        (await store.Log.Decide(request, CancellationToken.None)).Should().BeOfType<CommandResult.Done>();
    }

    private static string Number(int order) => string.Create(CultureInfo.InvariantCulture, $"O-202611-{order:D6}");

    private static OrderPlaced Placed(string account) =>
        new(
            account,
            "株式会社バイヤー",
            PaymentMethod.OnAccount,
            null,
            null,
            [
                new AgreedLine(
                    "kanri.standard",
                    "kanri",
                    "管理クラウド",
                    "スタンダード",
                    "株式会社メーカー",
                    1,
                    10,
                    1,
                    10,
                    10,
                    true,
                    Delivery.ByOperator,
                    CancellationPolicy.OperatorDecides,
                    1,
                    new TerminationPolicy(false, false, 30, null),
                    ProrationPolicy.Daily,
                    1
                ),
            ],
            10,
            [new TaxOfRate(10, 10, 1)],
            1,
            11,
            new Seller("株式会社ストア", "T1234567890123", "1000001", "東京都", "0300000000", "s@example.jp")
        );
}
