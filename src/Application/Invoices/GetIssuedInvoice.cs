using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Invoices;
using Store.Domain.Money;
using Store.Domain.Payments;

namespace Store.Application.Invoices;

/// <summary>An invoice of the store's own (適格請求書), as operators see it.</summary>
/// <param name="SuppliedOn">取引年月日.</param>
/// <param name="ChargedOn">The day on which the card was charged.</param>
/// <param name="RegistrationNumber">Of the issuer: T and 13 digits.</param>
/// <param name="Corrects">The invoice in whose place this one stands.</param>
/// <param name="CorrectedBy">The invoice that stands in its place; null where it is valid.</param>
/// <param name="Note">Printed on it.</param>
/// <param name="Sha256">Of the stored document, lower-case hex; null until it was made.</param>
public sealed record IssuedInvoice(
    string Number,
    string OrderNumber,
    string AccountId,
    string CompanyName,
    LocalDate IssuedOn,
    LocalDate SuppliedOn,
    PaymentMethod PaymentMethod,
    LocalDate ChargedOn,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    string RegistrationNumber,
    string? Corrects,
    string? CorrectedBy,
    string? Note,
    string? Sha256
)
{
    public static IssuedInvoice Of(QualifiedInvoice invoice)
    {
        var issued = invoice.Issued!;
        return new(
            issued.Number,
            issued.OrderNumber,
            issued.AccountId,
            issued.CompanyName,
            issued.IssuedOn,
            issued.SuppliedOn,
            issued.PaymentMethod,
            issued.ChargedOn,
            issued.SubtotalYen,
            issued.TaxByRate,
            issued.TaxYen,
            issued.TotalYen,
            issued.Seller.RegistrationNumber,
            issued.Corrects,
            invoice.CorrectedBy,
            issued.Note,
            invoice.DocumentSha256
        );
    }
}

/// <summary>An invoice by its number, for operators.</summary>
public sealed record GetIssuedInvoice(string Number) : IQuery
{
    public sealed class Handler(IEventLog log) : IQueryHandler<GetIssuedInvoice>
    {
        public async Task<QueryResult> Handle(GetIssuedInvoice query, CancellationToken cancellationToken)
        {
            var facts = await log.Read(StreamId.Of<QualifiedInvoice>(query.Number), cancellationToken);
            if (facts.Count == 0)
            {
                return InvoiceRefusals.NotFound;
            }

            var invoice = facts.Aggregate(QualifiedInvoice.Initial, (state, f) => state.Evolve(f.Fact));
            return new QueryResult(
                StoreJson.Write(IssuedInvoice.Of(invoice)),
                facts[^1].Position,
                StateTag.Of(facts[^1].Version)
            );
        }
    }
}
