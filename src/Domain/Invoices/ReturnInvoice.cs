using System.Diagnostics;

namespace Store.Domain.Invoices;

/// <summary>A return invoice (適格返還請求書) of the store as decisions read it; null until it was issued.</summary>
public sealed record ReturnInvoice(ReturnInvoiceIssued? Issued, string? DocumentSha256) : IAggregate<ReturnInvoice>
{
    /// <summary>Which document it is.</summary>
    public const string Kind = "return_invoice";

    /// <summary>C3: below it, tax included and over all rates, none is issued.</summary>
    public const long LeastYen = 10_000;

    public static string Category => "return-invoice";

    public static int Schema => 1;

    public static ReturnInvoice Initial { get; } = new(null, null);

    public Decision Issue(ReturnInvoiceIssued issued) =>
        Issued is not null ? throw new InvalidOperationException("A return invoice is issued once.") : issued;

    /// <summary>The document is made once: whoever is second finds it filed.</summary>
    public Decision FileDocument(string sha256, int bytes) =>
        Issued is null ? InvoiceRefusals.NotFound
        : DocumentSha256 is not null ? Decision.Nothing
        : new ReturnInvoiceDocumentFiled(Kind, sha256, bytes);

    public ReturnInvoice Evolve(Fact fact) =>
        fact switch
        {
            ReturnInvoiceIssued f => this with { Issued = f },
            ReturnInvoiceDocumentFiled f => this with { DocumentSha256 = f.Sha256 },
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
