using Store.Application.Json;
using Store.Application.Payments;
using Store.Domain.Accounts;
using Store.Domain.Payments;

namespace Store.Application.Accounts;

/// <summary>
/// PAY-1: the two ways to pay that checkout offers, each with its terms as fields. Direct debit is none of them: it is
/// a setting of the account (DD-6).
/// </summary>
public sealed record GetPaymentMethods : IQuery
{
    /// <summary>The answer, which is the same for everyone, as it is where no setting says otherwise.</summary>
    public static ReadOnlyMemory<byte> Both { get; } = Write(CardStatement.Default);

    /// <summary>銀行振込（NP掛け払い）.</summary>
    /// <param name="AvailableTo">NP-1.</param>
    /// <param name="ClaimAssignedTo">NP-2: who the buyer owes, which has to be said before ordering.</param>
    /// <param name="Screening">NP-3: each order is screened.</param>
    /// <param name="CreditLine">NP-4.</param>
    /// <param name="InvoiceBusinessDaysAfterClosing">NP-6.</param>
    /// <param name="InvoiceIssuer">NP-7.</param>
    /// <param name="PayTo">NP-8.</param>
    /// <param name="TransferFeePaidBy">NP-9.</param>
    /// <param name="InvoiceSentBy">NP-10.</param>
    public sealed record OnAccount(
        string Id,
        string Name,
        IReadOnlyList<AccountKind> AvailableTo,
        string ClaimAssignedTo,
        string Screening,
        string CreditLine,
        string Closes,
        string Due,
        int InvoiceBusinessDaysAfterClosing,
        string InvoiceIssuer,
        string PayTo,
        string TransferFeePaidBy,
        string InvoiceSentBy
    );

    /// <summary>クレジットカード決済.</summary>
    /// <param name="Processor">CARD-1.</param>
    /// <param name="Brands">CARD-2, exactly these.</param>
    /// <param name="PaymentCounts">CARD-3: one payment only.</param>
    /// <param name="QuestionsAboutChoicesTo">CARD-4.</param>
    /// <param name="WhenNotApproved">CARD-5.</param>
    /// <param name="StatementName">CARD-6: a setting of the store's, never of an order.</param>
    public sealed record Card(
        string Id,
        string Name,
        IReadOnlyList<AccountKind> AvailableTo,
        string Processor,
        IReadOnlyList<string> Brands,
        IReadOnlyList<int> PaymentCounts,
        string QuestionsAboutChoicesTo,
        string WhenNotApproved,
        string StatementName,
        long MaxTotalYen
    );

    public sealed class Handler(CardStatement statement) : IQueryHandler<GetPaymentMethods>
    {
        public Task<QueryResult> Handle(GetPaymentMethods query, CancellationToken cancellationToken) =>
            Task.FromResult(new QueryResult(statement == CardStatement.Default ? Both : Write(statement), -1));
    }

    private static byte[] Write(CardStatement statement)
    {
        AccountKind[] everyone = [AccountKind.Corporation, AccountKind.SoleProprietor];
        return StoreJson.Write(
            new
            {
                Items = new object[]
                {
                    new OnAccount(
                        "onAccount",
                        "銀行振込（NP掛け払い）",
                        everyone,
                        ClaimAssignment.NetProtections.AssignedTo,
                        "perOrder",
                        "perAccount",
                        "monthEnd",
                        "endOfFollowingMonth",
                        3,
                        ClaimAssignment.NetProtections.AssignedTo,
                        "accountOnInvoice",
                        "buyer",
                        "registeredEmail"
                    ),
                    new Card(
                        "card",
                        "クレジットカード決済",
                        everyone,
                        "SBペイメントサービス株式会社",
                        ["jcb", "visa", "mastercard", "amex", "diners"],
                        [1],
                        "cardCompany",
                        "orderCancelled",
                        statement.Name,
                        CardLimit.GreatestAmountYen
                    ),
                },
            }
        );
    }
}
