using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Application.Telemetry;
using Store.Application.Time;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Billing;

/// <summary>
/// NP-5: closes every account's month when the month is over (月末締め), once (ADR-0014). The first thing that is
/// billed in a month opens its run; at the month's end the run is started by a fact behind which nothing of the month
/// can stand any more; then the accounts are closed, each in a transaction of its own. Whatever ends the process in
/// between, the run goes on where accounts are still open.
/// </summary>
public sealed partial class MonthClosing(
    IEventLog log,
    IReadDocuments reads,
    InvoiceSheets sheets,
    IStoreClock clock,
    ILogger<MonthClosing> logger
) : IReactor
{
    public const string ReactorName = "month_closing";

    private const int LinesAtATime = 500;
    private const int Parallelism = 8;

    /// <summary>How often accounts are tried before a person has to look.</summary>
    private const int Rounds = 3;

    private static readonly Duration BetweenRounds = Duration.FromMinutes(1);

    /// <summary>The month whose run is known to be open: a look at the log saved for almost every order.</summary>
    private YearMonth? _open;

    /// <summary>How far the closing that goes on has come: lost with the process, and then walked again.</summary>
    private ClosingCursor? _cursor;

    /// <summary>Accounts that are held in memory at a time.</summary>
    public int AccountsAtATime { get; init; } = 200;

    /// <summary>
    /// Accounts that one reaction closes before it lets others have their turn: the reader of the log must not stand
    /// still while a hundred thousand close.
    /// </summary>
    public int AccountsAPiece { get; init; } = 1_000;

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact
            is OrderAccepted { PaymentMethod: PaymentMethod.OnAccount }
                or OrderCancelled { Undone.PaymentMethod: PaymentMethod.OnAccount }
                or BillingRunOpened
                or BillingRunStarted;

    public Task<Reaction> React(RecordedFact fact, CancellationToken ct) =>
        fact.Fact switch
        {
            OrderAccepted or OrderCancelled => Open(fact, ct),
            BillingRunOpened f => Start(fact, f.Month, ct),
            BillingRunStarted f => Close(fact, f.Month, ct),
            _ => throw new UnreachableException(fact.Type),
        };

    private async Task<Reaction> Open(RecordedFact fact, CancellationToken ct)
    {
        var month = TokyoTime.MonthOf(fact.RecordedAt);
        if (_open != month)
        {
            await Decide(fact, month, (run, _) => run.Open(month), ct);
            _open = month;
        }

        return Reaction.Done;
    }

    private async Task<Reaction> Start(RecordedFact fact, YearMonth month, CancellationToken ct)
    {
        if (clock.Now < TokyoTime.EndOf(month))
        {
            return Reaction.Again(TokyoTime.EndOf(month));
        }

        await Decide(fact, month, (run, now) => run.Start(month, TokyoTime.MonthOf(now)), ct);
        return Reaction.Done;
    }

    private async Task<Reaction> Close(RecordedFact fact, YearMonth month, CancellationToken ct)
    {
        var sort = InvoiceDocument.SortOf(month);
        var cursor = _cursor is { } begun && begun.Month == month ? begun : new ClosingCursor(month, 1);
        // Whatever goes wrong from here on, the pass begins anew: what is closed stays closed.
        _cursor = null;
        for (var accounts = 0; accounts < AccountsAPiece; )
        {
            var page = await reads.List(
                new DocumentQuery(InvoiceDocument.ProjectionName, Owner: null, AccountsAtATime, cursor.After)
                {
                    SortFrom = sort,
                    SortTo = sort,
                    OldestFirst = true,
                },
                ct
            );
            if (page.Refused is { } unread)
            {
                throw new InvalidOperationException($"The bills of {month} cannot be read: {unread.Code}.");
            }

            if (page.Value.Count == 0)
            {
                return await Complete(fact, cursor, ct);
            }

            await ClosePage(fact, cursor, page.Value, ct);
            accounts += page.Value.Count;
        }

        _cursor = cursor;
        return Reaction.Again(clock.Now);
    }

    private async Task<Reaction> Complete(RecordedFact fact, ClosingCursor cursor, CancellationToken ct)
    {
        // One account that cannot be closed keeps no other one open; the run waits for it.
        if (cursor.Failed.TryPeek(out var first))
        {
            var failed = $"{cursor.Failed.Count} bills of {cursor.Month} were not closed, {first.Key} among them";
            NotClosed(logger, first.Why, failed);
            if (cursor.Round == Rounds)
            {
                return Reaction.Park($"{failed}: {first.Why.Message}");
            }

            _cursor = new ClosingCursor(cursor.Month, cursor.Round + 1);
            return Reaction.Again(clock.Now + BetweenRounds);
        }

        await Decide(fact, cursor.Month, (run, _) => run.Complete(cursor.Month, cursor.Accounts, cursor.TotalYen), ct);
        return Reaction.Done;
    }

    private async Task ClosePage(
        RecordedFact fact,
        ClosingCursor cursor,
        IReadOnlyList<ReadDocument> page,
        CancellationToken ct
    )
    {
        var totals = new long[page.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, totals.Length),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = ct },
            async (i, token) =>
            {
                try
                {
                    totals[i] = await CloseAccount(fact, page[i], token);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    cursor.Failed.Enqueue((page[i].Key, e));
                }
            }
        );
        cursor.Accounts += totals.Length;
        cursor.TotalYen = checked(cursor.TotalYen + totals.Sum());
        cursor.After = new DocumentCursor(page[^1].Sort, page[^1].Key);
        Progress(logger, cursor.Month, cursor.Accounts, Stopwatch.GetElapsedTime(cursor.Began).TotalSeconds);
    }

    /// <summary>The account's total for the month.</summary>
    private async Task<long> CloseAccount(RecordedFact cause, ReadDocument stored, CancellationToken ct)
    {
        var document = new InvoiceDocument.Projection().Load(stored);
        if (document.Closed is { } closed)
        {
            return closed.TotalYen;
        }

        var (account, month) = (document.AccountId, document.Month);
        var lines = await LinesOf(document, ct);
        if (!BilledLines.Sum(lines.Select(l => l.AsTaxable())).SequenceEqual(document.Bases))
        {
            throw new InvalidOperationException($"The lines of {stored.Key} do not come to its sums.");
        }

        // The account as it stood at the month's end stands before the run's start, whatever was recorded since.
        var facts = await log.Recall(StreamId.Of<Account>(account), cause, ct);
        if (facts.Count == 0)
        {
            throw new InvalidOperationException($"{stored.Key} has no account.");
        }

        var pages = BillingPages.Cut(account, month, lines);
        var closing = sheets.Close(document, CollectionMethods.Of(facts, month), pages);
        var recorded = await log.DecideInResponseTo(
            cause,
            Name,
            [StreamId.Of<BillingMonth>(stored.Key)],
            session => session.Decide<BillingMonth>(stored.Key, m => m.Close(pages, closing)),
            ct
        );
        StoreMeter.BillsClosed.Add(recorded.Count > 0 ? 1 : 0);
        return closing.TotalYen;
    }

    private async Task<IReadOnlyList<BilledLine>> LinesOf(InvoiceDocument document, CancellationToken ct)
    {
        var lines = new List<BilledLine>(document.LineCount);
        DocumentCursor? after = null;
        while (lines.Count < document.LineCount)
        {
            var read = await reads.LinesOf(document.AccountId, document.Month, after, LinesAtATime, ct);
            if (read.Value.Count == 0)
            {
                throw new InvalidOperationException(
                    $"{document.LineCount} lines of {document.AccountId} in {document.Month} are not all there: "
                        + (read.Refused?.Code ?? $"{lines.Count}")
                );
            }

            lines.AddRange(read.Value.Select(l => l.Line));
            after = read.Value[^1].Place;
        }

        return lines;
    }

    private Task<IReadOnlyList<RecordedFact>> Decide(
        RecordedFact cause,
        YearMonth month,
        Func<BillingRun, Instant, Store.Domain.Decision> decide,
        CancellationToken ct
    )
    {
        var id = BillingRun.IdOf(month);
        return log.DecideInResponseTo(
            cause,
            Name,
            [StreamId.Of<BillingRun>(id)],
            session => session.Decide<BillingRun>(id, run => decide(run, session.Now)),
            ct
        );
    }

    private sealed class ClosingCursor(YearMonth month, int round)
    {
        public YearMonth Month => month;

        public int Round => round;

        public long Began { get; } = Stopwatch.GetTimestamp();

        public ConcurrentQueue<(string Key, Exception Why)> Failed { get; } = [];

        public DocumentCursor? After { get; set; }

        public int Accounts { get; set; }

        public long TotalYen { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Month}: {Accounts} accounts closed after {Seconds:F1} s.")]
    private static partial void Progress(ILogger log, YearMonth month, int accounts, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Failed}.")]
    private static partial void NotClosed(ILogger log, Exception why, string failed);
}
