using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Billing;
using Store.Domain.Invoices;
using Store.Domain.Orders;
using Store.Domain.Quotes;

namespace Store.Application.Audit;

/// <summary>Which documents (書類) the store issues.</summary>
public enum DocumentKind
{
    /// <summary>見積書, also an anonymous or a superseded one.</summary>
    Quote,

    /// <summary>注文請書.</summary>
    Acknowledgement,

    /// <summary>適格請求書, for what was paid by card.</summary>
    QualifiedInvoice,

    /// <summary>適格返還請求書.</summary>
    ReturnInvoice,

    /// <summary>ご利用明細書 of a month that was billed by Net Protections.</summary>
    MonthlyStatement,
}

/// <summary>
/// A document as the electronic books law (電子帳簿保存法) asks to find it: by date, amount and counterparty. A quote and
/// an invoice are issued by their fact and printed right after; an acknowledgement and a statement are issued when they
/// are printed, which is at the first request.
/// </summary>
/// <param name="Id">Beside the kind, what it is fetched by: the id of its stream.</param>
/// <param name="IssuedOn">The day that it shows, in Asia/Tokyo.</param>
/// <param name="TotalYen">As it shows it, with tax; a return's is without a minus.</param>
/// <param name="Counterparty">The company it is addressed to; null for an anonymous quote.</param>
/// <param name="Position">Of the fact that issued it.</param>
/// <param name="Replaces">The number of the document in whose place it stands: re-issued, or corrected by it.</param>
/// <param name="ReplacedBy">The number of the one that took its place.</param>
/// <param name="File">Its original; null in the moment before it is printed.</param>
/// <param name="Href">Where the original is: empty in what is stored, and put in where it is answered.</param>
public sealed record IssuedDocument(
    DocumentKind Kind,
    string Id,
    string Number,
    LocalDate? IssuedOn,
    long TotalYen,
    string? Counterparty,
    string? AccountId,
    StreamId Stream,
    long Position,
    string? Replaces,
    string? ReplacedBy,
    DocumentFile? File,
    string Href
)
{
    public const string ProjectionName = "issued_documents";

    [JsonIgnore]
    public long Version { get; init; }

    public static string KeyOf(DocumentKind kind, string id) => $"{StoreJson.NameOf(kind)}/{id}";

    /// <summary>A stored document, saying where its original is.</summary>
    internal static ReadOnlyMemory<byte> At(ReadOnlyMemory<byte> stored, string href)
    {
        var json = stored.Span;
        return json.EndsWith(NoHref)
            ? (byte[])[.. json[..^NoHref.Length], .. "\"href\":"u8, .. StoreJson.Write(href), (byte)'}']
            : throw new UnreachableException("A stored document ends with an empty href.");
    }

    private static ReadOnlySpan<byte> NoHref => "\"href\":\"\"}"u8;

    public sealed class Projection : Projection<IssuedDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 2;

        public override string? KeyOf(RecordedFact fact) =>
            fact.Fact switch
            {
                QuoteIssued or QuoteDocumentFiled or QuoteSuperseded => Key(fact, DocumentKind.Quote),
                OrderPlaced or OrderAccepted or OrderDocumentFiled { Kind: Order.AcknowledgementKind } => Key(
                    fact,
                    DocumentKind.Acknowledgement
                ),
                QualifiedInvoiceFact => Key(fact, DocumentKind.QualifiedInvoice),
                ReturnInvoiceFact => Key(fact, DocumentKind.ReturnInvoice),
                BillingDocumentFiled => Key(fact, DocumentKind.MonthlyStatement),
                _ => null,
            };

        public override bool Begins(RecordedFact fact) =>
            fact.Fact
                is QuoteIssued
                    or OrderPlaced
                    or QualifiedInvoiceIssued
                    or ReturnInvoiceIssued
                    or BillingDocumentFiled;

        public override IssuedDocument? Apply(IssuedDocument? document, RecordedFact fact) =>
            (
                Begin(fact)
                ?? After(document ?? throw new UnreachableException($"{fact.Type} begins no document."), fact)
            ) with
            {
                Version = fact.Version,
            };

        /// <summary>What is not issued yet is kept and found by nothing.</summary>
        public override ReadDocument Store(string key, IssuedDocument document) =>
            new(key, document.AccountId, SortOf(document), document.Version, StoreJson.Write(document))
            {
                Facets = document.IsIssued
                    ? new Dictionary<string, string>
                    {
                        ["kind"] = StoreJson.NameOf(document.Kind),
                        ["totalYen"] = document.TotalYen.ToString(CultureInfo.InvariantCulture),
                        ["counterparty"] = document.Counterparty?.ToLowerInvariant() ?? "",
                    }
                    : [],
            };

        public override IssuedDocument Load(ReadDocument stored) => base.Load(stored) with { Version = stored.Version };

        private static string Key(RecordedFact fact, DocumentKind kind) => IssuedDocument.KeyOf(kind, fact.Stream.Id);

        private static IssuedDocument? Begin(RecordedFact fact) =>
            fact.Fact switch
            {
                QuoteIssued f => Issued(DocumentKind.Quote, f.Number, f.IssuedOn, f.TotalYen, f.CompanyName) with
                {
                    AccountId = f.AccountId,
                    Replaces = f.SupersedesNumber,
                },
                OrderPlaced f => Issued(
                    DocumentKind.Acknowledgement,
                    fact.Stream.Id,
                    issuedOn: null,
                    f.TotalYen,
                    f.CompanyName
                ) with
                {
                    AccountId = f.AccountId,
                },
                QualifiedInvoiceIssued f => Issued(
                    DocumentKind.QualifiedInvoice,
                    f.Number,
                    f.IssuedOn,
                    f.TotalYen,
                    f.CompanyName
                ) with
                {
                    AccountId = f.AccountId,
                    Replaces = f.Corrects,
                },
                ReturnInvoiceIssued f => Issued(
                    DocumentKind.ReturnInvoice,
                    f.Number,
                    f.IssuedOn,
                    f.TotalYen,
                    f.CompanyName
                ) with
                {
                    AccountId = f.AccountId,
                },
                BillingDocumentFiled f => Issued(
                    DocumentKind.MonthlyStatement,
                    f.Number,
                    f.IssuedOn,
                    f.TotalYen,
                    f.CompanyName
                ) with
                {
                    AccountId = f.AccountId,
                    File = new DocumentFile(f.Kind, f.Sha256, f.Bytes),
                },
                _ => null,
            }
                is { } begun
                ? begun with
                {
                    Id = fact.Stream.Id,
                    Stream = fact.Stream,
                    Position = fact.Position,
                }
                : null;

        private static IssuedDocument After(IssuedDocument document, RecordedFact fact) =>
            fact.Fact switch
            {
                QuoteDocumentFiled f => document with { File = new DocumentFile(f.Kind, f.Sha256, f.Bytes) },
                QuoteSuperseded f => document with { ReplacedBy = f.ByNumber },
                OrderAccepted f => document with { IssuedOn = f.AcceptedOn, Position = fact.Position },
                OrderDocumentFiled f => document with { File = new DocumentFile(f.Kind, f.Sha256, f.Bytes) },
                QualifiedInvoiceDocumentFiled f => document with { File = new DocumentFile(f.Kind, f.Sha256, f.Bytes) },
                QualifiedInvoiceCorrected f => document with { ReplacedBy = f.ByNumber },
                ReturnInvoiceDocumentFiled f => document with { File = new DocumentFile(f.Kind, f.Sha256, f.Bytes) },
                _ => throw new UnreachableException($"Documents do not know {fact.Type}."),
            };

        private static IssuedDocument Issued(
            DocumentKind kind,
            string number,
            LocalDate? issuedOn,
            long totalYen,
            string? counterparty
        ) => new(kind, "", number, issuedOn, totalYen, counterparty, null, default, 0, null, null, null, "");

        /// <summary>By day, and within it as the log has them: what is issued meanwhile moves no page.</summary>
        private static long SortOf(IssuedDocument document) =>
            document.IssuedOn is { } day ? FoundDocuments.SortOf(day) + document.Position : -1;
    }

    /// <summary>An acknowledgement is given out with its file; until then nobody has it.</summary>
    private bool IsIssued => IssuedOn is not null && (Kind != DocumentKind.Acknowledgement || File is not null);
}

/// <summary>The stored original.</summary>
/// <param name="Kind">Under which it is kept.</param>
/// <param name="Sha256">Of the bytes, lower-case hex.</param>
public sealed record DocumentFile(string Kind, string Sha256, int Bytes);
