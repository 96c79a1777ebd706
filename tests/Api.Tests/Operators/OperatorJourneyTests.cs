using System.Text.Json;
using FluentAssertions;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Operators;

/// <summary>The desk over HTTP: finding people and orders, the work that waits, who did what and why.</summary>
public sealed class OperatorJourneyTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Fact]
    public async Task An_order_is_found_by_number_company_address_and_day()
    {
        var company = $"株式会社{Guid.NewGuid():N}";
        var buyer = await store.NewBuyer(null, ("companyName", company));
        var order = await store.Order(buyer);
        var number = order.Text("number");
        var today = SandboxStore.TokyoDateOf(order.Text("placedAt"));
        var email = Uri.EscapeDataString(buyer.Email.ToUpperInvariant());
        foreach (
            var query in new[]
            {
                $"q={number}",
                $"q={Uri.EscapeDataString(company[4..20])}",
                $"email={email}",
                $"email={email}&status=accepted&placedFrom={today}&placedTo={today}",
                $"email={email}&accountId={buyer.AccountId}&q={number}",
            }
        )
        {
            (await Orders(query)).Should().Equal([number], query);
        }

        foreach (
            var query in new[]
            {
                "email=nobody%40example.jp",
                $"email={email}&status=onCreditHold",
                $"email={email}&accountId=another",
                $"email={email}&placedTo=2020-01-01",
            }
        )
        {
            (await Orders(query)).Should().BeEmpty(query);
        }

        await (await store.Operator.GetAsync("/v1/operator/orders?sort=best")).ShouldBeProblem(400, "request.invalid");
        await (await store.Operator.GetAsync("/v1/operator/orders?placedFrom=yesterday")).ShouldBeProblem(
            400,
            "request.invalid"
        );
    }

    [Fact]
    public async Task An_address_that_was_erased_finds_neither_account_nor_orders()
    {
        var buyer = await store.NewBuyer();
        await store.Order(buyer);
        var email = Uri.EscapeDataString(buyer.Email);
        (await Orders($"email={email}")).Should().HaveCount(1);
        var account = $"/v1/operator/accounts/{buyer.AccountId}";
        var seen = await store.Operator.GetAsync(account);
        var erased = await store.Operator.Send(
            HttpMethod.Post,
            account + "/erasure",
            new { reason = "ご本人からの請求" },
            ifMatch: seen.Headers.ETag!.ToString()
        );
        erased.EnsureSuccessStatusCode();
        (await Orders($"email={email}")).Should().BeEmpty();
        var accounts = await store.Get(store.Operator, $"/v1/operator/accounts?email={email}");
        accounts.GetProperty("items").GetArrayLength().Should().Be(0);
        (await Orders($"accountId={buyer.AccountId}")).Should().HaveCount(1, "orders stay, as tax records");
    }

    [Fact]
    public async Task ORD_6_The_orders_on_hold_are_a_list_of_work_oldest_first_with_the_last_day_to_answer()
    {
        var buyer = await store.NewBuyer(limitYen: 0);
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            numbers.Add((await store.Order(buyer)).Text("number"));
        }

        var query = $"/v1/operator/orders?status=onCreditHold&sort=oldest&accountId={buyer.AccountId}&limit=2";
        var first = await store.Get(store.Operator, query);
        var second = await store.Get(store.Operator, $"{query}&cursor={first.Text("nextCursor")}");
        var items = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray());
        items.Select(i => i.Text("number")).Should().Equal(numbers);
        items.Should().AllSatisfy(i => i.Text("answerByOn").Should().NotBeEmpty());
        items.Should().AllSatisfy(i => i.Text("hold").Should().Be("storeLine"));

        await store.Operate(numbers[0], "cancel", new { reason = "ご連絡がつかないため" });
        (await Orders($"status=onCreditHold&sort=oldest&accountId={buyer.AccountId}")).Should().Equal(numbers[1..]);
    }

    [Fact]
    public async Task An_operator_s_command_on_an_order_that_is_not_ready_for_it_is_refused_and_changes_nothing()
    {
        var buyer = await store.NewBuyer();
        var number = (await store.Order(buyer)).Text("number");
        var before = await store.Types(number);
        await (await store.Operate(number, "release", new { reason = "r" })).ShouldBeProblem(409, "order.not_on_hold");
        var held = await store.NewBuyer(limitYen: 0);
        var waiting = (await store.Order(held)).Text("number");
        await (await store.Operate(waiting, "delivered", new { reason = "r" })).ShouldBeProblem(
            409,
            "order.not_accepted"
        );
        await store.Fault("timeoutBeforeEffect", times: 3);
        var screened = await store.Place(buyer, await store.Quote(buyer));
        var screening = (await screened.Json()).Text("number");
        await (await store.Operate(screening, "cancel", new { reason = "r" })).ShouldBeProblem(
            409,
            "order.not_cancellable"
        );
        foreach (var verb in new[] { "release", "cancel", "delivered" })
        {
            var path = $"/v1/operator/orders/O-209901-000001/{verb}";
            var unknown = await store.Operator.Send(HttpMethod.Post, path, new { reason = "r" }, ifMatch: "\"1\"");
            await unknown.ShouldBeProblem(404, "order.not_found");
        }

        (await store.Types(number)).Take(before.Count).Should().Equal(before);
        (await store.Types(number)).Should().NotContain(t => t == "order.released");
    }

    [Fact]
    public async Task NP_4_The_credit_line_is_changed_against_its_own_version_and_adds_up_at_every_read()
    {
        var buyer = await store.NewBuyer();
        var order = await store.Order(buyer, 10);
        order.Text("status").Should().Be("accepted");
        var line = $"/v1/operator/accounts/{buyer.AccountId}/credit-line";
        var seen = await store.Operator.GetAsync(line);
        var tag = seen.Headers.ETag!.ToString();
        AddsUp(await seen.Json()).Should().Be((300_000, 0, 132_000, 168_000, 0));
        await (await store.Operator.Send(HttpMethod.Put, line, new { limitYen = 1, reason = "r" })).ShouldBeProblem(
            428,
            "etag.required"
        );
        await (
            await store.Operator.Send(HttpMethod.Put, line, new { limitYen = 1, reason = "r" }, ifMatch: "\"1\"")
        ).ShouldBeProblem(412, "concurrency.stale");
        await (
            await store.Operator.Send(HttpMethod.Put, line, new { limitYen = -1, reason = "r" }, ifMatch: tag)
        ).ShouldBeProblem(400, "request.invalid");

        var key = Guid.NewGuid().ToString();
        var body = new { limitYen = 100_000, reason = "お取引実績による見直し" };
        var set = await store.Operator.Send(HttpMethod.Put, line, body, key, tag);
        AddsUp(await set.Json()).Should().Be((100_000, 0, 132_000, 0, 32_000));
        var read = await store.Operator.GetAsync(line);
        read.Headers.ETag.Should().Be(set.Headers.ETag);
        (await read.Content.ReadAsByteArrayAsync()).Should().Equal(await set.Content.ReadAsByteArrayAsync());
        var account = await store.Get(store.Operator, $"/v1/operator/accounts/{buyer.AccountId}");
        AddsUp(account.GetProperty("creditLine")).Should().Be((100_000, 0, 132_000, 0, 32_000));
        await (await store.Operator.GetAsync("/v1/operator/accounts/nobody/credit-line")).ShouldBeProblem(
            404,
            "credit_line.not_found"
        );
    }

    [Fact]
    public async Task An_account_s_timeline_says_who_did_what_and_why()
    {
        var buyer = await store.NewBuyer(limitYen: 20_000);
        var timeline = $"/v1/operator/accounts/{buyer.AccountId}/timeline";
        var order = await store.Order(buyer, 2);
        order.Text("status").Should().Be("onCreditHold");
        await store.Operate(order.Text("number"), "release", new { reason = "決算書を確認", limitYen = 30_000 });
        await store.Until(buyer, order.Text("number"), "accepted");

        var items = (await store.Get(store.Operator, timeline)).GetProperty("items").EnumerateArray().ToList();
        items
            .Where(i => i.Text("what") != "account.np_buyer_registered")
            .Select(i => (i.Text("what"), i.Text("by"), i.GetProperty("reason").GetString()))
            .Should()
            .Equal(
                ("credit_line.limit_set", "operator", "決算書を確認"),
                ("credit_line.limit_set", "operator", "初回審査"),
                ("credit_line.opened", "buyer", null),
                ("account.registered", "buyer", null)
            );
        var raised = items.Find(i => i.GetProperty("reason").GetString() == "決算書を確認");
        items.Should().AllSatisfy(i => i.Text("actorId").Should().NotBeEmpty());
        items.Should().Contain(i => i.GetProperty("text").Text("ja") == "与信枠を 30,000 円に変更しました");

        var orders = await store.Get(store.Operator, $"/v1/operator/orders/{order.Text("number")}/timeline");
        var released = orders.GetProperty("items").EnumerateArray().Single(i => i.Text("what") == "order.released");
        (released.Text("actorId"), released.Text("reason")).Should().Be((raised.Text("actorId"), "決算書を確認"));
        var theirs = await store.Get(buyer.Client, $"/v1/orders/{order.Text("number")}/timeline");
        theirs
            .GetProperty("items")
            .EnumerateArray()
            .Should()
            .AllSatisfy(i => i.GetProperty("actorId").ValueKind.Should().Be(JsonValueKind.Null));
        await (await store.Operator.GetAsync("/v1/operator/accounts/nobody/timeline")).ShouldBeProblem(
            404,
            "account.not_found"
        );
    }

    private async Task<IReadOnlyList<string>> Orders(string query)
    {
        var page = await store.Get(store.Operator, "/v1/operator/orders?" + query);
        return [.. page.GetProperty("items").EnumerateArray().Select(i => i.Text("number"))];
    }

    private static (long Limit, long Reserved, long Used, long Available, long OverLimit) AddsUp(JsonElement line)
    {
        long Of(string name) => line.GetProperty(name + "Yen").GetInt64();
        (Of("reserved") + Of("used") + Of("available") - Of("overLimit")).Should().Be(Of("limit"));
        return (Of("limit"), Of("reserved"), Of("used"), Of("available"), Of("overLimit"));
    }
}
