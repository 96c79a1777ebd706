using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Credit;
using Store.Domain.ProviderFacts;

namespace Store.Application.Accounts;

/// <summary>
/// One thing that happened to an account: what, when, by whom and why. For operators; no personal data stands in it,
/// so that it outlives an erasure. What orders did stands in their own timelines.
/// </summary>
/// <param name="What">The fact's stored name: stable, for programs.</param>
/// <param name="By">The buyer, an operator, or the store itself.</param>
/// <param name="ActorId">The operator's id, or the name of what acted.</param>
/// <param name="Reason">What an operator gave.</param>
public sealed record AccountTimelineEntry(
    Instant At,
    string What,
    string By,
    string ActorId,
    AccountTimelineEntry.Texts Text,
    string? Reason
)
{
    public const string ProjectionName = "account_timeline";

    public sealed record Texts(string Ja, string En);

    [JsonIgnore]
    public string AccountId { get; init; } = "";

    [JsonIgnore]
    public long Position { get; init; }

    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>A document for each fact, by its position.</summary>
    public sealed class Projection : Projection<AccountTimelineEntry>
    {
        public override string Name => ProjectionName;

        public override int Version => 1;

        public override bool Begins(RecordedFact fact) => true;

        public override string? KeyOf(RecordedFact fact) =>
            AccountOf(fact) is null ? null : fact.Position.ToString(CultureInfo.InvariantCulture);

        public override AccountTimelineEntry Apply(AccountTimelineEntry? document, RecordedFact fact) =>
            new(fact.RecordedAt, fact.Type, By(fact.Actor), fact.Actor.Id, TextOf(fact.Fact), fact.Actor.Reason)
            {
                AccountId = AccountOf(fact) ?? throw new UnreachableException(fact.Type),
                Position = fact.Position,
                Version = fact.Version,
            };

        public override ReadDocument Store(string key, AccountTimelineEntry document) =>
            new(key, document.AccountId, document.Position, document.Version, StoreJson.Write(document));

        public override AccountTimelineEntry Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                AccountId = stored.Owner!,
                Position = stored.Sort,
                Version = stored.Version,
            };

        /// <summary>Null for what the timeline does not tell.</summary>
        private static string? AccountOf(RecordedFact fact) =>
            fact.Fact switch
            {
                AccountFact or CreditLineOpened or CreditLineLimitSet => fact.Stream.Id,
                NpInvoiceIssued f => f.AccountId,
                NpPaymentReceived f => f.AccountId,
                _ => null,
            };

        private static string By(Actor actor) =>
            actor.Kind switch
            {
                // Whoever registers has not signed in yet.
                ActorKind.Buyer or ActorKind.Machine or ActorKind.Anonymous => "buyer",
                ActorKind.Operator => "operator",
                ActorKind.Reactor or ActorKind.System => "store",
                _ => throw new UnreachableException($"{actor.Kind} does nothing to accounts."),
            };

        private static Texts TextOf(Fact fact) =>
            fact switch
            {
                AccountRegistered f => new(
                    $"会員登録し、規約（{f.AgreedTermsVersion}）に同意しました",
                    $"Registered, and agreed to the terms of {f.AgreedTermsVersion}"
                ),
                TermsAgreed f => new($"規約（{f.Version}）に同意しました", $"Agreed to the terms of {f.Version}"),
                BasicInformationCorrected { InquiryNumber: { } inquiry } => new(
                    $"お問い合わせ {inquiry} により基本登録情報を訂正しました",
                    $"Basic registration data corrected, as asked in {inquiry}"
                ),
                BasicInformationCorrected => new("基本登録情報を訂正しました", "Basic registration data corrected"),
                NpBuyerRegistered f => new(
                    $"ネットプロテクションズに購入企業 {f.NpBuyerId} として登録されました（審査結果 {f.Result}）",
                    $"Known to Net Protections as {f.NpBuyerId} (screening {f.Result})"
                ),
                GuaranteeReported f => new(
                    $"保証ステータスは {NameOf(f.Status)} です（{Iso(f.SinceOn)} から）",
                    $"Guarantee status {NameOf(f.Status)} since {Iso(f.SinceOn)}"
                ),
                DirectDebitMoved f => Texted(f),
                AccountErased => new("個人情報を消去しました", "Personal data erased"),
                CreditLineOpened f => new(
                    $"与信枠を {Yen(f.LimitYen)} 円で開設しました",
                    $"Credit line opened at {Yen(f.LimitYen)} yen"
                ),
                CreditLineLimitSet f => new(
                    $"与信枠を {Yen(f.LimitYen)} 円に変更しました",
                    $"Credit line set to {Yen(f.LimitYen)} yen"
                ),
                NpInvoiceIssued f => new(
                    $"{Iso(f.Month)} 分の請求書 {f.NpInvoiceNumber} が発行されました（{Yen(f.AmountYen)} 円）",
                    $"Invoice {f.NpInvoiceNumber} issued for {Iso(f.Month)}: {Yen(f.AmountYen)} yen"
                ),
                NpPaymentReceived f => new(
                    $"注文 {f.Orders.Count} 件の入金を確認しました（{Yen(f.AmountYen)} 円、{Iso(f.PaidOn)}）",
                    $"Paid on {Iso(f.PaidOn)}: {f.Orders.Count} orders, {Yen(f.AmountYen)} yen"
                ),
                _ => throw new UnreachableException(fact.GetType().Name),
            };

        /// <summary>DD-1 to DD-6.</summary>
        private static Texts Texted(DirectDebitMoved f) =>
            f.To switch
            {
                DirectDebitStep.Requested => new("口座振替を申し込みました", "Direct debit requested"),
                DirectDebitStep.FormSent => new("口座振替依頼書が送付されました", "Direct debit: form sent"),
                DirectDebitStep.FormReceived => new("口座振替依頼書が受領されました", "Direct debit: form received"),
                DirectDebitStep.BankScreening => new("金融機関が審査しています", "Direct debit: the bank is screening"),
                DirectDebitStep.Active => new(
                    $"口座振替が {Iso(f.EffectiveFrom!.Value)} 締めから始まります",
                    $"Direct debit active from the closing of {Iso(f.EffectiveFrom!.Value)}"
                ),
                DirectDebitStep.Rejected => new("口座振替は認められませんでした", "Direct debit rejected"),
                DirectDebitStep.StopRequested => new("口座振替の停止を申し込みました", "Direct debit: stop requested"),
                DirectDebitStep.Stopped => new(
                    $"口座振替が {Iso(f.EffectiveFrom!.Value)} 締めから銀行振込に戻ります",
                    $"Direct debit stopped from the closing of {Iso(f.EffectiveFrom!.Value)}"
                ),
                _ => throw new UnreachableException($"{f.To}"),
            };

        private static string NameOf(GuaranteeStatus status) => $"{status}".ToUpperInvariant();

        private static string Yen(long yen) => yen.ToString("N0", CultureInfo.InvariantCulture);

        private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

        private static string Iso(YearMonth month) => YearMonthPattern.Iso.Format(month);
    }
}

/// <summary>What happened to an account, the newest first.</summary>
public sealed record GetAccountTimeline(string AccountId, PageRequest Page) : IQuery
{
    public sealed class Handler(IReadDocuments reads) : IQueryHandler<GetAccountTimeline>
    {
        public async Task<QueryResult> Handle(GetAccountTimeline query, CancellationToken cancellationToken)
        {
            var asked = query.Page.Of(AccountTimelineEntry.ProjectionName, query.AccountId);
            var entries = await reads.List(asked, cancellationToken);
            return entries is { Refused: null, Value.Count: 0 } && query.Page.After is null
                ? (QueryResult)AccountRefusals.NotFound with
                {
                    Position = entries.Position,
                }
                : query.Page.Show(entries);
        }
    }
}
