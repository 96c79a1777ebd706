using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Support;
using Store.Domain.Inquiries;
using Store.Domain.Payments;

namespace Store.Application.Inquiries;

/// <summary>
/// An inquiry (お問い合わせ) with its conversation and its outcome, as its buyer and operators see it. Texts that were
/// erased are null.
/// </summary>
/// <param name="Id">The number.</param>
/// <param name="WishedOn">The last day that a termination wishes for.</param>
/// <param name="DueOn">The last day on which an answer still helps; null where there is none.</param>
/// <param name="Reason">Why it was approved or declined, as an operator gave it.</param>
/// <param name="EndsOn">The last day of a contract that was terminated.</param>
public sealed record InquiryDocument(
    string Id,
    string Number,
    string AccountId,
    InquiryType Type,
    InquiryStatus Status,
    Instant ReceivedAt,
    string? OrderNumber,
    PaymentMethod? PaymentMethod,
    string? ContractId,
    int? Seats,
    LocalDate? WishedOn,
    LocalDate? DueOn,
    ChangesAnswer? Changes,
    IReadOnlyList<InquiryMessage> Messages,
    Instant? ResolvedAt,
    string? Reason,
    OfferAnswer? Offer,
    LocalDate? EndsOn
)
{
    public const string ProjectionName = "inquiries";

    public const string StatusFacet = "status";

    public const string TypeFacet = "type";

    /// <summary>Null in what is stored: the desk of today is put in where the inquiry is answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SupportDesk? Support { get; init; }

    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public long Sort { get; init; }

    /// <summary>SUP-1, SUP-2: with whom to go on, where the payment of an order is meant.</summary>
    public InquiryDocument With(SupportDesks desks) =>
        PaymentMethod is { } method && Type is InquiryType.Payment or InquiryType.DocumentReissue
            ? this with
            {
                Support = desks.Of(PaymentMethod!.Value),
            }
            : this;

    public sealed class Projection : Projection<InquiryDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 1;

        public override bool Begins(RecordedFact fact) => fact.Fact is InquiryReceived;

        public override string? KeyOf(RecordedFact fact) => fact.Fact is InquiryFact ? fact.Stream.Id : null;

        public override InquiryDocument? Apply(InquiryDocument? document, RecordedFact fact)
        {
            if (fact.Fact is InquiryReceived received)
            {
                return Begin(fact, received);
            }

            var before = document ?? throw new UnreachableException("An inquiry begins with its receipt.");
            return fact.Fact switch
            {
                BuyerWrote f => before.Said(InquirySide.Buyer, f.Message.Value, fact) with
                {
                    Status = InquiryStatus.Open,
                },
                DeskReplied f => before.Said(InquirySide.Desk, f.Message.Value, fact) with
                {
                    Status = InquiryStatus.Answered,
                },
                InquiryApproved f => before with
                {
                    Status = InquiryStatus.Approved,
                    ResolvedAt = fact.RecordedAt,
                    Reason = fact.Actor.Reason,
                    Offer = f.OfferQuoteId is { } id ? new OfferAnswer(id, f.OfferQuoteNumber!) : null,
                    EndsOn = f.EndsOn,
                },
                InquiryDeclined => before with
                {
                    Status = InquiryStatus.Declined,
                    ResolvedAt = fact.RecordedAt,
                    Reason = fact.Actor.Reason,
                },
                InquiryErased => before with
                {
                    Messages = [.. before.Messages.Select(m => m with { Text = null })],
                    Changes = before.Changes is { } c
                        ? new ChangesAnswer(c.CompanyName, null, null, null, null, null, c.RegistrationNumber)
                        : null,
                },
                _ => throw new UnreachableException($"Inquiries do not know {fact.Type}."),
            } with
            {
                Version = fact.Version,
            };
        }

        public override ReadDocument Store(string key, InquiryDocument document) =>
            new(key, document.AccountId, document.Sort, document.Version, StoreJson.Write(document))
            {
                Summary = StoreJson.Write(document with { Messages = [] }),
                Facets = new Dictionary<string, string>
                {
                    [StatusFacet] = StoreJson.NameOf(document.Status),
                    [TypeFacet] = StoreJson.NameOf(document.Type),
                },
                SearchText = $"{key} {document.OrderNumber} {document.ContractId}".ToLowerInvariant(),
            };

        public override InquiryDocument Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                Version = stored.Version,
                Sort = stored.Sort,
            };

        private static InquiryDocument Begin(RecordedFact fact, InquiryReceived f) =>
            new InquiryDocument(
                fact.Stream.Id,
                fact.Stream.Id,
                f.AccountId,
                f.Type,
                InquiryStatus.Open,
                fact.RecordedAt,
                f.OrderNumber,
                f.PaymentMethod,
                f.ContractId,
                f.Seats,
                f.WishedOn,
                f.DueOn,
                f.Changes is { } c ? ChangesAnswer.Of(c) : null,
                [],
                ResolvedAt: null,
                Reason: null,
                Offer: null,
                EndsOn: null
            )
            {
                Sort = fact.Position,
                Version = fact.Version,
            }.Said(InquirySide.Buyer, f.Message.Value, fact);
    }

    private InquiryDocument Said(InquirySide side, string? text, RecordedFact fact) =>
        this with
        {
            Messages = [.. Messages, new InquiryMessage(side, text, fact.RecordedAt)],
        };
}

