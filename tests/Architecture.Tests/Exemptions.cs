using Store.Application.Accounts;
using Store.Application.Billing;
using Store.Application.Contracts;
using Store.Application.Inquiries;
using Store.Application.Invoices;
using Store.Application.Orders;
using Store.Application.Quotes;
using Store.Application.Reactors;
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

namespace Store.Architecture.Tests;

/// <summary>
/// What each fold does not show, said out loud. Families that a read model does not name are none of its business;
/// facts of the families it names are shown or excused one by one, with the reason.
/// </summary>
internal static class Exemptions
{
    /// <summary>Families that somebody has thought about for every read model and reactor.</summary>
    public static readonly Type[] Considered =
    [
        typeof(AccountFact),
        typeof(EmailFact),
        typeof(StaffFact),
        typeof(ProductFact),
        typeof(CreditFact),
        typeof(OrderFact),
        typeof(QuoteFact),
        typeof(ContractFact),
        typeof(InquiryFact),
        typeof(NpInvoiceFact),
        typeof(NpPaymentFact),
        typeof(BillingRunFact),
        typeof(BillingMonthFact),
        typeof(QualifiedInvoiceFact),
        typeof(ReturnInvoiceFact),
        typeof(ParkedWorkFact),
    ];

    private const string ToldByOrders = "What orders hold is told by their own timelines.";

    private const string NotReported = "Net Protections reports none of it.";

    /// <summary>An order is billed by its acceptance and corrected by its cancellation.</summary>
    private static readonly Dictionary<Type, string> NotBilled = new Type[]
    {
        typeof(OrderPlaced),
        typeof(OrderCreditHeld),
        typeof(OrderScreeningPending),
        typeof(OrderScreeningRefused),
        typeof(OrderReleased),
        typeof(OrderDelivered),
        typeof(OrderBillingRequested),
        typeof(OrderCancellationRequested),
        typeof(OrderCancellationRefused),
        typeof(OrderDocumentFiled),
        typeof(OrderCardChosen),
        typeof(OrderAuthorizationSent),
        typeof(OrderCardAuthorized),
        typeof(OrderPaymentDeclined),
        typeof(OrderPaymentUnknown),
        typeof(OrderPaymentResolved),
        typeof(OrderCaptured),
        typeof(OrderRefunded),
        typeof(OrderAuthorizationReturned),
        typeof(OrderInvoiced),
        typeof(OrderReturnInvoiced),
    }.ToDictionary(fact => fact, _ => "Only what was accepted, undone or paid is billed.");

    public static readonly Dictionary<string, Shows> ReadModels = new()
    {
        ["accounts"] = new(typeof(AccountFact)),
        ["account_timeline"] = new(
            typeof(AccountFact),
            typeof(CreditFact),
            typeof(NpInvoiceFact),
            typeof(NpPaymentFact)
        )
        {
            Excused = new()
            {
                [typeof(CreditReserved)] = ToldByOrders,
                [typeof(CreditUsed)] = ToldByOrders,
                [typeof(CreditReleased)] = ToldByOrders,
            },
        },
        ["contracts"] = new(typeof(ContractFact)),
        ["credit_lines"] = new(typeof(CreditFact)),
        ["inquiries"] = new(typeof(InquiryFact)),
        ["urgent_inquiries"] = new(typeof(InquiryFact)),
        ["invoices"] = new(typeof(OrderFact), typeof(BillingMonthFact), typeof(NpInvoiceFact), typeof(NpPaymentFact))
        {
            Excused = new(NotBilled) { [typeof(BillingDocumentFiled)] = "The statement shows what the month shows." },
        },
        ["invoice_lines"] = new(typeof(OrderFact))
        {
            Excused = new(NotBilled) { [typeof(OrderPaid)] = "A payment is no line." },
        },
        ["issued_documents"] = new(
            typeof(OrderFact),
            typeof(QuoteFact),
            typeof(BillingMonthFact),
            typeof(QualifiedInvoiceFact),
            typeof(ReturnInvoiceFact)
        )
        {
            Excused = NotBilled
                .Keys.Except([typeof(OrderPlaced), typeof(OrderDocumentFiled)])
                .Concat([
                    typeof(OrderPaid),
                    typeof(OrderCancelled),
                    typeof(QuoteOrdered),
                    typeof(QuoteFreed),
                    typeof(QuoteContactErased),
                    typeof(BillingPageRecorded),
                    typeof(BillingMonthClosed),
                ])
                .ToDictionary(fact => fact, _ => "What was issued stays as it is, whatever becomes of it."),
        },
        ["orders"] = new(typeof(OrderFact)),
        ["provider_facts"] = new(typeof(NpInvoiceFact), typeof(NpPaymentFact), typeof(AccountFact))
        {
            Excused = new()
            {
                [typeof(AccountRegistered)] = NotReported,
                [typeof(TermsAgreed)] = NotReported,
                [typeof(BasicInformationCorrected)] = NotReported,
                [typeof(NpBuyerRegistered)] = "It is the answer to a request of the store's own.",
                [typeof(DirectDebitMoved)] = "Operators record its steps; no payment or bill stands in them.",
                [typeof(AccountErased)] = NotReported,
            },
        },
        ["products"] = new(typeof(ProductFact)),
        ["quotes"] = new(typeof(QuoteFact)),
    };

