using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Inquiries;
using Store.Application.Json;
using Store.Application.Payments;
using Store.Application.Tests.Orders;
using Store.Application.Tests.Quotes;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Inquiries;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;
using Xunit.Abstractions;
using static Store.Application.Tests.Inquiries.InquirySteps;

namespace Store.Application.Tests.Contracts;

/// <summary>
/// Random lives of an account: orders, inquiries of every kind that touches a contract, answers of Net Protections,
/// and time. Whatever happens, contracts stay sound and agree with the orders that they came from.
/// </summary>
public sealed class ContractLivesTests(ITestOutputHelper output)
{
    private const int Lives = 12;
    private const int Steps = 40;

    private static readonly string[] Plans = [ShopFixture.Standard, ShopFixture.Light, "jidou.year", "jidou.month"];

    [Fact]
    public async Task Contracts_stay_sound_and_agree_with_their_orders()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var seen = new Dictionary<string, int>();
        for (var life = 0; life < Lives; life++)
        {
            var because = $"seed {seed}, life {life}";
            var scenario = await OpenFloor();
            for (var step = 0; step < Steps; step++)
            {
                await Step(scenario, random);
                await scenario.Settle();
            }

            await scenario.Later(Duration.FromDays(40));
            await Check(scenario, random, because, seen);
        }

