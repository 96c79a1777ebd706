using System.Diagnostics;
using NodaTime;
using Store.Domain.Catalogue;

namespace Store.Domain.Contracts;

/// <summary>
/// A contract (契約) over one plan: terms that follow each other without gap or overlap, and seats that joined within
/// them. What an accepted order brings is decided when it is ordered; the contract takes it in exactly once.
/// </summary>
/// <param name="AccountId">Null until it starts.</param>
/// <param name="Line">The conditions agreed last: plan, price, policies and their version.</param>
/// <param name="AnchorOn">Terms end on a day counted in months from here, so that a 31st comes back after February.</param>
/// <param name="MonthsFromAnchor">How many months of terms are agreed from there.</param>
/// <param name="Reminded">The numbers of days before its present end of which the buyer was reminded.</param>
/// <param name="RenewalOrder">The order of the next term that the policy's automatic renewal placed.</param>
public sealed record Contract(
    string? AccountId,
    AgreedLine? Line,
    LocalDate AnchorOn,
    int MonthsFromAnchor,
    IReadOnlyList<ContractTerm> Terms,
    IReadOnlyList<AddedSeats> Additions,
    Termination? Termination,
    IReadOnlyList<int> Reminded,
    string? RenewalOrder,
    ContractEnd? Ended
) : IAggregate<Contract>
{
    public static string Category => "contract";

    public static int Schema => 1;

    public static Contract Initial { get; } = new(null, null, default, 0, [], [], null, [], null, null);

    public LocalDate StartsOn => Terms is [var first, ..] ? first.FromOn : default;

    /// <summary>The last day that is agreed: by notice, or of the last term.</summary>
    public LocalDate EndsOn => Termination?.EndsOn ?? (Terms is [.., var last] ? last.ToOn : default);

    /// <summary>The seats (アカウント数) in use on a day.</summary>
    public int SeatsOn(LocalDate day) =>
        TermOn(day) is { } term && day <= EndsOn && Ended != ContractEnd.Undone
            ? term.Seats + Additions.Where(a => a.FromOn <= day && day <= a.ToOn).Sum(a => a.Seats)
            : 0;

    public ContractTerm? TermOn(LocalDate day) => Terms.FirstOrDefault(t => t.Covers(day));

    /// <summary>The first and the last day of a term of so many months that would follow the last one.</summary>
    public (LocalDate FromOn, LocalDate ToOn) NextTerm(int months) =>
        (Terms[^1].ToOn.PlusDays(1), ContractTerm.LastDay(AnchorOn, MonthsFromAnchor + months));

    public Decision Start(string accountId, string orderNumber, AgreedLine line, LocalDate startsOn) =>
        AccountId is not null
            ? Decision.Nothing
            : new ContractStarted(
                accountId,
                orderNumber,
                line,
                startsOn,
                ContractTerm.LastDay(startsOn, line.TermMonths)
            );

    /// <summary>ORD-3.</summary>
    public Decision Register(ContractRegistered contract) =>
        AccountId is null ? contract : throw new InvalidOperationException("A contract's id is used once.");

    /// <summary>
    /// Whether something may be offered or ordered for it (ORD-4): not for another account, nor beyond its end.
    /// </summary>
    public Refusal? RefuseOffer(string accountId) =>
        AccountId != accountId ? ContractRefusals.NotFound
        : Ended is not null ? ContractRefusals.Ended
        : Termination is not null ? ContractRefusals.Terminating
        : null;

    /// <summary>
    /// Takes an accepted order's line in: the next term, or seats within one. The same order again is nothing. An
    /// accepted order is never refused, so a term follows the last one whatever else happened since it was offered.
    /// </summary>
    public Decision Take(string orderNumber, AgreedLine line, LocalDate acceptedOn)
    {
        if (AccountId is null)
        {
            return ContractRefusals.NotFound;
        }

        if (Terms.Any(t => t.OrderNumber == orderNumber) || Additions.Any(a => a.OrderNumber == orderNumber))
        {
            return Decision.Nothing;
        }

        if (line.Proration is { } prorated)
        {
            var fromOn = LocalDate.Min(LocalDate.Max(prorated.FromOn, acceptedOn), prorated.ToOn);
            return new SeatsAdded(orderNumber, line, line.Seats, fromOn, prorated.ToOn);
        }

        var (from, to) = NextTerm(line.TermMonths);
        return new ContractRenewed(orderNumber, line, from, to);
    }

    /// <summary>
    /// Whether what this order brought can be taken back: not a term that another one follows, or that seats joined.
    /// </summary>
    public Refusal? RefuseUndo(string orderNumber) =>
        Terms.FirstOrDefault(t => t.OrderNumber == orderNumber) is { } term
        && (Terms[^1] != term || Additions.Any(a => term.Covers(a.FromOn)))
            ? ContractRefusals.Followed
            : null;

    /// <summary>The order was cancelled. What it began ends; twice is once.</summary>
    public Decision Undo(string orderNumber) =>
        Ended == ContractEnd.Undone ? Decision.Nothing
        : RefuseUndo(orderNumber) is { } followed ? followed
        : Terms is [var only] && only.OrderNumber == orderNumber
            ? Decision.Of(new ContractOrderUndone(orderNumber), new ContractEnded(only.FromOn, ContractEnd.Undone))
        : Terms.Any(t => t.OrderNumber == orderNumber) || Additions.Any(a => a.OrderNumber == orderNumber)
            ? new ContractOrderUndone(orderNumber)
        : Decision.Nothing;

    /// <summary>ORD-5. Too late is refused with the earliest day that the policy allows.</summary>
    /// <param name="wishedOn">The wished last day; null for the earliest possible.</param>
    public Decision Terminate(string inquiryNumber, LocalDate noticedOn, LocalDate? wishedOn) =>
        AccountId is null ? ContractRefusals.NotFound
        : Ended is not null ? ContractRefusals.Ended
        : Termination is not null ? ContractRefusals.Terminating
        : wishedOn < EarliestEnd(noticedOn) ? TooLate(noticedOn)
        : new TerminationAgreed(
            inquiryNumber,
            noticedOn,
            EndFor(wishedOn ?? EarliestEnd(noticedOn)),
            Line!.PolicyVersion
        );

    public LocalDate EarliestEnd(LocalDate noticedOn) =>
        Line!.TerminationPolicy.EarliestEnd(noticedOn, Terms[^1].ToOn, NextTerm(Line.TermMonths).ToOn);

    public Decision Remind(int daysBefore, LocalDate endsOn) =>
        Ended is not null || EndsOn != endsOn || Reminded.Contains(daysBefore)
            ? Decision.Nothing
            : new ContractReminded(daysBefore, endsOn);

    /// <summary>The policy renews by itself, and nobody gave notice through the last day for it.</summary>
    public bool RenewsByItself(LocalDate today) =>
        this
            is {
                Ended: null,
                Termination: null,
                RenewalOrder: null,
                Line.TerminationPolicy: { AutoRenew: true } policy
            }
        && today > policy.NoticeBy(EndsOn);

    public Decision OrderRenewal(string orderNumber, LocalDate today) =>
        RenewsByItself(today) ? new ContractRenewalOrdered(orderNumber, Terms[^1].ToOn.PlusDays(1)) : Decision.Nothing;

    /// <summary>Ends it once its last day is over; nothing where a term follows meanwhile.</summary>
    public Decision End(LocalDate today) =>
        AccountId is null || Ended is not null || today <= EndsOn
            ? Decision.Nothing
            : new ContractEnded(EndsOn, Termination is null ? ContractEnd.Expired : ContractEnd.Terminated);

    public Contract Evolve(Fact fact) =>
        fact switch
        {
            ContractStarted f => this with
            {
                AccountId = f.AccountId,
                Line = f.Line,
                AnchorOn = f.StartsOn,
                MonthsFromAnchor = f.Line.TermMonths,
                Terms = [new ContractTerm(f.OrderNumber, f.StartsOn, f.EndsOn, f.Line.TermMonths, f.Line.Seats)],
            },
            // Whatever length the other channel's term has, ours are counted from its end.
            ContractRegistered f => this with
            {
                AccountId = f.AccountId,
                Line = f.Line,
                AnchorOn = f.EndsOn.PlusDays(1),
                Terms =
                [
                    new ContractTerm(
                        null,
                        f.StartsOn,
                        f.EndsOn,
                        ContractTerm.MonthsBegun(f.StartsOn, f.EndsOn),
                        f.Line.Seats
                    ),
                ],
            },
            ContractRenewed f => this with
            {
                Line = f.Line,
                MonthsFromAnchor = MonthsFromAnchor + f.Line.TermMonths,
                Terms = [.. Terms, new ContractTerm(f.OrderNumber, f.FromOn, f.ToOn, f.Line.TermMonths, f.Line.Seats)],
                // A renewal that the buyer ordered is agreed later than the notice before it; one by policy is not.
                Termination = f.OrderNumber == RenewalOrder ? Termination : null,
                Reminded = [],
                RenewalOrder = null,
                Ended = null,
            },
            SeatsAdded f => this with
            {
                Additions = [.. Additions, new AddedSeats(f.OrderNumber, f.FromOn, f.ToOn, f.Seats)],
            },
            ContractOrderUndone f => WithoutOrder(f.OrderNumber),
            TerminationAgreed f => this with
            {
                Termination = new Termination(f.InquiryNumber, f.EndsOn),
                Reminded = f.EndsOn == EndsOn ? Reminded : [],
            },
            ContractReminded f => this with { Reminded = [.. Reminded, f.DaysBefore] },
            ContractRenewalOrdered f => this with { RenewalOrder = f.OrderNumber },
            ContractEnded f => this with { Ended = f.Cause },
            _ => throw new UnreachableException($"A contract has no fact {fact.GetType().Name}."),
        };

    /// <summary>
    /// The last day that the wish comes to: the day itself where the policy lets a term end in its middle, else the end
    /// of the last term, or of the one that renews itself before the wish.
    /// </summary>
    private LocalDate EndFor(LocalDate wishedOn)
    {
        var (last, policy) = (Terms[^1].ToOn, Line!.TerminationPolicy);
        return policy.MidTermAllowed ? (policy.AutoRenew ? wishedOn : LocalDate.Min(wishedOn, last))
            : policy.AutoRenew && wishedOn > last ? NextTerm(Line.TermMonths).ToOn
            : last;
    }

    private Refusal TooLate(LocalDate noticedOn) =>
        ContractRefusals.NoticeTooLate.With("earliestEndOn", EarliestEnd(noticedOn));

    private Contract WithoutOrder(string orderNumber)
    {
        var last = Terms[^1];
        return last.OrderNumber == orderNumber && Terms.Count > 1
            ? this with
            {
                Terms = [.. Terms.SkipLast(1)],
                MonthsFromAnchor = MonthsFromAnchor - last.Months,
                Reminded = [],
            }
            : this with
            {
                Additions = [.. Additions.Where(a => a.OrderNumber != orderNumber)],
            };
    }
}
