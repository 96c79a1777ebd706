using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Store.Application;
using Store.Application.Accounts;
using Store.Application.Carts;
using Store.Application.Catalogue;
using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Orders;
using Store.Application.Payments;
using Store.Application.PersonalData;
using Store.Application.Pipeline;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain.Accounts;
using Store.Domain.Payments;
using Store.TestKit;

namespace Store.Drills.Credit;

/// <summary>
/// Every use case, read model and reactor over a real PostgreSQL, without HTTP: buyers, a plan of 13,200 yen a seat,
/// and operators, against a Net Protections that a drill brings.
/// </summary>
internal sealed class ShopScenario : IAsyncDisposable
{
    private const string Plan = "kanri.standard";

    private static readonly CommandContext System = new(Actor.System, null, "drill");

    private readonly INetProtections _np;
    private readonly IStoreClock _clock;
    private readonly IPersonalKeys _keys;
    private readonly PostgresStore _store;

    private ShopScenario(PostgresStore store, INetProtections np, IStoreClock clock, IPersonalKeys keys) =>
        (_store, _np, _clock, _keys) = (store, np, clock, keys);

    public IEventLog Log => _store.Log;

    public PostgresStore Store => _store;

    public IReadDocuments Reads => _store.Get<IReadDocuments>();

    public static CommandContext Operator { get; } = new(new Actor(ActorKind.Operator, "op-1"), null, "drill");

    public static async Task<ShopScenario> Open(string hint, INetProtections np, IStoreClock clock)
    {
        var keys = new InMemoryPersonalKeys();
        var store = await PostgresStore.Start(hint, services => Furnish(services, np, clock, keys));
        var scenario = new ShopScenario(store, np, clock, keys);
        var plan = new PlanRequest("standard", "スタンダード", 1000, 12, SoleProprietorAllowed: true);
        await scenario.Done(
            new AddProduct(Operator, new("管理クラウド", "株式会社メーカー", [plan], "新製品", "kanri"))
        );
        return scenario;
    }

    /// <summary>A second process over the same database.</summary>
    public async Task<ShopScenario> Another() =>
        new(
            await PostgresStore.Over(
                _store.ConnectionString,
                TestClock.Monday,
                services => Furnish(services, _np, _clock, _keys)
            ),
            _np,
            _clock,
            _keys
        );

    /// <summary>A buyer with a line of so many yen, and carts of so many seats, to order from repeatedly.</summary>
    public async Task<(string Account, IReadOnlyList<string> Carts)> Buyer(long limitYen, params int[] seats)
    {
        var registered = await Done(
            new RegisterAccount(
                System with
                {
                    Actor = Actor.Anonymous,
                },
                new(
                    AccountKind.Corporation,
                    "株式会社バイヤー",
                    "山田太郎",
                    $"{UnguessableId.Create()}@example.jp",
                    "correct horse battery",
                    "03-1234-5678",
                    "100-0001",
                    "東京都千代田区千代田1-1",
                    AgreedTermsVersion: _store.Get<AccountSettings>().Terms.Version
                )
            )
            {
                OpeningLimitYen = limitYen,
            }
        );
        var account = Text(registered, "id");
        var carts = new List<string>();
        foreach (var count in seats)
        {
            var cart = Text(await Done(new CreateCart(By(account))), "id");
            await Done(new PutCartLine(By(account), cart, Plan, new(count)));
            carts.Add(cart);
        }

        return (account, carts);
    }

    public Task<CommandResult> Place(string account, string cart, string key) =>
        Send(
            new PlaceOrder(
                By(account) with
                {
                    Key = new IdempotencyKey(account, key, new byte[32]),
                },
                new(PaymentMethod.OnAccount, CartId: cart)
            )
        );

    public Task<CommandResult> Send(ICommand command) => _store.Get<Messages>().Send(command, CancellationToken.None);

    /// <summary>The line as a read shows it; a read that is refused as behind is tried again.</summary>
    public async Task<CreditLineDocument> Line(string account)
    {
        while (true)
        {
            var result = await _store.Get<Messages>().Ask(new GetCreditLine(account), CancellationToken.None);
            if (result.Refused is null)
            {
                return StoreJson.Read<CreditLineDocument>(result.Body);
            }

            result.Refused.Should().Be(ReadRefusals.Behind);
        }
    }

    /// <summary>Whether everything that is due by the clock's present has been carried out.</summary>
    public async Task Settle()
    {
        while (!await _store.Get<IStoreProgress>().Settled(_clock.Now, CancellationToken.None))
        {
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    public async Task<CommandResult.Done> Done(ICommand command) =>
        (await Send(command)).Should().BeOfType<CommandResult.Done>().Subject;

    public static string Text(CommandResult.Done done, string property)
    {
        using var json = global::System.Text.Json.JsonDocument.Parse(done.Response.Body);
        return json.RootElement.GetProperty(property).GetString()!;
    }

    private static CommandContext By(string account) => new(new Actor(ActorKind.Buyer, account), account, "drill");

    private static void Furnish(IServiceCollection services, INetProtections np, IStoreClock clock, IPersonalKeys keys)
    {
        services.AddStoreApplication();
        services.AddSingleton(np);
        services.AddSingleton(clock);
        services.AddSingleton(keys);
    }
}
