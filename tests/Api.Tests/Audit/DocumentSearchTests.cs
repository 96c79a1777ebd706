using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Audit;

/// <summary>C5: what was issued is found by date, amount and counterparty, and handed out as it was.</summary>
public sealed class DocumentSearchTests(SandboxStore store) : IClassFixture<SandboxStore>, IAsyncLifetime
{
    private const string Root = "/v1/audit/documents";

    private HttpClient _auditor = new();

    public async Task InitializeAsync()
    {
        var body = new { email = "auditor@store.example", password = "auditor-pass-1" };
        HttpResponseMessage answer;
        // Development seeds the auditor in a moment.
        while (!(answer = await store.Anonymous.PostAsJsonAsync("/v1/sessions", body)).IsSuccessStatusCode)
        {
            await Task.Delay(SandboxStore.Glance);
        }

        _auditor = store.Client((await answer.Json()).Text("accessToken"));
    }

    public Task DisposeAsync()
    {
        _auditor.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task C5_Documents_are_found_by_date_amount_and_counterparty_in_any_combination()
    {
        var buyer = await store.NewBuyer(limitYen: 5_000_000, ("companyName", "株式会社ＡＢＣ％検索"));
        var quote = await store.Quote(buyer, seats: 7);
        var number = (await store.Get(buyer.Client, $"/v1/quotes/{quote}")).Text("number");
        var today = (await store.Get(buyer.Client, $"/v1/quotes/{quote}")).Text("issuedOn");
        await Printed(quote);

        // Width and case aside, a wildcard is a character, and every range includes its ends.
        foreach (
            var wanted in (string[])
                [
                    $"counterparty={Uri.EscapeDataString("abc%検")}",
                    $"counterparty={Uri.EscapeDataString("ＡｂＣ")}&amountMin=92400&amountMax=92400",
                    $"counterparty={Uri.EscapeDataString("abc%")}&issuedFrom={today}&issuedTo={today}&kind=quote",
                ]
        )
        {
            (await Numbers(wanted)).Should().Equal([number], wanted);
        }

        (await Numbers($"counterparty={Uri.EscapeDataString("abc_検")}")).Should().BeEmpty();
        (await Numbers($"counterparty={Uri.EscapeDataString("abc%")}&amountMin=92401")).Should().BeEmpty();
        (await Numbers($"counterparty={Uri.EscapeDataString("abc%")}&kind=returnInvoice")).Should().BeEmpty();
    }

    [Fact]
    public async Task C5_What_has_no_counterparty_is_found_by_its_absence()
    {
        var cart = (await (await store.Anonymous.Send(HttpMethod.Post, "/v1/carts")).Json()).Text("id");
        await store.Anonymous.Send(
            HttpMethod.Put,
            $"/v1/carts/{cart}/lines/{SandboxStore.Standard}",
            new { seats = 3 }
        );
        var quote = await (await store.Anonymous.Send(HttpMethod.Post, $"/v1/carts/{cart}/quotes")).Json();

        (await Numbers("counterparty=")).Should().Contain(quote.Text("number"));
        (await Numbers("counterparty=&amountMax=1")).Should().BeEmpty();
    }

    [Fact]
    public async Task C5_Pages_tables_and_originals_hold_the_same()
    {
        var buyer = await store.NewBuyer(limitYen: 5_000_000, ("companyName", "株式会社三枚, \"=綴\""));
        List<string> quotes = [];
        for (var i = 0; i < 3; i++)
        {
            quotes.Add(await store.Quote(buyer));
            await Printed(quotes[i]);
        }

        var wanted = $"counterparty={Uri.EscapeDataString("三枚")}";
        var all = await Numbers(wanted);
        all.Should().HaveCount(3).And.BeInDescendingOrder(StringComparer.Ordinal);
        var (paged, next) = (new List<string>(), "");
        do
        {
            var page = await store.Get(_auditor, $"{Root}?{wanted}&limit=1{next}");
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(d => d.Text("number")));
            next = page.GetProperty("nextCursor").GetString() is { } cursor ? $"&cursor={cursor}" : "";
        } while (next.Length > 0);
        paged.Should().Equal(all);

        var asked = new HttpRequestMessage(HttpMethod.Get, $"{Root}?{wanted}");
        asked.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        var answer = await _auditor.SendAsync(asked);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/csv");
        var table = await answer.Content.ReadAsByteArrayAsync();
        table.Should().StartWith(Encoding.UTF8.GetPreamble());
        var rows = Encoding.UTF8.GetString(table).Split("\r\n");
        rows[0]
            .Should()
            .EndWith(
                "issuedOn,kind,number,counterparty,totalYen,replaces,replacedBy,accountId,id,position,sha256,bytes,file"
            );
        rows[1..4]
            .Should()
            .OnlyContain(r => r.Contains("\"株式会社三枚, \"\"=綴\"\"\",13200", StringComparison.Ordinal));

        await using var zip = new ZipArchive(await _auditor.GetStreamAsync($"{Root}.zip?{wanted}"));
        zip.Entries.Should().HaveCount(4);
        var manifest = await new StreamReader(zip.GetEntry("manifest.csv")!.Open()).ReadToEndAsync();
        foreach (var entry in zip.Entries.Where(e => e.Name != "manifest.csv"))
        {
            using var bytes = new MemoryStream();
            await entry.Open().CopyToAsync(bytes);
            bytes.ToArray().Should().StartWith("%PDF-"u8.ToArray());
            manifest.Should().Contain(Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())));
            manifest.Should().Contain(entry.FullName);
        }

        var original = await _auditor.GetAsync($"{Root}/quote/{quotes[0]}");
        (await original.Content.ReadAsByteArrayAsync())
            .Should()
            .Equal(await buyer.Client.GetByteArrayAsync($"/v1/quotes/{quotes[0]}/pdf"));
    }

    [Fact]
    public async Task What_is_no_search_is_malformed_and_nobody_else_may_ask()
    {
        foreach (
            var wanted in (string[])
                [
                    "issuedFrom=2026-12-01&issuedTo=2026-11-30",
                    "amountMin=2&amountMax=1",
                    "issuedFrom=yesterday",
                    "amountMin=1e3",
                    "amountMin=99999999999999999999",
                    "kind=letter",
                ]
        )
        {
            await (await _auditor.GetAsync($"{Root}?{wanted}")).ShouldBeProblem(400, "request.invalid");
            await (await _auditor.GetAsync($"{Root}.zip?{wanted}")).ShouldBeProblem(400, "request.invalid");
        }

        await (await _auditor.GetAsync($"{Root}/quote/none")).ShouldBeProblem(404, "document.original_unknown");
        await (await _auditor.GetAsync($"{Root}/letter/none")).ShouldBeProblem(404, "document.original_unknown");
        var buyer = await store.NewBuyer();
        (await buyer.Client.GetAsync(Root)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await store.Anonymous.GetAsync($"{Root}.zip")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private async Task<IReadOnlyList<string>> Numbers(string wanted)
    {
        var page = await store.Get(_auditor, $"{Root}?limit=100&{wanted}");
        return [.. page.GetProperty("items").EnumerateArray().Select(d => d.Text("number"))];
    }

    /// <summary>The quote's document follows it in a moment.</summary>
    private async Task Printed(string quote)
    {
        var looks = 0;
        while ((await _auditor.GetAsync($"{Root}/quote/{quote}")).StatusCode != HttpStatusCode.OK)
        {
            (looks++).Should().BeLessThan(SandboxStore.Patience, $"{quote} is printed");
            await Task.Delay(SandboxStore.Glance);
        }
    }
}
