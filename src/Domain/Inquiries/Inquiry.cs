using System.Diagnostics;
using NodaTime;

namespace Store.Domain.Inquiries;

/// <summary>
/// An inquiry (お問い合わせ) as its resolution reads it. What was written stays in the facts: a state is kept in
/// snapshots, where nothing personal belongs.
/// </summary>
/// <param name="Status">Null until it is received.</param>
/// <param name="Erasable">True where a text of the conversation can still be read.</param>
public sealed record Inquiry(
    string? AccountId,
    InquiryType Type,
    InquiryStatus? Status,
    string? OrderNumber,
    string? ContractId,
    int? Seats,
    LocalDate? WishedOn,
    bool Erasable
) : IAggregate<Inquiry>
{
    public static string Category => "inquiry";

    public static int Schema => 1;

    public static Inquiry Initial { get; } = new(null, InquiryType.Other, null, null, null, null, null, false);

    public Decision Receive(InquiryReceived received) =>
        Status is null ? received : throw new InvalidOperationException("An inquiry's number is used once.");

    /// <summary>Another account's inquiry is not found.</summary>
    public Decision Write(string accountId, PersonalText message) =>
        AccountId != accountId ? InquiryRefusals.NotFound
        : IsResolved ? InquiryRefusals.Closed
        : new BuyerWrote(message);

    public Decision Reply(PersonalText message) =>
        RefuseResolution() is { } refused ? refused : new DeskReplied(message);

    /// <summary>Null where an operator can still decide.</summary>
    public Refusal? RefuseResolution() =>
        Status is null ? InquiryRefusals.NotFound
        : IsResolved ? InquiryRefusals.Closed
        : null;

    public Decision Approve(InquiryApproved approved) => RefuseResolution() is { } refused ? refused : approved;

    public Decision Decline() => RefuseResolution() is { } refused ? refused : new InquiryDeclined();

    /// <summary>Twice is once.</summary>
    public Decision Erase() => Erasable ? new InquiryErased() : Decision.Nothing;

    public Inquiry Evolve(Fact fact) =>
        fact switch
        {
            InquiryReceived f => this with
            {
                AccountId = f.AccountId,
                Type = f.Type,
                Status = InquiryStatus.Open,
                OrderNumber = f.OrderNumber,
                ContractId = f.ContractId,
                Seats = f.Seats,
                WishedOn = f.WishedOn,
                Erasable = true,
            },
            BuyerWrote => this with { Status = InquiryStatus.Open },
            DeskReplied => this with { Status = InquiryStatus.Answered },
            InquiryApproved => this with { Status = InquiryStatus.Approved },
            InquiryDeclined => this with { Status = InquiryStatus.Declined },
            InquiryErased => this with { Erasable = false },
            _ => throw new UnreachableException($"An inquiry has no fact {fact.GetType().Name}."),
        };

    private bool IsResolved => Status is InquiryStatus.Approved or InquiryStatus.Declined;
}

public enum InquiryStatus
{
    /// <summary>The store is asked.</summary>
    Open,

    /// <summary>The buyer is asked.</summary>
    Answered,

    Approved,

    Declined,
}
