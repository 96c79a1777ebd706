using System.Diagnostics;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Timelines;
using Store.Domain;
using Store.Domain.Catalogue;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>What happened to an order and when, for people. Made from the facts themselves at every read.</summary>
public sealed record OrderTimeline(string Number, IReadOnlyList<TimelineEntry> Items)
{
    public static OrderTimeline Of(string number, IReadOnlyList<RecordedFact> facts, bool forOperators) =>
        new(number, [.. facts.Select(f => TimelineEntry.Of(f, TextOf(f.Fact), forOperators))]);

    /// <summary>The one table of texts. Why Net Protections refused stays between the store and it.</summary>
    private static TimelineText TextOf(Fact fact) =>
        fact switch
        {
            OrderPlaced f => new(
                $"ご注文を受け付けました（{Yen(f.TotalYen)}）",
                $"Order received ({YenInEnglish(f.TotalYen)})"
            ),
            OrderCreditHeld f => f.Cause switch
            {
                HoldCause.StoreLine => new(
                    $"与信枠を超えているため、ご注文を保留しました（回答期限 {Day(f.AnswerByOn)}）",
                    $"Held: over the credit line (answer by {Iso(f.AnswerByOn)})"
                ),
                HoldCause.NetProtections => new(
                    $"ネットプロテクションズの与信限度額を超えているため、ご注文を保留しました（回答期限 {Day(f.AnswerByOn)}）",
                    $"Held: over the limit of Net Protections (answer by {Iso(f.AnswerByOn)})"
                ),
                _ => throw new UnreachableException($"{f.Cause}"),
            },
            OrderScreeningPending => new(
                "ネットプロテクションズが審査しています",
                "Net Protections is screening the order"
            ),
            OrderScreeningRefused f => new(
                $"審査の結果、銀行振込（NP掛け払い）はご利用いただけません（カードでのお支払い期限 {Day(f.AnswerByOn)}）",
                $"The screening did not pass; the order can be paid by card (by {Iso(f.AnswerByOn)})"
            ),
            OrderReleased => new("保留を解除し、審査を始めました", "The hold was lifted and the screening began"),
            OrderAccepted f => f.PaymentMethod switch
            {
                PaymentMethod.OnAccount => new(
                    "審査を通過し、ご注文を承諾しました",
                    "Screening passed; order accepted"
                ),
                PaymentMethod.Card => new("決済が完了し、ご注文を承諾しました", "Payment completed; order accepted"),
                _ => throw new UnreachableException($"{f.PaymentMethod}"),
            },
            OrderDelivered f => f.By switch
            {
                Delivery.Immediately => new("ご注文と同時に納品しました", "Delivered at acceptance"),
                Delivery.ByOperator => new("納品しました", "Delivered"),
                _ => throw new UnreachableException($"{f.By}"),
            },
            OrderBillingRequested f => new(
                $"ネットプロテクションズへ請求を依頼しました（{f.BaseOn.Year}年{f.BaseOn.Month}月分）",
                $"Net Protections was asked to bill the order for {f.BaseOn.Year}-{f.BaseOn.Month:D2}"
            ),
            OrderPaid f => new(
                $"ネットプロテクションズへのお支払いを確認しました（お支払日 {Day(f.PaidOn)}）",
                $"Paid to Net Protections on {Iso(f.PaidOn)}"
            ),
            OrderCancellationRequested => new("ご注文の取り消しを進めています", "The order is being cancelled"),
            OrderCancellationRefused => new(
                "取り消しを完了できませんでした。担当者が確認しています",
                "The cancellation could not be completed; the store is looking into it"
            ),
            OrderCancelled f => f.Cause switch
            {
                CancellationCause.Unanswered => new(
                    "期限までにお手続きがなかったため、ご注文を取り消しました",
                    "Cancelled: the order was not answered in time"
                ),
                CancellationCause.Operator => new("ご注文を取り消しました", "The order was cancelled"),
                CancellationCause.CardNotCharged => new(
                    "カードでのお支払いが成立しなかったため、ご注文を取り消しました",
                    "Cancelled: the card was not charged"
                ),
                _ => throw new UnreachableException($"{f.Cause}"),
            },
            OrderCardChosen => new("カードでのお支払い手続きを始めました", "Payment by card was chosen"),
            OrderAuthorizationSent => new("カード会社へ承認を依頼しました", "The card company was asked to approve"),
            OrderCardAuthorized => new("カード会社の承認を受けました", "The card company approved"),
            OrderPaymentDeclined f => CardSentences.Of(f.Reason),
            OrderPaymentUnknown => new(
                "カード決済の結果を確認しています",
                "The outcome of the card payment is being looked into"
            ),
            OrderPaymentResolved f => f.Outcome switch
            {
                PaymentResolution.Accepted => new(
                    "担当者がお支払いの成立を確認しました",
                    "The store found that the payment stands"
                ),
                PaymentResolution.Cancelled => new(
                    "担当者がお支払いの不成立を確認しました",
                    "The store found that nothing is owed"
                ),
                _ => throw new UnreachableException($"{f.Outcome}"),
            },
            OrderCaptured f => new(
                $"カードへのご請求が確定しました（{Yen(f.AmountYen)}）",
                $"The card was charged ({YenInEnglish(f.AmountYen)})"
            ),
            OrderRefunded f => new(
                $"カードへ返金しました（{Yen(f.AmountYen)}）",
                $"Refunded to the card ({YenInEnglish(f.AmountYen)})"
            ),
            OrderAuthorizationReturned => new("カード会社の承認を取り消しました", "The approval was given back"),
            OrderDocumentFiled => new("注文請書を発行しました", "The acknowledgement was issued"),
            OrderInvoiced { Corrects: { } old } f => new(
                $"適格請求書 {old} を訂正し、{f.InvoiceNumber} を発行しました",
                $"The invoice {f.InvoiceNumber} was issued in the place of {old}"
            ),
            OrderInvoiced f => new(
                $"適格請求書を発行しました（{f.InvoiceNumber}）",
                $"The invoice {f.InvoiceNumber} was issued"
            ),
            OrderReturnInvoiced f => new(
                $"適格返還請求書を発行しました（{f.ReturnInvoiceNumber}）",
                $"The return invoice {f.ReturnInvoiceNumber} was issued"
            ),
            _ => throw new UnreachableException(fact.GetType().Name),
        };

