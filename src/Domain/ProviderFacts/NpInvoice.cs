using System.Diagnostics;
using NodaTime;

namespace Store.Domain.ProviderFacts;

public abstract record NpInvoiceFact : Fact;

/// <summary>
/// NP-7: Net Protections issued an invoice (請求書) for what an account ordered on account in a month. The stream's id
/// is the number that Net Protections gave it.
/// </summary>
/// <param name="Month">The month that was closed; its orders are those accepted in it.</param>
/// <param name="NpInvoiceNumber">The number that Net Protections gave it.</param>
/// <param name="IssuedOn">NP-6: the date on the invoice.</param>
/// <param name="DueOn">NP-5: the last day to pay, where the invoice was reported with it.</param>
/// <param name="AmountYen">What the invoice asks for, tax included.</param>
[StoredAs("np_invoice.issued", 1)]
public sealed record NpInvoiceIssued(
    string AccountId,
    YearMonth Month,
    string NpInvoiceNumber,
    LocalDate IssuedOn,
    LocalDate? DueOn,
    long AmountYen
) : NpInvoiceFact;

/// <summary>One invoice of Net Protections, as far as the store was told of it.</summary>
/// <param name="Issued">Null until it was reported.</param>
public sealed record NpInvoice(NpInvoiceIssued? Issued) : IAggregate<NpInvoice>
{
    public static string Category => "np-invoice";

    public static int Schema => 1;

    public static NpInvoice Initial { get; } = new((NpInvoiceIssued?)null);

    /// <summary>The same report twice is one; another one under the same number is a mistake of either.</summary>
    public Decision Issue(NpInvoiceIssued issued, LocalDate today) =>
        Issued == issued ? Decision.Nothing
        : Issued is not null ? ProviderFactRefusals.Contradicts
        : issued.IssuedOn > today ? ProviderFactRefusals.InFuture
        : issued;

    public NpInvoice Evolve(Fact fact) =>
        fact switch
        {
            NpInvoiceIssued f => new NpInvoice(f),
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
