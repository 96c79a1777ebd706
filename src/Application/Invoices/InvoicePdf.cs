using System.Diagnostics;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.Time;
using Store.Domain.Invoices;
using Store.Domain.Money;

namespace Store.Application.Invoices;

/// <summary>
/// The documents of invoices and return invoices, made once: right after issue, or at the first request where that
/// comes sooner. Both draw the same bytes, the first to store them has made it, and the fact names what is stored.
/// </summary>
public sealed class InvoicePdf(
    IEventLog log,
    IFileStore files,
    IDocumentRenderer renderer,
    TaxRates rates,
    IStoreClock clock
)
{
    public const string ContentType = "application/pdf";

    /// <summary>The stored document of an invoice that exists.</summary>
    public Task<StoredFile> OfInvoice(string number, CancellationToken ct) =>
        Of(QualifiedInvoice.Kind, StreamId.Of<QualifiedInvoice>(number), ct);

    /// <summary>The stored document of a return invoice that exists.</summary>
    public Task<StoredFile> OfReturn(string number, CancellationToken ct) =>
        Of(ReturnInvoice.Kind, StreamId.Of<ReturnInvoice>(number), ct);

    /// <summary>Makes it and records its hash. Twice is once.</summary>
    public async Task<StoredFile> Make(RecordedFact issue, CancellationToken ct)
    {
        var (stream, fact) = (issue.Stream, issue.Fact);
        var (kind, issuedOn) = fact switch
        {
            QualifiedInvoiceIssued f => (QualifiedInvoice.Kind, f.IssuedOn),
            ReturnInvoiceIssued f => (ReturnInvoice.Kind, f.IssuedOn),
            _ => throw new UnreachableException(issue.Type),
        };
        var stored =
            await files.Find(kind, stream, ct)
            ?? await files.Keep(
                kind,
                issue,
                issuedOn,
                ContentType,
                fact is QualifiedInvoiceIssued invoice
                    ? renderer.QualifiedInvoice(SheetOf(invoice, rates))
                    : renderer.ReturnInvoice(SheetOf((ReturnInvoiceIssued)fact, rates)),
                clock.Now,
                ct
            );
        var (hash, size) = (stored.Sha256, stored.Bytes.Length);
        await log.DecideInResponseTo(
            issue,
            InvoiceDocuments.ReactorName,
            [stream],
            session =>
                fact is QualifiedInvoiceIssued
                    ? session.Decide<QualifiedInvoice>(stream.Id, i => i.FileDocument(hash, size))
                    : session.Decide<ReturnInvoice>(stream.Id, i => i.FileDocument(hash, size)),
            ct
        );
        return stored;
    }

    internal static QualifiedInvoiceSheet SheetOf(QualifiedInvoiceIssued invoice, TaxRates rates) =>
        new(
            invoice.Number,
            invoice.IssuedOn,
            invoice.CompanyName,
            AgreedSheets.IssuerOf(invoice.Seller),
            invoice.SuppliedOn,
            invoice.ChargedOn,
            [.. invoice.Lines.Select(l => AgreedSheets.LineOf(l, rates, invoice.SuppliedOn))],
            invoice.SubtotalYen,
            [.. invoice.TaxByRate.Select(AgreedSheets.TaxOf)],
            invoice.TotalYen,
            invoice.OrderNumber,
            invoice.PurchaseOrderNumber,
            invoice.Corrects,
            invoice.Note is { } note ? [note] : []
        );

    internal static ReturnInvoiceSheet SheetOf(ReturnInvoiceIssued invoice, TaxRates rates) =>
        new(
            invoice.Number,
            invoice.InvoiceNumber,
            invoice.OrderNumber,
            invoice.IssuedOn,
            invoice.CompanyName,
            AgreedSheets.IssuerOf(invoice.Seller),
            invoice.ReturnedOn,
            invoice.SuppliedOn,
            [.. invoice.Lines.Select(l => AgreedSheets.LineOf(l, rates, invoice.SuppliedOn))],
            invoice.SubtotalYen,
            [.. invoice.TaxByRate.Select(AgreedSheets.TaxOf)],
            invoice.TotalYen
        );

    private async Task<StoredFile> Of(string kind, StreamId stream, CancellationToken ct) =>
        await files.Find(kind, stream, ct) ?? await Make((await log.Read(stream, ct))[0], ct);
}

/// <summary>Makes the document of every invoice and return invoice as soon as it is issued.</summary>
public sealed class InvoiceDocuments(InvoicePdf documents) : IReactor
{
    public const string ReactorName = "invoice_documents";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) => fact.Fact is QualifiedInvoiceIssued or ReturnInvoiceIssued;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        await documents.Make(fact, ct);
        return Reaction.Done;
    }
}
