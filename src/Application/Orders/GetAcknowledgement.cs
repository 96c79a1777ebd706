using System.Diagnostics;
using NodaTime;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Application.Time;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// The acknowledgement of an accepted order (注文請書, E2). It is made at the first request, once: the same sheet gives
/// the same bytes, the first to store them has made it, and the fact names what is stored.
/// </summary>
/// <param name="AccountId">Null for operators.</param>
public sealed record GetAcknowledgement(string? AccountId, string Number) : IQuery
{
    public sealed class Handler(
        IEventLog log,
        IFileStore files,
        IDocumentRenderer renderer,
        TaxRates rates,
        IStoreClock clock
    ) : IQueryHandler<GetAcknowledgement>
    {
        private const string Kind = Order.AcknowledgementKind;

        public async Task<QueryResult> Handle(GetAcknowledgement query, CancellationToken cancellationToken)
        {
            var stream = StreamId.Of<Order>(query.Number);
            var facts = await log.Read(stream, cancellationToken);
            if (
                facts is not [{ Fact: OrderPlaced placed }, ..]
                || (query.AccountId is { } account && placed.AccountId != account)
            )
            {
                return OrderRefusals.NotFound;
            }

            if (facts.FirstOrDefault(f => f.Fact is OrderAccepted) is not { Fact: OrderAccepted accepted } acceptance)
            {
                return (QueryResult)OrderRefusals.NotAccepted with { Position = facts[^1].Position };
            }

            var file = await files.Find(Kind, stream, cancellationToken);
            if (file is null)
            {
                var sheet = SheetOf(query.Number, facts[0].RecordedAt, placed, accepted, rates);
                file = await files.Keep(
                    Kind,
                    acceptance,
                    sheet.AcceptedOn,
                    "application/pdf",
                    renderer.Acknowledgement(sheet),
                    clock.Now,
                    cancellationToken
                );
            }

            var position = await FileFact(acceptance, facts, file, cancellationToken);
            return new QueryResult(file.Bytes, position, file.Sha256, file.ContentType)
            {
                FileName = $"注文請書_{query.Number}.pdf",
            };
        }

        /// <summary>Also where the document was stored a while ago and the process ended before the fact.</summary>
        private async Task<long> FileFact(
            RecordedFact acceptance,
            IReadOnlyList<RecordedFact> facts,
            StoredFile file,
            CancellationToken ct
        )
        {
            if (facts.LastOrDefault(f => f.Fact is OrderDocumentFiled { Kind: Kind }) is not null)
            {
                return facts[^1].Position;
            }

            var stream = acceptance.Stream;
            var request = new DecisionRequest(
                nameof(GetAcknowledgement),
                Actor.System,
                [stream],
                session =>
                    session.Decide<Order>(stream.Id, o => o.FileAcknowledgement(file.Sha256, file.Bytes.Length))
                        is { } refused
                        ? refused
                        : DecisionResult.Done
            )
            {
                Correlation = acceptance.Correlation,
                Causation = acceptance.Id,
            };
            return await log.Decide(request, ct) switch
            {
                CommandResult.Done done => done.Position,
                CommandResult.Refused { Refusal: var why } => throw new InvalidOperationException(
                    $"The acknowledgement of {stream} was not filed: {why.Code}."
                ),
                _ => throw new UnreachableException(),
            };
        }
    }

    internal static AcknowledgementSheet SheetOf(
        string number,
        Instant placedAt,
        OrderPlaced placed,
        OrderAccepted accepted,
        TaxRates rates
    )
    {
        var ends = placed.Lines.Select(l => LastDayOf(l, accepted.StartsOn)).ToList();
        var last = ends.Max();
        var placedOn = TokyoTime.DateOf(placedAt);
        return new AcknowledgementSheet(
            number,
            placedOn,
            accepted.AcceptedOn,
            placed.CompanyName,
            OrderSummary.SubjectOf([.. placed.Lines.Select(l => l.ProductName)]),
            AgreedSheets.IssuerOf(placed.Seller),
            [.. placed.Lines.Select(l => AgreedSheets.LineOf(l, rates, placedOn))],
            placed.SubtotalYen,
            [.. placed.TaxByRate.Select(AgreedSheets.TaxOf)],
            placed.TotalYen,
            accepted.PaymentMethod switch
            {
                PaymentMethod.OnAccount => "銀行振込（NP掛け払い）、月末締め翌月末払い",
                PaymentMethod.Card => "クレジットカード（一括払い）",
                _ => throw new UnreachableException($"{accepted.PaymentMethod}"),
            },
            accepted.StartsOn,
            last,
            placed.QuoteNumber,
            placed.PurchaseOrderNumber,
            placed.Claim is null || accepted.PaymentMethod != PaymentMethod.OnAccount
                ? null
                : StandingSentences.ClaimGoesToNetProtections,
            ends.TrueForAll(end => end == last) ? [] : ["契約期間の終了日は明細により異なります。"]
        );
    }

    /// <summary>Inclusive: a month that begins on the 31st ends before the same day of the next, clamped.</summary>
    private static LocalDate LastDayOf(AgreedLine line, LocalDate startsOn) =>
        line.Proration?.ToOn ?? startsOn.PlusMonths(line.TermMonths).PlusDays(-1);
}