/// <param name="Text">Null once it was erased.</param>
public sealed record InquiryMessage(InquirySide From, string? Text, Instant At);

public enum InquirySide
{
    Buyer,

    /// <summary>お客様窓口.</summary>
    Desk,
}

/// <summary>The quote that offers what was asked for; it is ordered like any other.</summary>
public sealed record OfferAnswer(string QuoteId, string QuoteNumber);

/// <summary>What shall change in the basic registration data; null stays as it is, or was erased.</summary>
public sealed record ChangesAnswer(
    string? CompanyName,
    string? ContactName,
    string? Email,
    string? Phone,
    string? PostalCode,
    string? Address,
    string? RegistrationNumber
)
{
    public static ChangesAnswer Of(RequestedChanges c) =>
        new(
            c.CompanyName,
            c.ContactName?.Value,
            c.Email?.Value,
            c.Phone?.Value,
            c.PostalCode?.Value,
            c.Address?.Value,
            c.RegistrationNumber
        );
}

/// <summary>One inquiry. Another account's is answered like one that does not exist.</summary>
/// <param name="AccountId">Null for operators, who see every inquiry.</param>
public sealed record GetInquiry(string? AccountId, string Id) : IQuery
{
    public sealed class Handler(IReadDocuments reads, SupportDesks desks) : IQueryHandler<GetInquiry>
    {
        public async Task<QueryResult> Handle(GetInquiry query, CancellationToken cancellationToken)
        {
            var read = await reads.Get(InquiryDocument.ProjectionName, query.Id, cancellationToken);
            return read switch
            {
                { Refused: { } refused } => (QueryResult)refused with { Position = read.Position },
                { Value: { } found } when query.AccountId is null || found.Owner == query.AccountId => new QueryResult(
                    StoreJson.Write(StoreJson.Read<InquiryDocument>(found.Body).With(desks)),
                    read.Position,
                    desks.TagOf(found.Version)
                ),
                _ => (QueryResult)InquiryRefusals.NotFound with { Position = read.Position },
            };
        }
    }
}

/// <summary>Inquiries without their conversations: a buyer's the newest first, a work list the oldest first.</summary>
/// <param name="AccountId">Null for operators, who see every account's.</param>
/// <param name="Search">Part of a number, or of the order or contract that it is about.</param>
public sealed record ListInquiries(
    string? AccountId,
    PageRequest Page,
    InquiryStatus? Status = null,
    InquiryType? Type = null,
    string? Search = null,
    InquiryOrder Order = InquiryOrder.Newest
) : IQuery
{
    public sealed class Handler(IReadDocuments reads) : IQueryHandler<ListInquiries>
    {
        public async Task<QueryResult> Handle(ListInquiries query, CancellationToken cancellationToken)
        {
            var facets = new Dictionary<string, string>();
            if (query.Status is { } status)
            {
                facets[InquiryDocument.StatusFacet] = StoreJson.NameOf(status);
            }

            if (query.Type is { } type)
            {
                facets[InquiryDocument.TypeFacet] = StoreJson.NameOf(type);
            }

            var list =
                query.Order == InquiryOrder.Deadline ? UrgentInquiry.ProjectionName : InquiryDocument.ProjectionName;
            var asked = query.Page.Of(list, query.AccountId) with
            {
                Facets = facets,
                OldestFirst = query.Order != InquiryOrder.Newest,
                Search = query.Search,
            };
            return query.Page.Show(await reads.List(asked, cancellationToken));
        }
    }
}

public enum InquiryOrder
{
    Newest,
    Oldest,

    /// <summary>Those that have a last day and no resolution yet, the nearest first.</summary>
    Deadline,
}

/// <summary>
/// The work list by deadline: an inquiry with a last day, for as long as it is not resolved. A list of its own,
/// because lists are kept in one order.
/// </summary>
public sealed record UrgentInquiry(InquiryDocument Inquiry)
{
    public const string ProjectionName = "urgent_inquiries";

    public sealed class Projection : Projection<UrgentInquiry>
    {
        private static readonly InquiryDocument.Projection Inquiries = new();

        public override string Name => ProjectionName;

        public override int Version => 1;

        public override bool Begins(RecordedFact fact) => fact.Fact is InquiryReceived;

        public override string? KeyOf(RecordedFact fact) => Inquiries.KeyOf(fact);

        public override UrgentInquiry? Apply(UrgentInquiry? document, RecordedFact fact) =>
            fact.Fact is InquiryReceived { DueOn: null } || (document is null && fact.Fact is not InquiryReceived)
                ? null
            : Inquiries.Apply(document?.Inquiry, fact) is { ResolvedAt: null } open ? new UrgentInquiry(open)
            : null;

        public override ReadDocument Store(string key, UrgentInquiry document) =>
            Inquiries.Store(key, document.Inquiry) with
            {
                Sort = Period.DaysBetween(LocalDate.FromDateTime(DateTime.UnixEpoch), document.Inquiry.DueOn!.Value),
            };

        public override UrgentInquiry Load(ReadDocument stored) => new(Inquiries.Load(stored));
    }
}
