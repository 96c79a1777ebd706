using NodaTime;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Benchmarks.Measuring;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Credit;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.Domain.Quotes;

namespace Store.Benchmarks.Place;

/// <summary>A quote that waits to be ordered.</summary>
internal sealed record SeededQuote(string Id, Buyer Buyer);

/// <summary>A signed-in buyer.</summary>
internal sealed record Buyer(string AccountId, string Token);

/// <summary>
/// Accounts with credit and quotes, recorded through the real log before anything is measured: each order uses up a
/// quote of its own.
/// </summary>
internal sealed class Ledger(InsideStore store, Random random)
{
    private const string Company = "株式会社サンプル商事";
    private const int RecordsPerCommand = 40;
    private const int CommandsAtOnce = 32;

    private static readonly Seller Seller = new(
        "株式会社ストア",
        "T7000012050002",
        "100-0001",
        "東京都千代田区千代田1-1",
        "03-0000-0000",
        "support@store.example"
    );

    private readonly IEventLog _log = store.Log;

    /// <summary>Registers so many accounts with the widest credit line there is, and signs each in.</summary>
    public async Task<Buyer[]> Register(int count)
    {
        var buyers = new Buyer[count];
        for (var i = 0; i < count; i++)
        {
            buyers[i] = new Buyer(NewId(), "");
        }

        await Each(
            count,
            async i =>
            {
                var id = buyers[i].AccountId;
                await store.Keys.Create(id, CancellationToken.None);
                await Record(
                    "SeedAccount",
                    [StreamId.Of<Account>(id), StreamId.Of<CreditLine>(id)],
                    session => Open(session, id)
                );
                var session = await store.Sessions.Start(id, Role.Buyer, CancellationToken.None);
                buyers[i] = buyers[i] with { Token = session.AccessToken };
            }
        );
        return buyers;
    }

    /// <summary>Issues so many quotes, spread over the buyers in turn.</summary>
    public async Task<SeededQuote[]> IssueQuotes(IReadOnlyList<Buyer> buyers, int count)
    {
        var quotes = new SeededQuote[count];
        for (var i = 0; i < count; i++)
        {
            quotes[i] = new SeededQuote(NewId(), buyers[i % buyers.Count]);
        }

        await Pages(
            count,
            (from, to) =>
                Record(
                    "SeedQuotes",
                    [.. quotes[from..to].Select(q => StreamId.Of<Quote>(q.Id))],
                    session =>
                        quotes[from..to]
                            .Select(quote =>
                            {
                                var issued = QuoteOf(
                                    session.NextNumber(NumberSeries.Quote),
                                    quote.Buyer.AccountId,
                                    session.Now
                                );
                                return session.Decide<Quote>(quote.Id, q => q.Issue(issued));
                            })
                            .FirstOrDefault(r => r is not null)
                )
        );
        return quotes;
    }

    /// <summary>Opens the month's run, as its first order would have done.</summary>
    public Task OpenMonth(YearMonth month) =>
        Record(
            "SeedRun",
            [StreamId.Of<BillingRun>(BillingRun.IdOf(month))],
            session => session.Decide<BillingRun>(BillingRun.IdOf(month), run => run.Open(month))
        );

    /// <summary>Gives every account so many orders of the past.</summary>
    public Task PlacePastOrders(IReadOnlyList<Buyer> buyers, int each) =>
        Each(buyers.Count, i => PlacePastOrders(buyers[i], each));

    /// <summary>Gives one account so many orders of the past, each placed, accepted, delivered and owed.</summary>
    public Task PlacePastOrders(Buyer buyer, int count) =>
        Pages(
            count,
            (from, to) =>
                Record(
                    "SeedOrders",
                    [StreamId.Of<CreditLine>(buyer.AccountId)],
                    session =>
                        Enumerable
                            .Range(from, to - from)
                            .Select(_ => PastOrder(session, buyer.AccountId))
                            .FirstOrDefault(r => r is not null)
                )
        );

