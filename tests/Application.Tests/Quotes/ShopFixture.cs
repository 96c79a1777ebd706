using System.Collections.Concurrent;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Application.Carts;
using Store.Application.Catalogue;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Application.Quotes;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.TestKit;

namespace Store.Application.Tests.Quotes;

/// <summary>
/// The shop's counter without HTTP or a database: one product, carts and quotes over the in-memory log.
/// </summary>
internal sealed class ShopFixture
{
    public const string Standard = "kanri.standard";
    public const string Light = "kanri.light";
    public const string Buyer = "00000000000000000000000000000001";

    public static readonly SaleSettings Settings = new(
        new Seller("アイティクラウド株式会社", "T7123456789012", "100-0001", "東京都", "", "desk@store.example"),
        TaxRounding.Down,
        QuoteValidityDays: 30,
        CartDays: 30,
        MaxCartLines: 50,
        MaxSeats: 100_000,
        new TaxRates(TaxRates.Japan)
    );

    private readonly InMemoryPersonalKeys _keys = new();

    public ShopFixture()
    {
        Log = new InMemoryEventLog(new Aggregates(StoreModel.Aggregates), Clock, _keys);
        Reads = new FoldedReads(Log, StoreModel.Projections);
        View = new CartView(Reads, Settings, Clock);
    }

    public InMemoryPersonalKeys Keys => _keys;

    public TestClock Clock { get; } = TestClock.Monday;

    public InMemoryEventLog Log { get; }

    public FoldedReads Reads { get; }

    public CartView View { get; }

    public MemoryCarts Carts { get; } = new();

    public MemoryFiles Files { get; } = new();

    public static async Task<ShopFixture> WithProduct()
    {
        var shop = new ShopFixture();
        await shop.Done(
            shop.Add(
                "kanri",
                [
                    new PlanRequest("standard", "スタンダード", 1000, 12, SoleProprietorAllowed: true),
                    new PlanRequest("light", "ライト", 500, 1, MinSeats: 5, MaxSeats: 10),
                ]
            )
        );
        return shop;
    }

    public Task<CommandResult> Add(string id, IReadOnlyList<PlanRequest> plans) =>
        new AddProduct.Handler(Log, Settings).Handle(
            new AddProduct(
                Operator,
                new AddProduct.RequestBody("管理クラウド", "株式会社メーカー", plans, "新製品", id)
            ),
            default
        );

    public Task<CommandResult> Reprice(string planId, long yen) =>
        new RepricePlan.Handler(Log).Handle(
            new RepricePlan(Operator, "kanri", planId, new RepricePlan.RequestBody(yen, "値上げ")),
            default
        );

    public Task<CommandResult> Withdraw(string planId) =>
        new WithdrawPlan.Handler(Log).Handle(
            new WithdrawPlan(Operator, "kanri", planId, new WithdrawPlan.RequestBody("販売終了")),
            default
        );

    public async Task Register(string accountId, AccountKind kind = AccountKind.Corporation)
    {
        await _keys.Create(accountId, default);
        PersonalText Personal(string text) => new(accountId, text);
        var information = new BasicInformation(
            "株式会社バイヤー",
            Personal("山田太郎"),
            Personal("buyer@example.jp"),
            Personal("03-0000-0000"),
            Personal("100-0001"),
            Personal("東京都"),
            null
        );
        await Done(
            Log.Decide(
                new DecisionRequest(
                    "Register",
                    Actor.System,
                    [StreamId.Of<Account>(accountId)],
                    session =>
                        session.Decide<Account>(accountId, a => a.Register(kind, information, false, "1", "claim", "1"))
                            is { } refused
                            ? refused
                            : DecisionResult.Done
                ),
                default
            )
        );
    }

    /// <summary>Records the erasure and nothing that follows from it; answers its fact.</summary>
    public async Task<RecordedFact> Erase(string accountId)
    {
        var done = await Done(
            Log.Decide(
                new DecisionRequest(
                    "Erase",
                    Actor.System,
                    [StreamId.Of<Account>(accountId)],
                    session =>
                        session.Decide<Account>(accountId, a => a.Erase()) is { } refused
                            ? refused
                            : DecisionResult.Done
                ),
                default
            )
        );
        return done.Facts.Single();
    }

    /// <summary>A cart with these seats of each plan.</summary>
    public async Task<string> Cart(string? accountId = null, params (string PlanId, int Seats)[] lines)
    {
        var created = await Done(new CreateCart.Handler(Log, Carts, Clock).Handle(new(By(accountId)), default));
        var id = Text(created.Response.Body, "id");
        foreach (var (plan, seats) in lines)
        {
            await Done(Put(id, plan, seats, accountId));
        }

        return id;
    }

