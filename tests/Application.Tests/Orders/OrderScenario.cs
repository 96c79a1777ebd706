using System.Text;
using FluentAssertions;
using NodaTime;
using Store.Application.Accounts;
using Store.Application.Contracts;
using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Inquiries;
using Store.Application.Mail;
using Store.Application.Orders;
using Store.Application.Payments;
using Store.Application.Reactors;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Quotes;
using Store.Domain.Catalogue;
using Store.Domain.Credit;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.TestKit;

namespace Store.Application.Tests.Orders;

/// <summary>
/// The whole life of orders without HTTP or a database: the counter's products and quotes, an account with a credit
/// line, and the reactors run by hand against providers that do what a test tells them to. What is fragile may end at
/// any call, as a process does; the reaction then begins anew.
/// </summary>
internal sealed class OrderScenario
{
    public const string Buyer = ShopFixture.Buyer;

    private static readonly OrderSettings Settings = new(7, 90, Duration.FromMinutes(10));
    private static readonly AccountSettings Accounts = new(new StoreTerms("1", new LocalDate(2026, 4, 1), ""), 0);

    private readonly List<IReactor> _reactors;
    private readonly Dictionary<string, long> _checkpoints = [];
    private readonly List<(IReactor Reactor, RecordedFact Fact, Instant At)> _waiting = [];

    private OrderScenario(ShopFixture shop, Fragile? fragile)
    {
        Shop = shop;
        var buyers = new BuyerDirectory(Log);
        var (log, sbps, tokens) = fragile is null ? (Log, Sbps, Tokens) : fragile.Over(Log, Sbps, Tokens);
        _reactors =
        [
            new OrderScreening(Log, Np, buyers, Settings, Shop.Clock),
            new OrderBilling(Log, Np, Settings, Shop.Clock),
            new OrderCardPayment(log, sbps, tokens, Settings, Shop.Clock),
            new OrderCancellation(log, Np, sbps, Settings, Shop.Clock),
            new OrderAnswerDeadline(log, Shop.Clock),
            new OrderMails(Log, Mailbox, buyers, Letters.Head),
            new ContractCalendar(Log, ShopFixture.Settings, Settings, Shop.Clock),
            new ContractMails(Log, Mailbox, buyers, Letters.Head),
            new InquiryMails(Log, Mailbox, buyers, Letters.Head, ShopFixture.Settings),
        ];
    }

    public ShopFixture Shop { get; }

    public InMemoryEventLog Log => Shop.Log;

    public ScriptedNetProtections Np { get; } = new();

    public BookedSbPayment Sbps { get; } = new();

    public KeptTokens Tokens { get; } = new();

    public KeptMails Mailbox { get; } = new();

    public List<string> Failures { get; } = [];

    public static async Task<OrderScenario> Open(
        long limitYen = 1_000_000,
        Delivery delivery = Delivery.ByOperator,
        Store.Domain.Accounts.AccountKind kind = Store.Domain.Accounts.AccountKind.Corporation,
        Fragile? fragile = null
    )
    {
        var scenario = new OrderScenario(new ShopFixture(), fragile);
        await scenario.Shop.Done(
            scenario.Shop.Add(
                "kanri",
                [
                    new("standard", "スタンダード", 1000, 12, SoleProprietorAllowed: true, Delivery: delivery),
                    new("light", "ライト", 500, 1, MinSeats: 5, MaxSeats: 10_000, Delivery: delivery),
                ]
            )
        );
        await scenario.Shop.Register(Buyer, kind);
        await scenario.Shop.Done(
            scenario.Log.Decide(
                new DecisionRequest(
                    "Open",
                    Actor.System,
                    [StreamId.Of<CreditLine>(Buyer)],
                    session =>
                        session.Decide<CreditLine>(Buyer, l => l.Open(limitYen, "setting")) is { } refused
                            ? refused
                            : DecisionResult.Done
                ),
                default
            )
        );
        return scenario;
    }

    /// <summary>A quote of the account for so many seats of the yearly plan: 13,200 yen a seat, with tax.</summary>
    public async Task<string> Quote(int seats = 1, string plan = ShopFixture.Standard, string? account = Buyer)
    {
        var cart = await Shop.Cart(account, (plan, seats));
        return ShopFixture.Text((await Shop.Done(Shop.Issue(cart, account))).Response.Body, "id");
    }

    public Task<CommandResult> Place(PlaceOrder.RequestBody body, string account = Buyer, IdempotencyKey? key = null) =>
        new PlaceOrder.Handler(
            Log,
            Shop.Carts,
            ShopFixture.Settings,
            Settings,
            Accounts,
            Tokens,
            Letters.Desks,
            Shop.Clock
        ).Handle(new PlaceOrder(ShopFixture.By(account) with { Key = key }, body), default);

