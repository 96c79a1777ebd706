using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Store.Application;
using Store.Application.Billing;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Audit;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.TestKit;

namespace Store.Drills.Billing;

/// <summary>
/// Two months of orders on account and their cancellations, recorded by the log's twin in memory and laid down as rows,
/// for a store that begins to run when both are over.
/// </summary>
internal sealed class BilledPast(Random choices)
{
    private static readonly Seller Seller = new(
        "アイティクラウド株式会社",
        "T7123456789012",
        "100-0001",
        "東京都",
        "",
        ""
    );

    private readonly TestClock _clock = new(FirstDay());
    private readonly List<string> _standing = [];
    private readonly InMemoryPersonalKeys _keys = new();
    private InMemoryEventLog? _log;
    private int _orders;

    public async Task<IReadOnlyList<RecordedFact>> Of(int accounts, int orders)
    {
        _log = new InMemoryEventLog(new Aggregates(StoreModel.Aggregates), _clock, _keys);
        var names = Enumerable.Range(1, accounts).Select(n => $"{n:x32}").ToList();
        foreach (var account in names)
        {
            await Register(account);
        }

        for (var month = 0; month < 2; month++)
        {
            foreach (var account in names)
            {
                // The first has more lines than a page, the others a few; some have none.
                var count = account == names[0] ? 90 : choices.Next(orders * 2);
                for (var i = 0; i < count; i++)
                {
                    await Accept(account);
                }
            }

            for (var i = 0; i < accounts / 5; i++)
            {
                await Cancel();
            }

            _clock.Now = TokyoTime.EndOf(TokyoTime.MonthOf(_clock.Now)) + Duration.FromDays(1);
        }

        var facts = new List<RecordedFact>();
        await foreach (var fact in _log.ReadAll(-1, default))
        {
            facts.Add(fact);
        }

        return facts;
    }

    /// <summary>Lays facts down, and every reactor but the one that closes months behind them.</summary>
    public static async Task Lay(IReadOnlyList<RecordedFact> facts, string connectionString)
    {
        var range = new CompactRange();
        foreach (var fact in facts)
        {
            range.Append(fact.LeafHash.Span);
        }

        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var append = database.CreateCommand(
            "select store.append(0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        );
        append.Parameters.Add(new NpgsqlParameter { Value = range.ToBytes() });
        append.Parameters.Add(new NpgsqlParameter { Value = range.Root() });
        Add(append, NpgsqlDbType.Bigint, facts.Select(f => f.Position));
        Add(append, NpgsqlDbType.Bigint, facts.Select(f => f.Version));
        Add(append, NpgsqlDbType.TimestampTz, facts.Select(f => f.RecordedAt.ToDateTimeUtc()));
        Add(append, NpgsqlDbType.Text, facts.Select(f => f.Stream.Category));
        Add(append, NpgsqlDbType.Text, facts.Select(f => f.Stream.Id));
        Add(append, NpgsqlDbType.Text, facts.Select(f => f.Type));
        Add(append, NpgsqlDbType.Bytea, facts.Select(f => f.LeafHash.ToArray()));
        Add(append, NpgsqlDbType.Bytea, facts.Select(f => f.Envelope.ToArray()));
        await append.ExecuteNonQueryAsync();

        await using var behind = database.CreateCommand(
            "insert into store.reactors (name, position) select unnest($1), size - 1 from store.log_head"
        );
        Add(behind, NpgsqlDbType.Text, StoreModel.Reactors.Where(r => r != typeof(MonthClosing)).Select(NameOf));
        await behind.ExecuteNonQueryAsync();
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType element, IEnumerable<T> values) =>
        command.Parameters.Add(
            new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | element }
        );

    /// <summary>A reactor's name is a constant of its type; what it would need to run is not at hand here.</summary>
    private static string NameOf(Type reactor) =>
        ((IReactor)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(reactor)).Name;

    /// <summary>The third of the month before last: both months are over, whatever day it is.</summary>
    private static Instant FirstDay()
    {
        var today = TokyoTime.DateOf(Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));
        var month = today.ToYearMonth().PlusMonths(-2);
        return TokyoTime.EndOf(month.PlusMonths(-1)) + Duration.FromDays(2);
    }

    private Task Accept(string account)
    {
        var number = $"O-{++_orders:000000}";
        AgreedLine[] lines = [.. Enumerable.Range(0, 1 + choices.Next(4)).Select(_ => Line())];
        var totals = DocumentTotals.Of(lines.Select(l => l.AsTaxable()), TaxRounding.Down);
        var placed = new OrderPlaced(
            account,
            "株式会社バイヤー",
            PaymentMethod.OnAccount,
            null,
            null,
            lines,
            totals.SubtotalYen,
            totals.TaxByRate,
            totals.TaxYen,
            totals.TotalYen,
            Seller
        );
        _standing.Add(number);
        return Record(
            StreamId.Of<Order>(number),
            session =>
                session.Decide<Order>(number, o => o.Place(placed, null))
                ?? session.Decide<Order>(number, o => o.PassScreening("NP-" + number, TokyoTime.DateOf(session.Now)))
        );
    }

    private Task Cancel()
    {
        var number = _standing[choices.Next(_standing.Count)];
        _standing.Remove(number);
        return Record(
            StreamId.Of<Order>(number),
            session =>
                session.Decide<Order>(number, o => o.Cancel(CancellationCause.Operator))
                ?? session.Decide<Order>(number, o => o.ConfirmCancellation())
        );
    }

    private async Task Register(string account)
    {
        await _keys.Create(account, default);
        PersonalText Personal(string text) => new(account, text);
        var information = new BasicInformation(
            "株式会社バイヤー",
            Personal("山田太郎"),
            Personal("yamada@example.jp"),
            Personal("03-0000-0000"),
            Personal("100-0001"),
            Personal("東京都千代田区千代田1-1"),
            null
        );
        await Record(
            StreamId.Of<Account>(account),
            session =>
                session.Decide<Account>(
                    account,
                    a => a.Register(AccountKind.Corporation, information, false, "1", $"claim-{account}", "1")
                )
        );
    }

    private async Task Record(StreamId stream, Func<IDecisionSession, Refusal?> decide)
    {
        var result = await _log!.Decide(
            new DecisionRequest(
                "seed",
                Actor.System,
                [stream],
                session => decide(session) is { } no ? no : DecisionResult.Done
            ),
            default
        );
        if (result is CommandResult.Refused { Refusal: var refusal })
        {
            throw new InvalidOperationException($"{stream}: {refusal.Code}");
        }
    }

    private AgreedLine Line()
    {
        var yen = choices.NextInt64(1, 5000);
        return new(
            "kanri.standard",
            "kanri",
            "管理クラウド",
            "スタンダード",
            "株式会社メーカー",
            1,
            yen,
            1,
            yen,
            choices.Next(3) == 0 ? 8 : 10,
            true,
            Delivery.ByOperator,
            CancellationPolicy.OperatorDecides,
            1,
            new TerminationPolicy(false, false, null, null),
            ProrationPolicy.None,
            1
        );
    }
}