    private static string Yen(long yen) => string.Create(CultureInfo.InvariantCulture, $"{yen:N0}円");

    private static string YenInEnglish(long yen) => string.Create(CultureInfo.InvariantCulture, $"{yen:N0} yen");

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

    private static string Day(LocalDate day) => $"{day.Year}年{day.Month}月{day.Day}日";
}

/// <summary>An order's timeline; another account's is answered like one that does not exist (SITE-1).</summary>
/// <param name="AccountId">Null for operators, who also see the reasons given.</param>
public sealed record GetOrderTimeline(string? AccountId, string Number) : IQuery
{
    public sealed class Handler(IEventLog log) : IQueryHandler<GetOrderTimeline>
    {
        public async Task<QueryResult> Handle(GetOrderTimeline query, CancellationToken cancellationToken)
        {
            var facts = await log.Read(StreamId.Of<Order>(query.Number), cancellationToken);
            if (
                facts is not [{ Fact: OrderPlaced placed }, ..]
                || (query.AccountId is { } account && placed.AccountId != account)
            )
            {
                return OrderRefusals.NotFound;
            }

            var timeline = OrderTimeline.Of(query.Number, facts, query.AccountId is null);
            return new QueryResult(StoreJson.Write(timeline), facts[^1].Position, StateTag.Of(facts[^1].Version));
        }
    }
}
