using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Store.Application.Catalogue;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Application.ReadModels;
using Store.Application.Support;
using Store.Application.Time;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Money;
using Store.Domain.Payments;

namespace Store.Application.Billing;

/// <summary>
/// The statement of a closed month (ご利用明細書): what Net Protections' invoice is made of. It is made at the first
/// request, once, of the facts that the closing recorded, and it says that it is no invoice (C4).
/// </summary>
/// <param name="ForOperators">Whether an unknown account is worth telling apart from a month without a bill.</param>
public sealed record GetStatement(string AccountId, YearMonth Month, bool ForOperators = false) : IQuery
{
    public sealed class Handler(
        IEventLog log,
        IReadDocuments reads,
        IFileStore files,
        IDocumentRenderer renderer,
        StatementSheets sheets,
        IStoreClock clock
    ) : IQueryHandler<GetStatement>
    {
        private const string Kind = BillingMonth.StatementKind;

        public async Task<QueryResult> Handle(GetStatement query, CancellationToken cancellationToken)
        {
            var stream = StreamId.Of<BillingMonth>(BillingMonth.IdOf(query.AccountId, query.Month));
            var facts = await log.Read(stream, cancellationToken);
            if (facts.FirstOrDefault(f => f.Fact is BillingMonthClosed) is not { } closing)
            {
                return await Missing(query, stream.Id, cancellationToken);
            }

            var account = await log.Read(StreamId.Of<Account>(query.AccountId), cancellationToken);
            var sheet = sheets.Of(facts, closing, CompanyAt(closing, account));
            var file =
                await files.Find(Kind, stream, cancellationToken)
                ?? await files.Keep(
                    Kind,
                    closing,
                    sheet.IssuedOn,
                    "application/pdf",
                    renderer.Statement(sheet),
                    clock.Now,
                    cancellationToken
                );
            var position = await FileFact(closing, facts, sheet, file, cancellationToken);
            return new QueryResult(file.Bytes, position, file.Sha256, file.ContentType)
            {
                FileName = $"ご利用明細書_{sheet.Number}.pdf",
            };
        }

        /// <summary>Also where the document was stored a while ago and the process ended before the fact.</summary>
        private async Task<long> FileFact(
            RecordedFact closing,
            IReadOnlyList<RecordedFact> facts,
            StatementSheet sheet,
            StoredFile file,
            CancellationToken ct
        )
        {
            if (facts.Any(f => f.Fact is BillingDocumentFiled))
            {
                return facts[^1].Position;
            }

            var (stream, closed) = (closing.Stream, (BillingMonthClosed)closing.Fact);
            var filed = new BillingDocumentFiled(
                Kind,
                sheet.Number,
                closed.AccountId,
                sheet.AddresseeCompany,
                sheet.IssuedOn,
                closed.TotalYen,
                file.Sha256,
                file.Bytes.Length
            );
            var request = new DecisionRequest(
                nameof(GetStatement),
                Actor.System,
                [stream],
                session =>
                    session.Decide<BillingMonth>(stream.Id, m => m.FileStatement(filed)) is { } refused
                        ? refused
                        : DecisionResult.Done
            )
            {
                Correlation = closing.Correlation,
                Causation = closing.Id,
            };
            return await log.Decide(request, ct) is CommandResult.Done done
                ? done.Position
                : throw new InvalidOperationException($"The statement of {stream} was not filed.");
        }

        private async Task<QueryResult> Missing(GetStatement query, string key, CancellationToken ct)
        {
            var read = await reads.Get(InvoiceDocument.ProjectionName, key, ct);
            if (read.Refused is { } refused)
            {
                return (QueryResult)refused with { Position = read.Position };
            }

            var unknown = query.ForOperators && (await log.Read(StreamId.Of<Account>(query.AccountId), ct)).Count == 0;
            var isOpen = read.Value is not null || query.Month == TokyoTime.MonthOf(clock.Now);
            return (QueryResult)(
                unknown ? AccountRefusals.NotFound
                : isOpen ? BillingRefusals.MonthOpen
                : BillingRefusals.NotFound
            ) with
            {
                Position = read.Position,
            };
        }

        /// <summary>As it was called when the month closed, whatever it is called by now.</summary>
        private static string CompanyAt(RecordedFact closing, IReadOnlyList<RecordedFact> account) =>
            account
                .TakeWhile(f => f.Position < closing.Position)
                .Select(f =>
                    f.Fact switch
                    {
                        AccountRegistered registered => registered.Information.CompanyName,
                        BasicInformationCorrected corrected => corrected.Information.CompanyName,
                        _ => null,
                    }
                )
                .LastOrDefault(name => name is not null)
            ?? throw new InvalidOperationException($"{closing.Stream} has no account.");
    }
}

