using System.Globalization;
using System.Text;
using NodaTime.Text;
using Store.Application.Json;

namespace Store.Application.Audit;

/// <summary>
/// Documents as a table of comma-separated values (RFC 4180) that a spreadsheet opens: UTF-8 with its mark, a header,
/// CRLF. A text that a spreadsheet would take for a formula gets an apostrophe before it, as spreadsheets themselves
/// write it; numbers and dates are never texts.
/// </summary>
internal static class DocumentTable
{
    private const string FormulaBegins = "=+-@\t\r";

    public static readonly byte[] Header =
    [
        .. Encoding.UTF8.Preamble,
        .. "issuedOn,kind,number,counterparty,totalYen,replaces,replacedBy,accountId,id,position,sha256,bytes,file\r\n"u8,
    ];

    /// <param name="file">The original's name beside the table; empty where there is none.</param>
    public static byte[] Row(IssuedDocument document, string file) =>
        Encoding.UTF8.GetBytes(
            string.Join(
                ',',
                document.IssuedOn is { } day ? LocalDatePattern.Iso.Format(day) : "",
                StoreJson.NameOf(document.Kind),
                Cell(document.Number),
                Cell(document.Counterparty),
                document.TotalYen.ToString(CultureInfo.InvariantCulture),
                Cell(document.Replaces),
                Cell(document.ReplacedBy),
                Cell(document.AccountId),
                Cell(document.Id),
                document.Position.ToString(CultureInfo.InvariantCulture),
                document.File?.Sha256 ?? "",
                document.File?.Bytes.ToString(CultureInfo.InvariantCulture) ?? "",
                Cell(file)
            ) + "\r\n"
        );

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var shown = FormulaBegins.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return shown.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : shown;
    }
}