    public Task<CommandResult> Put(string cartId, string planId, int seats, string? accountId = null) =>
        new PutCartLine.Handler(new ChangeCart(Carts, View, Settings, Clock), View, Settings).Handle(
            new PutCartLine(By(accountId), cartId, planId, new PutCartLine.RequestBody(seats)),
            default
        );

    public Task<CommandResult> Issue(string cartId, string? accountId = null, IdempotencyKey? key = null) =>
        new IssueQuote.Handler(Log, Carts, new Addressees(Log), Settings, Clock).Handle(
            new IssueQuote(By(accountId) with { Key = key }, cartId),
            default
        );

    public Task<CommandResult> Reissue(string quoteId, string? accountId = null) =>
        new ReissueQuote.Handler(Log, new Addressees(Log), Settings).Handle(
            new ReissueQuote(By(accountId), quoteId),
            default
        );

    public Task<QueryResult> Get(string quoteId, string? accountId = null) =>
        new GetQuote.Handler(Reads, Clock).Handle(new GetQuote(accountId, quoteId), default);

    public async Task<CommandResult.Done> Done(Task<CommandResult> outcome) =>
        (await outcome).Should().BeOfType<CommandResult.Done>().Subject;

    public static async Task<Refusal> Refused(Task<CommandResult> outcome) =>
        (await outcome).Should().BeOfType<CommandResult.Refused>().Subject.Refusal;

    public static JsonElement Json(ReadOnlyMemory<byte> body) => JsonDocument.Parse(body).RootElement;

    public static string Text(ReadOnlyMemory<byte> body, string property) =>
        Json(body).GetProperty(property).GetString()!;

    public static CommandContext By(string? accountId) =>
        new(accountId is null ? Actor.Anonymous : new Actor(ActorKind.Buyer, accountId), accountId, "test");

    private static CommandContext Operator => new(new Actor(ActorKind.Operator, "op"), null, "test");
}

/// <summary>Carts in a dictionary, with the same promises as the table.</summary>
internal sealed class MemoryCarts : ICarts
{
    private readonly ConcurrentDictionary<string, (Cart Cart, Instant ChangedAt)> _carts = [];

    public Task Create(string id, string? accountId, Instant now, CancellationToken ct)
    {
        _carts.TryAdd(id, (new Cart(id, accountId, 1, []), now));
        return Task.CompletedTask;
    }

    public Task<Cart?> Find(string id, Instant keptSince, CancellationToken ct) =>
        Task.FromResult(_carts.TryGetValue(id, out var found) && found.ChangedAt >= keptSince ? found.Cart : null);

    public Task<bool> Replace(Cart cart, Instant now, CancellationToken ct) =>
        Task.FromResult(
            _carts.TryGetValue(cart.Id, out var found)
                && found.Cart.Version == cart.Version - 1
                && _carts.TryUpdate(cart.Id, (cart, now), found)
        );
}

/// <summary>Issued documents in a dictionary: the first one stays.</summary>
internal sealed class MemoryFiles : IFileStore
{
    private readonly ConcurrentDictionary<(string, StreamId), StoredFile> _files = [];

    public Task<StoredFile?> Find(string kind, StreamId subject, CancellationToken ct) =>
        Task.FromResult(_files.GetValueOrDefault((kind, subject)));

    public Task<StoredFile> Keep(
        string kind,
        RecordedFact fact,
        LocalDate issuedOn,
        string contentType,
        ReadOnlyMemory<byte> bytes,
        Instant madeAt,
        CancellationToken ct
    ) =>
        Task.FromResult(
            _files.GetOrAdd(
                (kind, fact.Stream),
                new StoredFile(
                    contentType,
                    bytes,
                    Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span))
                )
            )
        );
}

/// <summary>Draws a number instead of a page, another each time, and keeps what it was asked to draw.</summary>
internal sealed class CountingRenderer : IDocumentRenderer
{
    public List<object> Drawn { get; } = [];

    public byte[] Quote(QuoteSheet sheet) => Draw(sheet);

    public byte[] Acknowledgement(AcknowledgementSheet sheet) => Draw(sheet);

    public byte[] QualifiedInvoice(QualifiedInvoiceSheet sheet) => Draw(sheet);

    public byte[] ReturnInvoice(ReturnInvoiceSheet sheet) => Draw(sheet);

    public byte[] Statement(StatementSheet sheet) => Draw(sheet);

    private byte[] Draw(object sheet)
    {
        Drawn.Add(sheet);
        return [(byte)Drawn.Count];
    }
}
