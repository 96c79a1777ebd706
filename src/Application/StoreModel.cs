using Store.Application.Accounts;
using Store.Application.Audit;
using Store.Application.Billing;
using Store.Application.Catalogue;
using Store.Application.Contracts;
using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Inquiries;
using Store.Application.Invoices;
using Store.Application.Orders;
using Store.Application.ProviderFacts;
using Store.Application.Quotes;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Credit;
using Store.Domain.Inquiries;
using Store.Domain.Invoices;
using Store.Domain.Orders;
using Store.Domain.ProviderFacts;
using Store.Domain.Quotes;
using Store.Domain.Reactors;

namespace Store.Application;

/// <summary>
/// Everything that the log folds into or wakes, named one by one: whoever adds an aggregate, a read model or a
/// reactor adds a line here, and nothing is found by scanning.
/// </summary>
public static class StoreModel
{
    public static readonly IReadOnlyList<AggregateType> Aggregates =
    [
        AggregateType.Of<Account>(),
        AggregateType.Of<EmailClaim>(),
        AggregateType.Of<Staff>(),
        AggregateType.Of<Product>(),
        AggregateType.Of<Quote>(),
        AggregateType.Of<CreditLine>(),
        AggregateType.Of<Order>(),
        AggregateType.Of<Contract>(),
        AggregateType.Of<Inquiry>(),
        AggregateType.Of<NpInvoice>(),
        AggregateType.Of<NpPayment>(),
        AggregateType.Of<BillingRun>(),
        AggregateType.Of<BillingMonth>(),
        AggregateType.Of<QualifiedInvoice>(),
        AggregateType.Of<ReturnInvoice>(),
        AggregateType.Of<ParkedWork>(),
    ];

    public static readonly IReadOnlyList<IProjection> Projections =
    [
        new AccountDocument.Projection(),
        new AccountTimelineEntry.Projection(),
        new ContractDocument.Projection(),
        new CreditLineDocument.Projection(),
        new InquiryDocument.Projection(),
        new UrgentInquiry.Projection(),
        new InvoiceDocument.Projection(),
        new InvoiceLinesDocument.Projection(),
        new IssuedDocument.Projection(),
        new OrderDocument.Projection(),
        new ProductDocument.Projection(),
        new ProviderFactDocument.Projection(),
        new QuoteDocument.Projection(),
    ];

    /// <summary>Types of <see cref="IReactor"/>; made by the container, since they act on what lies outside.</summary>
    public static readonly IReadOnlyList<Type> Reactors =
    [
        typeof(EraseAccount.Reactor),
        typeof(QuoteDocuments),
        typeof(QuoteErasure),
        typeof(OrderScreening),
        typeof(OrderCardPayment),
        typeof(OrderBilling),
        typeof(OrderCancellation),
        typeof(OrderAnswerDeadline),
        typeof(OrderMails),
        typeof(CardInvoicing),
        typeof(InvoiceDocuments),
        typeof(MonthClosing),
        typeof(ContractCalendar),
        typeof(ContractMails),
        typeof(ParkedDecisions),
        typeof(InquiryMails),
        typeof(InquiryErasure),
    ];
}
