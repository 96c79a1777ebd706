using System.Text.Json;
using FluentAssertions;
using Npgsql;
using Store.Drills.Processes;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Drills.Providers;

/// <summary>
/// R8: the store dies before and after every call that it makes to a provider, and the providers do every wrong that
/// they know, at every step. Each order comes to one end; the providers' own books and the log say that nothing
/// happened twice.
/// </summary>
public sealed class ProviderDrill(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Before = "timeoutBeforeEffect";
    private const string After = "timeoutAfterEffect";

    private static readonly string[] SbpsScenarios =
    [
        "declined",
        "cardData",
        "expiredToken",
        "duplicate",
        "gatewayFailure",
        Before,
        After,
        "connectionCut",
        "http200WithErrors",
        "slow",
    ];

    private static readonly string[] NpScenarios =
    [
        "declined",
        Before,
        After,
        "pendingThenOk",
        "pendingThenNg",
        "ngAmountOver",
        "ngUnpaid",
        "http200WithErrors",
        "slow",
    ];

    private OtherSide _other = null!;
    private string _database = "";

    public async Task InitializeAsync()
    {
        var process = new ApiProcess(await TestPostgres.CreateDatabase("providers"), new Dictionary<string, string>());
        await process.Start();
        _other = new OtherSide(process);
    }

    public async Task DisposeAsync() => await _other.DisposeAsync();

    [Fact]
    public async Task R8_Killed_before_and_after_every_call_each_order_comes_to_one_end()
    {
        var drill = new Drill("R8", output);
        var choices = drill.Choices(0);
        // Nothing times out by itself: what is held is held until the kill.
        await using var store = await Store(timeoutSeconds: 90);
        List<(Call Call, string Order)> all = [];
        for (var times = 0; times < drill.Of(1, 6); times++)
        {
            var hands = Hands().Select(hand => Moments(hand, choices)).ToList();
            for (var round = 0; round < hands.Max(h => h.Length); round++)
            {
                var held = hands.Where(h => round < h.Length).Select(h => h[round]).ToList();
                drill.Say($"killed at: {string.Join(", ", held.Select(h => $"{h.Call.Name} {h.Moment}"))}");
                all.AddRange(await KillAt(store, held));
            }
        }

        (await store.Listed("paymentUnknown")).Should().BeEmpty("operators have resolved what was unknown");
        foreach (var (call, order) in all)
        {
            // Once more at the end: nothing has happened since.
            await Once(store, order, call.IsCard);
        }

        await NoTokenIsLeft(store);
    }

    [Fact]
    public async Task R8_Whatever_the_providers_do_at_whatever_step_nothing_happens_twice()
    {
        var drill = new Drill("R8", output);
        var choices = drill.Choices(1);
        await using var store = await Store(timeoutSeconds: 2);
        var faults = Hands()
            .SelectMany(hand => hand)
            .SelectMany(c => (c.IsCard ? SbpsScenarios : NpScenarios).Select(s => (Call: c, Scenario: s)))
            .ToArray();
        choices.Shuffle(faults);
        List<(string Order, bool IsCard)> orders = [];
        foreach (var (call, scenario) in faults.Take(drill.Of(10, faults.Length)))
        {
            var order = await Meet(store, call, scenario);
            orders.Add((order, call.IsCard));
            var ended = await store.Until(order, "at rest", o => IsAtRest(o, order, call.IsCard));
            var status = ended.Text("status");
            drill.Say($"{call.Name} {scenario}: {status}");
            if (status is "paymentUnknown" or "cancelling")
            {
                (await store.Listed(status)).Should().Contain(order, "an operator has to see it");
            }

            await Once(store, order, call.IsCard);
        }

        foreach (var (order, isCard) in orders)
        {
            await Once(store, order, isCard);
        }
    }

    /// <summary>
    /// Every call that the store makes, and an order's way to it. Each list is one reactor's, which does one thing
    /// after another: of each, one call can be held at a time. The first ones stand in no other's way.
    /// </summary>
    private static Call[][] Hands() =>
        [
            [new("np/bills", "np", "bills")],
            [
                new("np/cancel", "np", "cancel", IsCancelled: true),
                new("sbps/cancel of an order", "sbps", "cancel", IsCancelled: true),
                new("sbps/inquiry", "sbps", "inquiry", IsCancelled: true),
            ],
            [new("np/buyers", "np", "buyers"), new("np/transactions", "np", "transactions")],
            [
                new("sbps/authorize", "sbps", "authorize"),
                new("sbps/commit", "sbps", "commit"),
                new("sbps/capture", "sbps", "capture"),
                new("sbps/cancel of a brand not taken", "sbps", "cancel", Brand: "other"),
            ],
        ];

    private static (Call Call, string Moment)[] Moments(Call[] hand, Random choices)
    {
        var moments = hand.SelectMany(call => new[] { (call, Before), (call, After) }).ToArray();
        choices.Shuffle(moments);
        return moments;
    }

    /// <summary>
    /// Kills the store while all of these are held, and sees what comes of the orders in its next life.
    /// </summary>
    private async Task<IEnumerable<(Call Call, string Order)>> KillAt(
        StoreUnderTest store,
        List<(Call Call, string Moment)> calls
    )
    {
        // Whatever has a way to go goes it before its reactors are held.
        var orders = new string?[calls.Count];
        for (var i = 0; i < calls.Count; i++)
        {
            orders[i] = calls[i].Call.IsCancelled ? await Begin(store, calls[i].Call) : null;
        }

        var held = new Dictionary<string, int>();
        for (var i = 0; i < calls.Count; i++)
        {
            var (call, moment) = calls[i];
            orders[i] = await Meet(store, call, moment, orders[i]);
            var same = $"{call.Provider}/{call.Operation}";
            held[same] = held.GetValueOrDefault(same) + 1;
            await _other.Holds(call.Provider, call.Operation, held[same]);
        }

        await store.Kill();
        await _other.Clear();
        await store.Start();
        for (var i = 0; i < calls.Count; i++)
        {
            await Judge(store, calls[i].Call, calls[i].Moment, orders[i]!);
        }

        return calls.Select((c, i) => (c.Call, orders[i]!));
    }

    private async Task<StoreUnderTest> Store(int timeoutSeconds)
    {
        var timeout = $"{timeoutSeconds}";
        var settings = new Dictionary<string, string>
        {
            ["Store:NetProtections:BaseUrl"] = _other.Address("np"),
            ["Store:NetProtections:TimeoutSeconds"] = timeout,
            ["Store:SbPayment:BaseUrl"] = _other.Address("sbps"),
            ["Store:SbPayment:TimeoutSeconds"] = timeout,
            ["Store:Orders:AskAgainAtMostSeconds"] = "2",
        };
        _database = await TestPostgres.CreateDatabase("r8");
        var store = new StoreUnderTest(new ApiProcess(_database, settings));
        await store.Open();
        return store;
    }

    /// <summary>Lets an order's call meet a fault.</summary>
    /// <param name="order">Where it was begun before.</param>
    private async Task<string> Meet(StoreUnderTest store, Call call, string scenario, string? order = null)
    {
        if (!call.IsCancelled)
        {
            await _other.Fault(call.Provider, call.Operation, scenario);
            return await store.Order(call.IsCard ? await _other.Card(call.Brand) : null);
        }

        order ??= await Begin(store, call);
        await _other.Fault(call.Provider, call.Operation, scenario);
        await store.Operate(order, "cancel", new { reason = "誤発注のため" });
        return order;
    }

    /// <summary>An order that has been accepted and charged.</summary>
    private async Task<string> Begin(StoreUnderTest store, Call call)
    {
        var order = await store.Order(call.IsCard ? await _other.Card(call.Brand) : null);
        await store.Until(order, "charged", o => IsAtRest(o, order, call.IsCard));
        return order;
    }

    private async Task Judge(StoreUnderTest store, Call call, string moment, string order)
    {
        var ended = await store.Until(order, "at rest", o => IsAtRest(o, order, call.IsCard));
        if (call.Operation == "authorize")
        {
            ended.Text("status").Should().Be("paymentUnknown");
            (await store.Listed("paymentUnknown")).Should().Contain(order, "operators see what nobody knows");
            await Once(store, order, isCard: true);
            await Resolve(store, order, moment == After);
            ended = await store.Until(order, "at rest", o => IsAtRest(o, order, call.IsCard));
        }

        var expected =
            call.IsCancelled || call.Brand == "other" || (call.Operation == "authorize" && moment == Before)
                ? "cancelled"
                : "accepted";
        ended.Text("status").Should().Be(expected, $"{call.Name} {moment}");
        await Once(store, order, call.IsCard);
    }

    /// <summary>An operator looks into SBPS's portal and tells what is there.</summary>
    private async Task Resolve(StoreUnderTest store, string order, bool stands)
    {
        var portal = stands ? (await _other.Sbps(order))!.Value : default;
        object body = stands
            ? new
            {
                outcome = "accepted",
                reason = "管理画面で確認",
                evidence = "SBPS管理画面",
                trackingId = portal.GetProperty("payment").Text("trackingId"),
                spsTransactionId = portal.Text("spsTransactionId"),
            }
            : new
            {
                outcome = "cancelled",
                reason = "管理画面で確認",
                evidence = "SBPS管理画面",
            };
        await store.Operate(order, "resolve-payment", body);
    }

    /// <summary>Whether everything that follows from the order has been carried out.</summary>
    private async Task<bool> IsAtRest(JsonElement order, string number, bool isCard)
    {
        var status = order.Text("status");
        if (status == "cancelling")
        {
            // Where the provider refuses to cancel, the order stays on the operators' list with its reason.
            return order.Text("cancellationRefusal").Length > 0;
        }

        if (status is "placed" or "screening" or "authorizing")
        {
            return false;
        }

        if (!isCard)
        {
            var transaction = await _other.Np(number);
            return status != "accepted" || transaction?.GetProperty("billedOn").ValueKind == JsonValueKind.String;
        }

        var payment = (await _other.Sbps(number))?.GetProperty("payment");
        var standing = payment is { ValueKind: JsonValueKind.Object } p ? p.Text("status") : "none";
        return status switch
        {
            "accepted" => standing == "2",
            "cancelled" => standing is "none" or "3" or "4",
            _ => true,
        };
    }

    /// <summary>
    /// At most one authorisation and one capture, none without an accepted order; credit adds up; the log agrees.
    /// </summary>
    private async Task Once(StoreUnderTest store, string number, bool isCard)
    {
        var facts = await store.Facts(number);
        foreach (
            var once in (string[])["order.accepted", "order.cancelled", "order.authorization_sent", "order.captured"]
        )
        {
            facts.Count(f => f == once).Should().BeLessThanOrEqualTo(1, $"{number}: {string.Join(" ", facts)}");
        }

        var line = await store.Line(number);
        (line.Reserved + line.Used + line.Available - line.OverLimit).Should().Be(line.Limit);
        if (!isCard)
        {
            return;
        }

        (line.Reserved + line.Used).Should().Be(0, "cards hold no credit");
        if (await _other.Sbps(number) is not { } book)
        {
            return;
        }

        book.GetProperty("authorizations").GetInt32().Should().BeLessThanOrEqualTo(1, number);
        var captures = book.GetProperty("captures").GetInt32();
        captures.Should().BeLessThanOrEqualTo(facts.Contains("order.accepted") ? 1 : 0, number);
        (await _other.Sbps($"{number}-2")).Should().BeNull("nobody sent a second card");
    }

    /// <summary>
    /// S6, for tokens: none in a log line or a fact, and none waiting, although the store was killed while it used
    /// them.
    /// </summary>
    private async Task NoTokenIsLeft(StoreUnderTest store)
    {
        var log = await store.Log();
        await using var database = NpgsqlDataSource.Create(_database);
        foreach (var token in _other.Tokens)
        {
            log.Should().NotContain(token);
            await using var facts = database.CreateCommand(
                "select count(*) from store.facts where position(convert_to($1, 'UTF8') in envelope) > 0"
            );
            facts.Parameters.Add(new NpgsqlParameter { Value = token });
            (await facts.ExecuteScalarAsync()).Should().Be(0L);
        }

        await using var waiting = database.CreateCommand("select count(*) from store.card_tokens");
        (await waiting.ExecuteScalarAsync()).Should().Be(0L);
    }

    /// <param name="Brand">Of the card, where there is one.</param>
    /// <param name="IsCancelled">The call comes after an operator's cancellation of the accepted order.</param>
    private sealed record Call(
        string Name,
        string Provider,
        string Operation,
        string Brand = "visa",
        bool IsCancelled = false
    )
    {
        public bool IsCard => Provider == "sbps";
    }
}