    /// <summary>Orders a fresh quote on account; the number.</summary>
    public async Task<string> Order(int seats = 1)
    {
        var done = await Shop.Done(Place(new(PaymentMethod.OnAccount, await Quote(seats))));
        return ShopFixture.Text(done.Response.Body, "number");
    }

    /// <summary>Orders a fresh quote by card; the number.</summary>
    public async Task<string> OrderByCard(int seats = 1)
    {
        var body = new PlaceOrder.RequestBody(PaymentMethod.Card, await Quote(seats), Card: Card());
        return ShopFixture.Text((await Shop.Done(Place(body))).Response.Body, "number");
    }

    public Task<CommandResult> Pay(
        string number,
        CardFields? card = null,
        string account = Buyer,
        IdempotencyKey? key = null
    ) =>
        new PayByCard.Handler(Log, Tokens, Letters.Desks).Handle(
            new PayByCard(ShopFixture.By(account) with { Key = key }, number, new(PaymentMethod.Card, card ?? Card())),
            default
        );

    public Task<CommandResult> Resolve(string number, PaymentResolution outcome, CardPayment? payment = null) =>
        new ResolvePayment.Handler(Log, Sbps).Handle(
            new ResolvePayment(
                Operator,
                number,
                new(outcome, "管理画面で確認", "portal", payment?.TrackingId, payment?.SpsTransactionId)
            ),
            default
        );

    /// <summary>The card's reactor in a process of its own, over the same log, tokens and SBPS.</summary>
    public OrderCardPayment AnotherProcess() => new(Log, Sbps, Tokens, Settings, Shop.Clock);

    public static CardFields Card() => new("token", "key");

    public Task<CommandResult> Release(string number, long? limitYen = null) =>
        new ReleaseOrder.Handler(Log).Handle(new ReleaseOrder(Operator, number, new("確認済み", limitYen)), default);

    public Task<CommandResult> Cancel(string number) =>
        new CancelOrder.Handler(Log).Handle(new CancelOrder(Operator, number, new("誤発注")), default);

    public Task<CommandResult> Deliver(string number) =>
        new DeliverOrder.Handler(Log).Handle(new DeliverOrder(Operator, number, new("納品確認")), default);

    /// <summary>Lets every reactor act on what is due by now, again and again until nothing more happens.</summary>
    public async Task Settle()
    {
        for (var moved = true; moved; )
        {
            moved = false;
            foreach (var reactor in _reactors)
            {
                var facts = new List<RecordedFact>();
                await foreach (var fact in Log.ReadAll(_checkpoints.GetValueOrDefault(reactor.Name, -1), default))
                {
                    facts.Add(fact);
                }

                foreach (var fact in facts)
                {
                    moved = true;
                    _checkpoints[reactor.Name] = fact.Position;
                    if (reactor.Concerns(fact))
                    {
                        await React(reactor, fact);
                    }
                }
            }

            foreach (var due in _waiting.Where(w => w.At <= Shop.Clock.Now).ToList())
            {
                moved = true;
                _waiting.Remove(due);
                await React(due.Reactor, due.Fact);
            }
        }
    }

    public async Task Later(Duration duration)
    {
        Shop.Clock.Now += duration;
        await Settle();
    }

    public async Task<OrderStatus> StatusOf(string number) => (await StateOf(number)).Status!.Value;

    public async Task<Order> StateOf(string number) =>
        (await Log.Read(StreamId.Of<Order>(number), default)).Aggregate(
            Store.Domain.Orders.Order.Initial,
            (order, fact) => order.Evolve(fact.Fact)
        );

    /// <summary>Limit, reserved, used and available; checked to add up, and to be what the orders hold.</summary>
    public async Task<(long Reserved, long Used, long Available, long OverLimit)> Line()
    {
        var result = await new GetCreditLine.Handler(Shop.Reads).Handle(new GetCreditLine(Buyer), default);
        var line = Store.Application.Json.StoreJson.Read<CreditLineDocument>(result.Body);
        (line.ReservedYen + line.UsedYen + line.AvailableYen - line.OverLimitYen).Should().Be(line.LimitYen);
        var (reserved, used) = (0L, 0L);
        foreach (var number in await Numbers())
        {
            var order = await StateOf(number);
            reserved += order.Credit == CreditShare.Reserved ? order.Placed!.TotalYen : 0;
            used += order.Credit == CreditShare.Used ? order.Placed!.TotalYen : 0;
        }

        (line.ReservedYen, line.UsedYen).Should().Be((reserved, used));
        return (line.ReservedYen, line.UsedYen, line.AvailableYen, line.OverLimitYen);
    }

