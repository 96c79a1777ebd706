using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Store.Application.Billing;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Quotes;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.TestKit;

namespace Store.Application.Tests.Billing;

/// <summary>
/// Orders that are accepted and cancelled at will, and the reactor that closes months run by hand; no database.
/// </summary>
internal sealed class BillingScenario
{
    private readonly ShopFixture _shop = new();
    private readonly List<(RecordedFact Fact, Instant At)> _waiting = [];
    private long _checkpoint = -1;
    private int _orders;

    public BillingScenario(NationalHolidays? holidays = null) =>
        Sheets = new(
            ShopFixture.Settings,
            new BillingSettings(InvoiceIssuerMode.Agency),
            holidays ?? NationalHolidays.ByRule,
            Letters.Desks
        );

    public InvoiceSheets Sheets { get; set; }

    public TestClock Clock => _shop.Clock;

    public InMemoryEventLog Log => _shop.Log;

    public FoldedReads Reads => _shop.Reads;

    public static Instant Tokyo(string local) =>
        NodaTime.Text.OffsetDateTimePattern.ExtendedIso.Parse(local + "+09:00").Value.ToInstant();

    public Task Register(string account) => _shop.Register(account);

    /// <summary>An order accepted at this moment; the number.</summary>
    public async Task<string> Accept(
        string account,
        PaymentMethod method = PaymentMethod.OnAccount,
        params (long Yen, int Rate)[] lines
    )
    {
        var number = $"O-{++_orders:000000}";
        AgreedLine[] agreed = [.. lines.Select((l, i) => Line(l.Yen, l.Rate, i))];
        var totals = DocumentTotals.Of(agreed.Select(l => l.AsTaxable()), TaxRounding.Down);
        var placed = new OrderPlaced(
            account,
            "株式会社バイヤー",
            PaymentMethod.OnAccount,
            null,
            null,
            agreed,
            totals.SubtotalYen,
            totals.TaxByRate,
            totals.TaxYen,
            totals.TotalYen,
            ShopFixture.Settings.Seller
        );
        await Record(
            StreamId.Of<Order>(number),
            session =>
            {
                var today = TokyoTime.DateOf(session.Now);
                return session.Decide<Order>(number, o => o.Place(placed, null))
                    ?? (
                        method == PaymentMethod.OnAccount
                            ? session.Decide<Order>(number, o => o.PassScreening("NP-" + number, today))
                            : ByCard(session, number, today)
                    );
            }
        );
        return number;
    }

    public Task Cancel(string number) =>
        Record(
            StreamId.Of<Order>(number),
            session =>
                session.Decide<Order>(number, o => o.Cancel(CancellationCause.Operator))
                ?? session.Decide<Order>(number, o => o.ConfirmCancellation())
        );

    public Task Pay(string number, LocalDate paidOn) =>
        Record(StreamId.Of<Order>(number), session => session.Decide<Order>(number, o => o.Pay("payment", paidOn)));

    public Task Debit(string account, params DirectDebitMoved[] steps) =>
        Record(
            StreamId.Of<Account>(account),
            session =>
                steps
                    .Select(step => session.Decide<Account>(account, a => a.MoveDirectDebit(step)))
                    .FirstOrDefault(r => r is not null)
        );

    public async Task Record(StreamId stream, Func<IDecisionSession, Refusal?> decide) =>
        await _shop.Done(
            Log.Decide(
                new DecisionRequest(
                    "test",
                    Actor.System,
                    [stream],
                    session => decide(session) is { } no ? no : DecisionResult.Done
                ),
                default
            )
        );

    /// <summary>A closing reactor with nothing in memory, as a process has that has just begun.</summary>
    public MonthClosing Closing(IEventLog? log = null, int atATime = 200, int aPiece = 1_000) =>
        new(log ?? Log, Reads, Sheets, Clock, NullLogger<MonthClosing>.Instance)
        {
            AccountsAtATime = atATime,
            AccountsAPiece = aPiece,
        };

    public async Task Settle(MonthClosing? with = null)
    {
        var closing = with ?? Closing();
        for (var moved = true; moved; )
        {
            moved = false;
            foreach (var fact in await All(_checkpoint))
            {
                (_checkpoint, moved) = (fact.Position, true);
                await React(closing, fact);
            }

            foreach (var due in _waiting.Where(w => w.At <= Clock.Now).ToList())
            {
                moved = _waiting.Remove(due);
                await React(closing, due.Fact);
            }
        }
    }

    /// <summary>A new process: what was reached in memory alone is lost, and every fact is met again.</summary>
    public Task Restart()
    {
        _waiting.Clear();
        _checkpoint = -1;
        return Settle();
    }

    public async Task MoveTo(string local)
    {
        Clock.Now = Tokyo(local);
        await Settle();
    }

    public async Task<List<RecordedFact>> All(long after = -1)
    {
        var facts = new List<RecordedFact>();
        await foreach (var fact in Log.ReadAll(after, default))
        {
            facts.Add(fact);
        }

        return facts;
    }

    public async Task<JsonElement> Invoice(string account, YearMonth month) => Json(await Reading(account, month));

    public Task<QueryResult> Reading(string account, YearMonth month) =>
        new GetInvoice.Handler(Reads, Log, Sheets, Clock).Handle(new GetInvoice(account, month), default);

    public async Task<List<BilledLine>> Lines(string account, YearMonth month, int limit = 100)
    {
        var lines = new List<BilledLine>();
        Store.Application.ReadModels.DocumentCursor? after = null;
        do
        {
            var result = await new ListInvoiceLines.Handler(Reads, Log, Clock).Handle(
                new ListInvoiceLines(account, month, new(limit, after)),
                default
            );
            if (result.Refused is not null)
            {
                return lines;
            }

            lines.AddRange(
                Json(result)
                    .GetProperty("items")
                    .Deserialize<List<BilledLine>>(Store.Application.Json.StoreJson.Options)!
            );
            after = result.NextCursor is { } next ? Store.Application.ReadModels.Cursor.Read(next) : null;
        } while (after is not null);
        return lines;
    }

    private static JsonElement Json(QueryResult result)
    {
        result.Refused.Should().BeNull();
        return JsonDocument.Parse(result.Body).RootElement;
    }

    private async Task React(MonthClosing closing, RecordedFact fact)
    {
        if (closing.Concerns(fact) && await closing.React(fact, default) is Reaction.Later later)
        {
            _waiting.Add((fact, later.At));
        }
    }

    private static Refusal? ByCard(IDecisionSession session, string number, LocalDate today)
    {
        var payment = new CardReference("sps", number);
        return session.Decide<Order>(number, o => o.FailScreening(NpNgReason.Overall, null, today.PlusDays(7)))
            ?? session.Decide<Order>(number, o => o.PayByCard(number, "token", today))
            ?? session.Decide<Order>(number, o => o.SendAuthorization(o.Card!.OrderId))
            ?? session.Decide<Order>(number, o => o.ApproveCard(o.Card!.OrderId, payment, CardBrand.Visa, today))
            ?? session.Decide<Order>(number, o => o.AcceptCard(payment, today));
    }

    private static AgreedLine Line(long yen, int rate, int i) =>
        new(
            $"kanri.plan-{i}",
            "kanri",
            "管理クラウド",
            $"プラン{i + 1}",
            "株式会社メーカー",
            1,
            yen,
            1,
            yen,
            rate,
            true,
            Delivery.ByOperator,
            CancellationPolicy.OperatorDecides,
            1,
            new TerminationPolicy(false, false, null, null),
            ProrationPolicy.None,
            1
        );
}
