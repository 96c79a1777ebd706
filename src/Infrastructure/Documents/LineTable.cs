using Store.Application.Documents;
using Store.Infrastructure.Documents.Pdf;

namespace Store.Infrastructure.Documents;

/// <summary>The lines of a document as a table, whose columns depend on what kind of document it is.</summary>
/// <param name="Reduced">Rates in percent whose lines are marked ※.</param>
internal sealed record LineTable(
    IReadOnlyList<Column> Columns,
    IReadOnlyList<IReadOnlyList<Cell>> Rows,
    IReadOnlySet<int> Reduced
)
{
    private const double Width = PageFlow.Right - PageFlow.Left;

    private static readonly Column[] OfAgreed =
    [
        new("No.", 26, Align.Centre),
        new("品名", Width - 323, Align.Left),
        new("数量", 44, Align.Right),
        new("単位", 46, Align.Centre),
        new("単価（月額）", 66, Align.Right),
        new("月数", 32, Align.Right),
        new("税率", 33, Align.Centre),
        new("金額（税抜）", 76, Align.Right),
    ];

    private static readonly Column[] OfMonth =
    [
        new("No.", 30, Align.Centre),
        new("承諾日", 66, Align.Centre),
        new("ご注文番号", 88, Align.Centre),
        new("内容", Width - 299, Align.Left),
        new("税率", 35, Align.Centre),
        new("金額（税抜）", 80, Align.Right),
    ];

    /// <summary>What was quoted or ordered: the lines of quotes, acknowledgements and invoices.</summary>
    public static LineTable Of(IReadOnlyList<SheetLine> lines) =>
        new(
            OfAgreed,
            [.. lines.Select((line, i) => Row(line, i + 1))],
            lines.Where(l => l.ReducedRate).Select(l => l.TaxRatePercent).ToHashSet()
        );

    /// <summary>What a month comes to.</summary>
    public static LineTable Of(IReadOnlyList<StatementLine> lines) =>
        new(
            OfMonth,
            [.. lines.Select((line, i) => Row(line, i + 1))],
            lines.Where(l => l.ReducedRate).Select(l => l.TaxRatePercent).ToHashSet()
        );

    private static IReadOnlyList<Cell> Row(SheetLine line, int number)
    {
        (string, TextStyle)[] name = [(line.ProductName, TextStyle.Strong), (line.PlanName, TextStyle.Small)];
        if (line.ProrationNote is { } note)
        {
            name = [.. name, (note, TextStyle.Quiet)];
        }

        return
        [
            new(($"{number}", TextStyle.Quiet)),
            new(name),
            new((JapaneseText.Number(line.Seats), TextStyle.Plain)),
            new((line.Unit, TextStyle.Small)),
            new((JapaneseText.Yen(line.UnitPriceYen), TextStyle.Plain)),
            new((line.Months is { } months ? JapaneseText.Number(months) : "−", TextStyle.Plain)),
            new((Rate(line.TaxRatePercent, line.ReducedRate), TextStyle.Small)),
            new((JapaneseText.Yen(line.AmountYen), TextStyle.Plain)),
        ];
    }

    private static IReadOnlyList<Cell> Row(StatementLine line, int number)
    {
        (string, TextStyle)[] content = [(line.Description, TextStyle.Small)];
        if (line.CorrectedOn is { } day)
        {
            content = [.. content, ($"取消日 {JapaneseText.Date(day)}", TextStyle.Quiet)];
        }

        return
        [
            new(($"{number}", TextStyle.Quiet)),
            new((JapaneseText.Date(line.AcceptedOn), TextStyle.Small)),
            new((line.OrderNumber, TextStyle.Small)),
            new(content),
            new((Rate(line.TaxRatePercent, line.ReducedRate), TextStyle.Small)),
            new((JapaneseText.Yen(line.AmountYen), TextStyle.Plain)),
        ];
    }

    private static string Rate(int percent, bool reduced) => $"{percent}%{(reduced ? "※" : "")}";
}
