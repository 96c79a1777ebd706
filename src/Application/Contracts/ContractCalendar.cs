using NodaTime;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Application.Reactors;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Calendar;
using Store.Domain.Contracts;
using Store.Domain.Credit;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Contracts;

/// <summary>
/// What time brings to a contract: reminders before its end, the order of the next term where it renews by itself, and
/// its end. Each fact that sets a new last day begins a wait of its own; an older one's wait ends with it.
/// </summary>
public sealed class ContractCalendar(IEventLog log, SaleSettings sale, OrderSettings orders, IStoreClock clock)
    : IReactor
{
    public const string ReactorName = "contract_calendar";

    /// <summary>How many days before the end the buyer is reminded, where the term is longer than that.</summary>
    public static readonly IReadOnlyList<int> RemindersDays = [90, 60, 30];

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact
            is ContractStarted
                or ContractRegistered
                or ContractRenewed
                or ContractOrderUndone
                or TerminationAgreed;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var facts = await log.Recall(fact.Stream, fact, ct);
        var contract = facts.Aggregate(Contract.Initial, (state, f) => state.Evolve(f.Fact));
        if (contract.Ended is not null || facts.Last(Concerns).Id != fact.Id)
        {
            return Reaction.Done;
        }

        var today = TokyoTime.DateOf(clock.Now);
        var ordered = contract.RenewsByItself(today) && await Renew(fact, contract, ct);
        await log.DecideInResponseTo(fact, Name, [fact.Stream], session => Decide(session, fact, mayEnd: !ordered), ct);
        // Where the last day was over before anybody looked, the next term has a day to be accepted first.
        LocalDate? next = ordered ? today.PlusDays(1) : NextAfter(today, contract, fact);
        return next is { } day ? Reaction.Again(TokyoTime.StartOf(day)) : Reaction.Done;
    }

    private static Refusal? Decide(IDecisionSession session, RecordedFact since, bool mayEnd)
    {
        var today = TokyoTime.DateOf(session.Now);
        var (id, contract) = (since.Stream.Id, session.State<Contract>(since.Stream.Id));
        foreach (var days in RemindersOf(contract, since).Where(d => contract.EndsOn.PlusDays(-d) <= today))
        {
            // Who looks only after the end is told of the end alone.
            if (today <= contract.EndsOn && session.Decide<Contract>(id, c => c.Remind(days, c.EndsOn)) is { } refused)
            {
                return refused;
            }
        }

        return mayEnd ? session.Decide<Contract>(id, c => c.End(today)) : null;
    }

    /// <summary>
    /// The reminders that come later than the fact that set the end. Whoever gave notice needs none.
    /// </summary>
    private static IEnumerable<int> RemindersOf(Contract contract, RecordedFact since) =>
        contract.Termination is null
            ? RemindersDays.Where(d => contract.EndsOn.PlusDays(-d) > TokyoTime.DateOf(since.RecordedAt))
            : [];

    private static LocalDate? NextAfter(LocalDate today, Contract contract, RecordedFact since)
    {
        List<LocalDate> days =
        [
            .. RemindersOf(contract, since).Select(d => contract.EndsOn.PlusDays(-d)),
            contract.EndsOn.PlusDays(1),
        ];
        if (contract.Line!.TerminationPolicy.AutoRenew)
        {
            days.Add(contract.Line.TerminationPolicy.NoticeBy(contract.Terms[^1].ToOn).PlusDays(1));
        }

        return days.Where(d => d > today).Order().Select(d => (LocalDate?)d).FirstOrDefault();
    }

    /// <summary>
    /// Orders the next term on account, for the seats in use on the last day and at the contract's price. An account
    /// that was erased renews nothing: its contract runs out.
    /// </summary>
    /// <returns>Whether the order stands.</returns>
    private async Task<bool> Renew(RecordedFact fact, Contract contract, CancellationToken ct)
    {
        var (id, account) = (fact.Stream.Id, contract.AccountId!);
        await log.DecideInResponseTo(
            fact,
            Name,
            [fact.Stream, StreamId.Of<Account>(account), StreamId.Of<CreditLine>(account)],
            session =>
            {
                var (buyer, agreed) = (session.State<Account>(account), session.State<Contract>(id));
                if (buyer.Erased || !agreed.RenewsByItself(TokyoTime.DateOf(session.Now)))
                {
                    return null;
                }

                var number = session.NextNumber(NumberSeries.Order);
                var placed = NextTermOf(id, agreed, account, buyer.CompanyName ?? "", TokyoTime.DateOf(session.Now));
                var within = session.State<CreditLine>(account).AvailableYen >= placed.TotalYen;
                LocalDate? heldUntilOn = within ? null : orders.AnswerByOn(session.Now);
                return session.DecideOrder(number, o => o.Place(placed, heldUntilOn))
                    ?? session.Decide<Contract>(id, c => c.OrderRenewal(number, TokyoTime.DateOf(session.Now)));
            },
            ct
        );
        return (await log.Read(fact.Stream, ct)).Any(f => f.Fact is ContractRenewalOrdered && f.Version > fact.Version);
    }

    private OrderPlaced NextTermOf(string id, Contract contract, string account, string companyName, LocalDate today)
    {
        var last = contract.Terms[^1].ToOn;
        var next = ContractOffer.Renewal(contract, seats: null, unitPriceYen: null, sale.TaxRates, today);
        var totals = DocumentTotals.Of([next.AsTaxable()], sale.TaxRounding);
        return new OrderPlaced(
            account,
            companyName,
            PaymentMethod.OnAccount,
            QuoteId: null,
            QuoteNumber: null,
            [next],
            totals.SubtotalYen,
            totals.TaxByRate,
            totals.TaxYen,
            totals.TotalYen,
            sale.Seller,
            StartsOn: last.PlusDays(1),
            Claim: ClaimAssignment.NetProtections,
            ContractId: id
        );
    }
}
