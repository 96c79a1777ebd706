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
        var floor = await OrderFloor.Open();
        var cart = await floor.Counter.Cart(OrderFloor.Buyer, (Counter.Standard, 3), (Counter.Light, 5));
        await floor.Counter.Done(floor.Place(new(PaymentMethod.OnAccount, CartId: cart)));
        (await Listed(floor)).Should().BeEmpty("nothing is agreed before the acceptance");
        await floor.Settle();

        var accepted = (await floor.Log.Read(StreamId.Of<Contract>(First), default)).Should().ContainSingle().Subject;
        accepted.Correlation.Should().NotBeEmpty();
        (await Listed(floor)).Should().HaveCount(2);
        var contract = await Shown(floor, First);
        Texts(contract, "planId", "status", "startsOn", "endsOn", "source", "noticeBy")
            .Should()
            .Equal(Counter.Standard, "active", "2026-11-16", "2027-11-15", "store", "2027-11-15");
        contract.GetProperty("seats").GetInt32().Should().Be(3);
        contract.GetProperty("orders")[0].GetProperty("orderNumber").GetString().Should().Be("O-202611-000001");
        Texts(await Shown(floor, "C-202611-000001-2"), "endsOn").Should().Equal("2026-12-15");
    }

    [Fact]
    public async Task The_wished_first_day_is_the_contracts()
    {
        var floor = await OrderFloor.Open();
        await floor.Counter.Done(
            floor.Place(new(PaymentMethod.OnAccount, await floor.Quote(), StartsOn: new LocalDate(2027, 1, 31)))
        );
        await floor.Settle();
        Texts(await Shown(floor, First), "status", "startsOn", "endsOn")
            .Should()
            .Equal("upcoming", "2027-01-31", "2028-01-30");
        await floor.Later(Duration.FromDays(80));
        Texts(await Shown(floor, First), "status").Should().Equal("active");
        await floor.Later(Duration.FromDays(365));
        var ended = await Shown(floor, First);
        Texts(ended, "status").Should().Equal("ended");
        ended.GetProperty("seats").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task ORD_2_A_cancelled_order_takes_its_contract_back()
    {
        var floor = await OrderFloor.Open();
        var number = await floor.Order();
        await floor.Settle();
        await floor.Counter.Done(floor.Cancel(number));
        Texts(await Shown(floor, First), "status").Should().Equal("active");
        await floor.Settle();
        var undone = await Shown(floor, First);
        Texts(undone, "status").Should().Equal("ended");
        undone.GetProperty("orders")[0].GetProperty("undone").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Another_accounts_contract_is_not_found()
    {
        var floor = await OrderFloor.Open();
        await floor.Order();
        await floor.Settle();
        var result = await new GetContract.Handler(floor.Counter.Reads, floor.Counter.Clock).Handle(
            new GetContract("somebody-else", First),
            default
        );
        result.Refused.Should().Be(ContractRefusals.NotFound);
    }

    private static async Task<JsonElement> Shown(OrderFloor floor, string id)
    {
        var result = await new GetContract.Handler(floor.Counter.Reads, floor.Counter.Clock).Handle(
            new GetContract(OrderFloor.Buyer, id),
            default
        );
        result.Refused.Should().BeNull();
        return JsonDocument.Parse(result.Body).RootElement;
    }

    private static async Task<List<JsonElement>> Listed(OrderFloor floor)
    {
        var result = await new ListContracts.Handler(floor.Counter.Reads, floor.Counter.Clock).Handle(
            new ListContracts(OrderFloor.Buyer, new PageRequest(20)),
            default
        );
        return [.. JsonDocument.Parse(result.Body).RootElement.GetProperty("items").EnumerateArray()];
    }

    private static IEnumerable<string?> Texts(JsonElement json, params string[] names) =>
        names.Select(n => json.GetProperty(n).GetString());
}
