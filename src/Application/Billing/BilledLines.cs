using System.Globalization;
using NodaTime;
using Store.Domain.Billing;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Orders;

namespace Store.Application.Billing;

/// <summary>What orders and their corrections put on a month's bill.</summary>
internal static class BilledLines
{
    public static IReadOnlyList<BilledLine> Of(string number, OrderAccepted accepted) =>
        [
            .. accepted.Lines.Select(l => new BilledLine(
                number,
                Text(l),
                accepted.AcceptedOn,
                l.AmountYen,
                l.TaxRatePercent
            )),
        ];

    /// <summary>The same lines with a minus.</summary>
    public static IReadOnlyList<BilledLine> Back(string number, UndoneAcceptance undone, LocalDate today) =>
        [
            .. undone.Lines.Select(l => new BilledLine(
                number,
                $"【取消】{Text(l)}",
                undone.AcceptedOn,
                -l.AmountYen,
                l.TaxRatePercent,
                today
            )),
        ];

    /// <summary>One amount for each rate, the highest rate first.</summary>
    public static IReadOnlyList<TaxableAmount> Sum(IEnumerable<TaxableAmount> amounts) =>
        [
            .. amounts
                .GroupBy(a => a.RatePercent, a => a.AmountYen)
                .OrderByDescending(rate => rate.Key)
                .Select(rate => new TaxableAmount(rate.Sum(), rate.Key)),
        ];

    private static string Text(AgreedLine line) =>
        line.Proration is { } part
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{line.ProductName} {line.PlanName} {line.Seats}席追加（{part.FromOn:uuuu-MM-dd}～{part.ToOn:uuuu-MM-dd}）"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{line.ProductName} {line.PlanName} {line.Seats}席×{line.Months}か月"
            );
}
