using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Store.Application.Json;
using Store.Domain.Billing;

namespace Store.Application.Billing;

/// <summary>
/// Cuts a month's lines into facts. A page has at most 200 lines, and fewer where texts are long, so that it fits into
/// a fact; its hash is the SHA-256 of its lines as the store writes JSON.
/// </summary>
public static class BillingPages
{
    public const int MostLines = 200;

    private const int MostBytes = 40 * 1024;

    /// <summary>A line's field names, dates and numbers, at most.</summary>
    private const int BytesBesideText = 160;

    public static IReadOnlyList<BillingPageRecorded> Cut(
        string accountId,
        YearMonth month,
        IReadOnlyList<BilledLine> lines
    )
    {
        var pages = new List<BillingPageRecorded>();
        var page = new List<BilledLine>();
        var bytes = 0;
        foreach (var line in lines)
        {
            var size = BytesBesideText + Encoding.UTF8.GetByteCount(line.Description);
            if (page.Count == MostLines || (page.Count > 0 && bytes + size > MostBytes))
            {
                Turn();
            }

            page.Add(line);
            bytes += size;
        }

        if (page.Count > 0)
        {
            Turn();
        }

        return pages;

        void Turn()
        {
            pages.Add(new BillingPageRecorded(accountId, month, pages.Count + 1, [.. page]));
            page.Clear();
            bytes = 0;
        }
    }

    public static BilledPage HashOf(BillingPageRecorded page) =>
        new(page.Page, page.Lines.Count, Convert.ToHexStringLower(SHA256.HashData(StoreJson.Write(page.Lines))));
}
