using System.Diagnostics;

namespace Store.Domain.Invoices;

/// <summary>A qualified invoice (適格請求書) of the store as decisions read it; null until it was issued.</summary>
public sealed record QualifiedInvoice(QualifiedInvoiceIssued? Issued, string? CorrectedBy, string? DocumentSha256)
    : IAggregate<QualifiedInvoice>
{
    /// <summary>Which document it is.</summary>
    public const string Kind = "qualified_invoice";

    public static string Category => "qualified-invoice";

    public static int Schema => 1;

    public static QualifiedInvoice Initial { get; } = new(null, null, null);

    public Decision Issue(QualifiedInvoiceIssued issued) =>
        Issued is not null ? throw new InvalidOperationException("An invoice is issued once.") : issued;

    /// <summary>
    /// Why nothing can be issued in its place; null where it can. Only who it is issued to and its note may differ:
    /// amounts, dates and content are those of the order, and another name or note is what makes it another invoice.
    /// </summary>
    public Refusal? RefuseCorrection(string? companyName, string? note) =>
        this switch
        {
            { Issued: null } => InvoiceRefusals.NotFound,
            { CorrectedBy: { } by } => InvoiceRefusals.CorrectedAlready.With("correctedBy", by),
            { Issued: var i } when (companyName ?? i.CompanyName) == i.CompanyName && (note ?? i.Note) == i.Note =>
                InvoiceRefusals.NothingCorrected,
            _ => null,
        };

    public Decision Correct(string byNumber) =>
        Issued is null ? InvoiceRefusals.NotFound
        : CorrectedBy is { } by ? InvoiceRefusals.CorrectedAlready.With("correctedBy", by)
        : new QualifiedInvoiceCorrected(byNumber);

    /// <summary>The document is made once: whoever is second finds it filed.</summary>
    public Decision FileDocument(string sha256, int bytes) =>
        Issued is null ? InvoiceRefusals.NotFound
        : DocumentSha256 is not null ? Decision.Nothing
        : new QualifiedInvoiceDocumentFiled(Kind, sha256, bytes);

    public QualifiedInvoice Evolve(Fact fact) =>
        fact switch
        {
            QualifiedInvoiceIssued f => this with { Issued = f },
            QualifiedInvoiceCorrected f => this with { CorrectedBy = f.ByNumber },
            QualifiedInvoiceDocumentFiled f => this with { DocumentSha256 = f.Sha256 },
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