        output.WriteLine(string.Join(", ", seen.Select(s => $"{s.Key} {s.Value}")));
        seen.Keys.Should()
            .Contain(
                ["contract.renewed", "contract.seats_added", "contract.order_undone", "contract.termination_agreed"],
                $"lives without them would prove nothing (seed {seed})"
            );
    }

    private static async Task<OrderScenario> OpenFloor()
    {
        var scenario = await OrderScenario.Open(limitYen: 100_000_000);
        await scenario.Shop.Done(
            scenario.Shop.Add(
                "jidou",
                [
                    Plan("year", 12, new TerminationPolicy(true, false, 30, null), ProrationPolicy.Daily),
                    Plan("month", 1, new TerminationPolicy(true, true, null, 20), ProrationPolicy.None),
                ]
            )
        );
        return scenario;

        static Store.Application.Catalogue.PlanRequest Plan(
            string id,
            int months,
            TerminationPolicy termination,
            ProrationPolicy proration
        ) =>
            new(
                id,
                id,
                1000,
                months,
                SoleProprietorAllowed: true,
                Delivery: Delivery.ByOperator,
                TerminationPolicy: termination,
                ProrationPolicy: proration
            );
    }

    private static async Task Step(OrderScenario scenario, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                scenario.Np.Screenings.Enqueue(
                    random.Next(2) == 0
                        ? new NpScreeningAnswer.Ng("NP", NpNgReason.Overall)
                        : new NpScreeningAnswer.Pending("NP")
                );
                break;
            case 1 or 2:
                await scenario.Place(
                    new(
                        PaymentMethod.OnAccount,
                        await scenario.Quote(random.Next(5, 10), Plans[random.Next(Plans.Length)])
                    )
                );
                break;
            case 3:
                await Later(scenario, random.Next(1, 30));
                break;
            case 4:
                await Later(scenario, random.Next(30, 300));
                break;
            default:
                await Inquire(scenario, random);
                break;
        }
    }

    /// <summary>The clock goes by days, as people live: each day settles before the next.</summary>
    private static async Task Later(OrderScenario scenario, int days)
    {
        while (days > 0)
        {
            var step = Math.Min(days, 10);
            await scenario.Later(Duration.FromDays(step));
            days -= step;
        }
    }

    private static async Task Inquire(OrderScenario scenario, Random random)
    {
        var contracts = await Ids(scenario, Contract.Category);
        var orders = await Ids(scenario, Order.Category);
        if (contracts.Count == 0)
        {
            return;
        }

        var contract = contracts[random.Next(contracts.Count)];
        SendInquiry.RequestBody body = random.Next(4) switch
        {
            0 => new(InquiryType.Renewal, "更新", ContractId: contract, Seats: random.Next(1, 9)),
            1 => new(InquiryType.SeatAddition, "追加", ContractId: contract, Seats: random.Next(1, 9)),
            2 => new(InquiryType.Termination, "解約", ContractId: contract),
            _ => new(InquiryType.CancellationRequest, "取消", orders[random.Next(orders.Count)]),
        };
        if (await Send(scenario, body) is not CommandResult.Done sent)
        {
            return;
        }

        var number = BodyOf(sent).GetProperty("number").GetString()!;
        var outcome = random.Next(5) == 0 ? InquiryOutcome.Declined : InquiryOutcome.Approved;
        if (
            await Resolve(scenario, outcome, number: number) is CommandResult.Done done
            && BodyOf(done).GetProperty("offer") is { ValueKind: System.Text.Json.JsonValueKind.Object } offer
            && random.Next(5) != 0
        )
        {
            await scenario.Place(new(PaymentMethod.OnAccount, offer.GetProperty("quoteId").GetString()));
        }
    }

    private static async Task Check(OrderScenario scenario, Random random, string because, Dictionary<string, int> seen)
    {
        var inContracts = 0L;
        foreach (var id in await Ids(scenario, Contract.Category))
        {
            var facts = await scenario.Log.Read(StreamId.Of<Contract>(id), default);
            var contract = Fold(Contract.Initial, facts);
            Sound(contract, $"{because}, {id}");
            inContracts += Charged(facts);
            foreach (var fact in facts)
            {
                seen[fact.Type] = seen.GetValueOrDefault(fact.Type) + 1;
            }

            var cut = random.Next(facts.Count + 1);
            var kept = StoreJson.Read<Contract>(StoreJson.Write(Fold(Contract.Initial, facts.Take(cut))));
            StoreJson.Write(Fold(kept, facts.Skip(cut))).Should().Equal(StoreJson.Write(contract), because);
        }

        var inOrders = 0L;
        foreach (var number in await Ids(scenario, Order.Category))
        {
            var order = await scenario.StateOf(number);
            inOrders += order is { AcceptedOn: not null, Status: not OrderStatus.Cancelled }
                ? order.Placed!.SubtotalYen
                : 0;
        }

        inContracts.Should().Be(inOrders, because);
        await scenario.Line();
        await foreach (var fact in scenario.Log.ReadAll(-1, default))
        {
            if (fact.Actor.Kind == ActorKind.Operator)
            {
                fact.Actor.Reason.Should().NotBeNullOrEmpty($"{because}, {fact.Type}");
            }
        }
    }

    private static Contract Fold(Contract from, IEnumerable<RecordedFact> facts) =>
        facts.Aggregate(from, (state, fact) => state.Evolve(fact.Fact));

    private static long Charged(IReadOnlyList<RecordedFact> facts)
    {
        var undone = facts.Select(f => f.Fact).OfType<ContractOrderUndone>().Select(f => f.OrderNumber).ToHashSet();
        return facts.Sum(f =>
            f.Fact switch
            {
                ContractStarted s => Unless(s.OrderNumber, s.Line),
                ContractRenewed r => Unless(r.OrderNumber, r.Line),
                SeatsAdded s => Unless(s.OrderNumber, s.Line),
                _ => 0,
            }
        );

        long Unless(string order, AgreedLine line) => undone.Contains(order) ? 0 : line.AmountYen;
    }

    private static void Sound(Contract contract, string because)
    {
        foreach (var (before, after) in contract.Terms.Zip(contract.Terms.Skip(1)))
        {
            after.FromOn.Should().Be(before.ToOn.PlusDays(1), because);
        }

        for (var day = contract.StartsOn; day <= contract.EndsOn; day = day.PlusDays(15))
        {
            contract.SeatsOn(day).Should().BeGreaterThanOrEqualTo(0, because);
        }
    }

    private static async Task<List<string>> Ids(OrderScenario scenario, string category)
    {
        var ids = new HashSet<string>();
        await foreach (var fact in scenario.Log.ReadAll(-1, default))
        {
            if (fact.Stream.Category == category)
            {
                ids.Add(fact.Stream.Id);
            }
        }

        return [.. ids];
    }
}
