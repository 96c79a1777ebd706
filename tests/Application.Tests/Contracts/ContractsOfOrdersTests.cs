using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Application.Contracts;
using Store.Application.EventSourcing;
using Store.Application.ReadModels;
using Store.Application.Tests.Orders;
using Store.Application.Tests.Quotes;
using Store.Domain.Contracts;
using Store.Domain.Payments;
using Xunit;

namespace Store.Application.Tests.Contracts;

/// <summary>Contracts follow the orders they come from, in the same transaction.</summary>
public sealed class ContractsOfOrdersTests
{
    private const string First = "C-202611-000001-1";

    [Fact]
    public async Task An_accepted_order_starts_a_contract_for_each_of_its_lines()
    {
        var scenario = await OrderScenario.Open();
        var cart = await scenario.Shop.Cart(OrderScenario.Buyer, (ShopFixture.Standard, 3), (ShopFixture.Light, 5));
        await scenario.Shop.Done(scenario.Place(new(PaymentMethod.OnAccount, CartId: cart)));
        (await Listed(scenario)).Should().BeEmpty("nothing is agreed before the acceptance");
        await scenario.Settle();

        var accepted = (await scenario.Log.Read(StreamId.Of<Contract>(First), default))
            .Should()
            .ContainSingle()
            .Subject;
        accepted.Correlation.Should().NotBeEmpty();
        (await Listed(scenario)).Should().HaveCount(2);
        var contract = await Shown(scenario, First);
        Texts(contract, "planId", "status", "startsOn", "endsOn", "source", "noticeBy")
            .Should()
            .Equal(ShopFixture.Standard, "active", "2026-11-16", "2027-11-15", "store", "2027-11-15");
        contract.GetProperty("seats").GetInt32().Should().Be(3);
        contract.GetProperty("orders")[0].GetProperty("orderNumber").GetString().Should().Be("O-202611-000001");
        Texts(await Shown(scenario, "C-202611-000001-2"), "endsOn").Should().Equal("2026-12-15");
    }

    [Fact]
    public async Task The_wished_first_day_is_the_contracts()
    {
        var scenario = await OrderScenario.Open();
        await scenario.Shop.Done(
            scenario.Place(new(PaymentMethod.OnAccount, await scenario.Quote(), StartsOn: new LocalDate(2027, 1, 31)))
        );
        await scenario.Settle();
        Texts(await Shown(scenario, First), "status", "startsOn", "endsOn")
            .Should()
            .Equal("upcoming", "2027-01-31", "2028-01-30");
        await scenario.Later(Duration.FromDays(80));
        Texts(await Shown(scenario, First), "status").Should().Equal("active");
        await scenario.Later(Duration.FromDays(365));
        var ended = await Shown(scenario, First);
        Texts(ended, "status").Should().Equal("ended");
        ended.GetProperty("seats").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task ORD_2_A_cancelled_order_takes_its_contract_back()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.Order();
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Cancel(number));
        Texts(await Shown(scenario, First), "status").Should().Equal("active");
        await scenario.Settle();
        var undone = await Shown(scenario, First);
        Texts(undone, "status").Should().Equal("ended");
        undone.GetProperty("orders")[0].GetProperty("undone").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Another_accounts_contract_is_not_found()
    {
        var scenario = await OrderScenario.Open();
        await scenario.Order();
        await scenario.Settle();
        var result = await new GetContract.Handler(scenario.Shop.Reads, scenario.Shop.Clock).Handle(
            new GetContract("somebody-else", First),
            default
        );
        result.Refused.Should().Be(ContractRefusals.NotFound);
    }

    private static async Task<JsonElement> Shown(OrderScenario scenario, string id)
    {
        var result = await new GetContract.Handler(scenario.Shop.Reads, scenario.Shop.Clock).Handle(
            new GetContract(OrderScenario.Buyer, id),
            default
        );
        result.Refused.Should().BeNull();
        return JsonDocument.Parse(result.Body).RootElement;
    }

    private static async Task<List<JsonElement>> Listed(OrderScenario scenario)
    {
        var result = await new ListContracts.Handler(scenario.Shop.Reads, scenario.Shop.Clock).Handle(
            new ListContracts(OrderScenario.Buyer, new PageRequest(20)),
            default
        );
        return [.. JsonDocument.Parse(result.Body).RootElement.GetProperty("items").EnumerateArray()];
    }

    private static IEnumerable<string?> Texts(JsonElement json, params string[] names) =>
        names.Select(n => json.GetProperty(n).GetString());
}