/// <summary>Fills in the statement of a closed month.</summary>
public sealed class StatementSheets(SaleSettings sale, TaxRates rates, SupportDesks desks)
{
    /// <param name="facts">Of the month: its pages and its closing.</param>
    public StatementSheet Of(IReadOnlyList<RecordedFact> facts, RecordedFact closing, string companyName)
    {
        var month = (BillingMonthClosed)closing.Fact;
        var issuer = AgreedSheets.IssuerOf(sale.Seller) with { RegistrationNumber = null };
        return new StatementSheet(
            YearMonthPattern.Iso.Format(month.Month),
            TokyoTime.DateOf(closing.RecordedAt),
            companyName,
            issuer,
            ParticularsOf(month),
            [.. facts.Select(f => f.Fact).OfType<BillingPageRecorded>().SelectMany(p => p.Lines).Select(LineOf)],
            month.SubtotalYen,
            [.. month.TaxByRate.Select(AgreedSheets.TaxOf)],
            month.TotalYen,
            [ClaimAssignment.NetProtections.Notice, InvoiceOn.TaxIsRoundedOnce, WhomToAsk()]
        );
    }

    private static List<(string, string)> ParticularsOf(BillingMonthClosed month)
    {
        var debited = month.Method == BillingCollection.DirectDebit;
        return
        [
            ("ご利用月", string.Create(CultureInfo.InvariantCulture, $"{month.Month.Year}年{month.Month.Month}月分")),
            ("締日", Day(month.ClosesOn)),
            (debited ? "通知書発行日" : "請求書発行日", Day(month.IssuesOn)),
            (debited ? "口座振替日" : "お支払期限", Day(month.DueOn)),
            .. month.TransferLastBankingDayOn is { } last && last != month.DueOn
                ? [("最終振込日", $"{Day(last)}（金融機関営業日）")]
                : ((string, string)[])[],
            ("お支払方法", debited ? "口座振替（NP掛け払い）" : "銀行振込（NP掛け払い）"),
            (debited ? "通知書の発行" : "請求書の発行", month.Issuer),
            ("債権の譲渡先", ClaimAssignment.NetProtections.AssignedTo),
        ];
    }

    private StatementLine LineOf(BilledLine line) =>
        new(
            line.AcceptedOn,
            line.OrderNumber,
            line.Description,
            line.CorrectedOn,
            line.AmountYen,
            line.TaxRatePercent,
            ReducedRate: rates.CategoryOf(line.TaxRatePercent, line.AcceptedOn) == TaxCategory.Reduced
        );

    private string WhomToAsk()
    {
        var desk = desks.Of(PaymentMethod.OnAccount);
        var ways = string.Join(
            "、",
            new[] { desk.Phone, desk.Email, desk.InquiryForm }.Where(way => !string.IsNullOrEmpty(way))
        );
        var hours = desk is { OpensAt: { } opens, ClosesAt: { } closes } ? $"（{opens}〜{closes}）" : "";
        return $"お支払い・請求書に関するお問い合わせ：{desk.Desk}　{ways}{hours}";
    }

    private static string Day(LocalDate day) =>
        string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日");
}