    /// <summary>What was seeded is history: reactors begin behind it, as if they had seen to all of it.</summary>
    public async Task LeaveBehind()
    {
        foreach (var reactor in ReactorNames)
        {
            await using var command = store.Database.CreateCommand(
                """
                insert into store.reactors (name, position) select $1, size - 1 from store.log_head
                on conflict (name) do update set position = excluded.position
                """
            );
            command.Parameters.Add(new Npgsql.NpgsqlParameter<string> { TypedValue = reactor });
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>
    /// The names that checkpoints are kept under; a reactor that is not named here would see to the seeds.
    /// </summary>
    private static IEnumerable<string> ReactorNames =>
        StoreModel.Reactors.Select(r =>
            ((IReactor)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(r)).Name
        );

    private static Task Each(int count, Func<int, Task> act) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = CommandsAtOnce },
            async (i, _) => await act(i)
        );

    private static Task Pages(int count, Func<int, int, Task> act) =>
        Each(
            (count + RecordsPerCommand - 1) / RecordsPerCommand,
            page => act(page * RecordsPerCommand, Math.Min(count, (page + 1) * RecordsPerCommand))
        );

    private async Task Record(string name, IReadOnlyList<StreamId> streams, Func<IDecisionSession, Refusal?> decide)
    {
        var request = new DecisionRequest(
            name,
            Actor.System,
            streams,
            session => decide(session) is { } refused ? refused : DecisionResult.Done
        );
        if (await _log.Decide(request, CancellationToken.None) is CommandResult.Refused { Refusal: var refusal })
        {
            throw new InvalidOperationException($"Seeding was refused: {refusal.Code}");
        }
    }

    private Refusal? Open(IDecisionSession session, string account)
    {
        var version = store.Accounts.Terms.Version;
        var information = new BasicInformation(
            Company,
            new PersonalText(account, "山田太郎"),
            new PersonalText(account, $"{account}@example.jp"),
            new PersonalText(account, "03-1234-5678"),
            new PersonalText(account, "100-0001"),
            new PersonalText(account, "東京都千代田区千代田1-1"),
            null
        );
        return session.Decide<Account>(
                account,
                a => a.Register(AccountKind.Corporation, information, false, version, account, version)
            )
            ?? session.Decide<CreditLine>(
                account,
                l => l.Open(CreditLine.GreatestLimitYen, "seeded for a measurement")
            );
    }

    private static Refusal? PastOrder(IDecisionSession session, string account)
    {
        var number = session.NextNumber(NumberSeries.Order);
        var quote = QuoteOf("", account, session.Now);
        var today = TokyoTime.DateOf(session.Now);
        var placed = new OrderPlaced(
            account,
            Company,
            PaymentMethod.OnAccount,
            null,
            null,
            quote.Lines,
            quote.SubtotalYen,
            quote.TaxByRate,
            quote.TaxYen,
            quote.TotalYen,
            Seller,
            Claim: ClaimAssignment.NetProtections
        );
        return session.Decide<Order>(number, o => o.Place(placed, null))
            ?? session.Decide<CreditLine>(account, l => l.Reserve(number, placed.TotalYen))
            ?? session.Decide<Order>(number, o => o.PassScreening(number, today))
            ?? session.Decide<CreditLine>(account, l => l.Use(number, placed.TotalYen));
    }

    private static QuoteIssued QuoteOf(string number, string account, Instant now)
    {
        var today = TokyoTime.DateOf(now);
        AgreedLine[] lines =
        [
            Line("accounting", "クラウド会計プロ", "スタンダード", 5, 1200),
            Line("chat", "ビジネスチャット", "年額プラン", 20, 650),
        ];
        var totals = DocumentTotals.Of(lines.Select(l => l.AsTaxable()), TaxRounding.Down);
        return new QuoteIssued(
            number,
            account,
            Company,
            null,
            lines,
            totals.SubtotalYen,
            totals.TaxByRate,
            totals.TaxYen,
            totals.TotalYen,
            today,
            today.PlusDays(30),
            Seller
        );
    }

    private static AgreedLine Line(string product, string name, string plan, int seats, long unitPriceYen) =>
        new(
            $"{product}:annual",
            product,
            name,
            plan,
            "株式会社ソフト工房",
            seats,
            unitPriceYen,
            12,
            unitPriceYen * seats * 12,
            10,
            SoleProprietorAllowed: true,
            Delivery.Immediately,
            CancellationPolicy.OperatorDecides,
            12,
            new TerminationPolicy(AutoRenew: true, MidTermAllowed: false, NoticeDays: 30, NoticeDayOfMonth: null),
            ProrationPolicy.Daily,
            1
        );

    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (random)
        {
            random.NextBytes(bytes);
        }

        return Convert.ToHexStringLower(bytes);
    }
}