    /// <summary>The facts that wake each reactor.</summary>
    public static readonly Dictionary<Type, Type[]> Reactors = new()
    {
        [typeof(EraseAccount.Reactor)] = [typeof(AccountErased)],
        [typeof(OrderScreening)] = [typeof(OrderPlaced), typeof(OrderReleased)],
        [typeof(OrderCardPayment)] =
        [
            typeof(OrderCardChosen),
            typeof(OrderCardAuthorized),
            typeof(OrderPaymentDeclined),
            typeof(OrderPaymentResolved),
            typeof(OrderAccepted),
        ],
        [typeof(OrderBilling)] = [typeof(OrderDelivered), typeof(OrderPaymentResolved)],
        [typeof(OrderCancellation)] = [typeof(OrderCancellationRequested)],
        [typeof(OrderAnswerDeadline)] =
        [
            typeof(OrderCreditHeld),
            typeof(OrderScreeningRefused),
            typeof(OrderPaymentDeclined),
        ],
        [typeof(OrderMails)] =
        [
            typeof(OrderPlaced),
            typeof(OrderCreditHeld),
            typeof(OrderScreeningRefused),
            typeof(OrderAccepted),
            typeof(OrderPaymentDeclined),
            typeof(OrderCancelled),
        ],
        [typeof(CardInvoicing)] = [typeof(OrderCaptured), typeof(OrderCancelled)],
        [typeof(InvoiceDocuments)] = [typeof(QualifiedInvoiceIssued), typeof(ReturnInvoiceIssued)],
        [typeof(MonthClosing)] =
        [
            typeof(OrderAccepted),
            typeof(OrderCancelled),
            typeof(BillingRunOpened),
            typeof(BillingRunStarted),
        ],
        [typeof(ContractCalendar)] =
        [
            typeof(ContractStarted),
            typeof(ContractRegistered),
            typeof(ContractRenewed),
            typeof(ContractOrderUndone),
            typeof(TerminationAgreed),
        ],
        [typeof(ContractMails)] =
        [
            typeof(ContractReminded),
            typeof(TerminationAgreed),
            typeof(ContractRenewalOrdered),
            typeof(ContractEnded),
        ],
        [typeof(ParkedDecisions)] = [typeof(ParkedWorkRetried), typeof(ParkedWorkGivenUp)],
        [typeof(InquiryMails)] =
        [
            typeof(InquiryReceived),
            typeof(BuyerWrote),
            typeof(DeskReplied),
            typeof(InquiryApproved),
            typeof(InquiryDeclined),
        ],
        [typeof(InquiryErasure)] = [typeof(AccountErased)],
        [typeof(QuoteErasure)] = [typeof(AccountErased)],
        [typeof(QuoteDocuments)] = [typeof(QuoteIssued)],
    };

    /// <summary>The families whose facts a read model shows, and those of their facts that it need not.</summary>
    internal sealed record Shows(params Type[] Families)
    {
        public Dictionary<Type, string> Excused { get; init; } = [];
    }
}