    public async Task<IReadOnlyList<string>> TypesOf(string number) =>
        [.. (await Log.Read(StreamId.Of<Order>(number), default)).Select(f => f.Type)];

    public static string Body(CommandResult.Done done) => Encoding.UTF8.GetString(done.Response.Body.Span);

    private async Task<IReadOnlyList<string>> Numbers()
    {
        var numbers = new List<string>();
        await foreach (var fact in Log.ReadAll(-1, default))
        {
            if (fact.Fact is OrderPlaced)
            {
                numbers.Add(fact.Stream.Id);
            }
        }

        return numbers;
    }

    private async Task React(IReactor reactor, RecordedFact fact)
    {
        try
        {
            if (await reactor.React(fact, default) is Reaction.Later later)
            {
                _waiting.Add((reactor, fact, later.At));
            }
        }
        catch (ProcessEndedException)
        {
            _waiting.Add((reactor, fact, Shop.Clock.Now));
        }
        catch (CardStepRefusedException e)
        {
            // The runner tries again by its retry table and then parks; here an hour stands for both.
            Failures.Add(e.Message);
            _waiting.Add((reactor, fact, Shop.Clock.Now + Duration.FromHours(1)));
        }
    }

    private static CommandContext Operator => new(new Actor(ActorKind.Operator, "op"), null, "test");
}

/// <summary>Answers as told, one answer a request; otherwise everything passes. Keeps what it was asked.</summary>
internal sealed class ScriptedNetProtections : INetProtections
{
    public Queue<NpBuyerAnswer> Buyers { get; } = [];

    public Queue<NpScreeningAnswer> Screenings { get; } = [];

    public Queue<NpScreeningAnswer> Finds { get; } = [];

    public Queue<NpRequestAnswer> Billings { get; } = [];

    public Queue<NpRequestAnswer> Cancellations { get; } = [];

    public List<NpBuyer> AskedBuyers { get; } = [];

    public List<NpTransaction> AskedTransactions { get; } = [];

    public List<string> AskedFinds { get; } = [];

    public List<(string Id, LocalDate BaseOn)> AskedBillings { get; } = [];

    public List<string> AskedCancellations { get; } = [];

    public Task<NpBuyerAnswer> RegisterBuyer(NpBuyer buyer, CancellationToken ct)
    {
        AskedBuyers.Add(buyer);
        return Task.FromResult(
            Buyers.TryDequeue(out var told) ? told : new NpBuyerAnswer.Known("00000000042", NpBuyerStanding.Passed)
        );
    }

    public Task<NpScreeningAnswer> RegisterTransaction(NpTransaction transaction, CancellationToken ct)
    {
        AskedTransactions.Add(transaction);
        return Task.FromResult(
            Screenings.TryDequeue(out var told) ? told : new NpScreeningAnswer.Ok("NP-" + transaction.ShopTransactionId)
        );
    }

    public Task<NpScreeningAnswer> Find(string shopTransactionId, CancellationToken ct)
    {
        AskedFinds.Add(shopTransactionId);
        return Task.FromResult(
            Finds.TryDequeue(out var told) ? told : new NpScreeningAnswer.Ok("NP-" + shopTransactionId)
        );
    }

    public Task<NpRequestAnswer> RequestBilling(string npTransactionId, LocalDate baseOn, CancellationToken ct)
    {
        AskedBillings.Add((npTransactionId, baseOn));
        return Task.FromResult(Billings.TryDequeue(out var told) ? told : new NpRequestAnswer.Done());
    }

    public Task<NpRequestAnswer> Cancel(string npTransactionId, CancellationToken ct)
    {
        AskedCancellations.Add(npTransactionId);
        return Task.FromResult(Cancellations.TryDequeue(out var told) ? told : new NpRequestAnswer.Done());
    }
}

/// <summary>Keeps each mail once by its id, as a mailbox does.</summary>
internal sealed class KeptMails : IMailer
{
    private readonly Dictionary<string, MailMessage> _mails = [];

    public IReadOnlyCollection<MailMessage> All => _mails.Values;

    public Task<Handover> Send(MailMessage message, CancellationToken ct)
    {
        _mails.TryAdd(message.Id, message);
        return Task.FromResult(Handover.Done);
    }

    public Task Forget(string accountId, CancellationToken ct) => Task.CompletedTask;
}
