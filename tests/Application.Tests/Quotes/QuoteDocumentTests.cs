using System.Text;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Quotes;
using Store.Application.ReadModels;
using Store.Domain;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Quotes;
using Xunit;

namespace Store.Application.Tests.Quotes;

public sealed class QuoteDocumentTests
{
    private readonly QuoteDocument.Projection _projection = new();

    [Fact]
    public void A_quote_is_shown_with_its_addressee_lines_totals_and_seller()
    {
        var shown = Body(Stored(Issued()));
        shown.GetProperty("number").GetString().Should().Be("Q-202611-000001");
        shown.GetProperty("status").GetString().Should().Be("valid");
        shown.GetProperty("issuedOn").GetString().Should().Be("2026-11-01");
        shown.GetProperty("validUntilOn").GetString().Should().Be("2026-12-01");
        shown.GetProperty("addressee").GetProperty("companyName").GetString().Should().Be("株式会社バイヤー");
        shown.GetProperty("addressee").GetProperty("contactName").GetString().Should().Be("山田太郎");
        shown.GetProperty("lines")[0].GetProperty("amountYen").GetInt64().Should().Be(36_000);
        shown.GetProperty("taxByRate")[0].GetProperty("taxYen").GetInt64().Should().Be(3_600);
        shown.GetProperty("totalYen").GetInt64().Should().Be(39_600);
        shown.GetProperty("seller").GetProperty("name").GetString().Should().Be("アイティクラウド株式会社");
    }

    [Fact]
    public void QUO_1_a_visitors_quote_has_no_addressee_and_no_owner()
    {
        var stored = Stored(Issued() with { AccountId = null, CompanyName = null, ContactName = null });
        stored.Owner.Should().BeNull();
        Body(stored).GetProperty("addressee").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public void Ordering_freeing_and_superseding_change_the_status()
    {
        Status(Issued(), new QuoteOrdered("O-1")).Should().Be("ordered");
        Status(Issued(), new QuoteOrdered("O-1"), new QuoteFreed("O-1")).Should().Be("valid");
        Status(Issued(), new QuoteSuperseded("q2", "Q-2")).Should().Be("superseded");
        Status(Issued(), new QuoteDocumentFiled("quote", "aa", 1)).Should().Be("valid");
        Body(Stored(Issued(), new QuoteSuperseded("q2", "Q-2")))
            .GetProperty("supersededBy")
            .GetString()
            .Should()
            .Be("q2");
    }

    [Fact]
    public void QUO_3_the_day_after_the_last_a_quote_shows_that_it_expired_under_another_tag()
    {
        var stored = Stored(Issued());
        var lastDay = new LocalDate(2026, 12, 1);
        var (valid, before) = QuoteToday.Show(stored.Body, lastDay);
        before.Should().BeFalse();
        Text(valid).Should().Be(Text(stored.Body));
        QuoteToday.TagOf(stored.Version, before).Should().Be("1");

        var (expired, after) = QuoteToday.Show(stored.Body, lastDay.PlusDays(1));
        after.Should().BeTrue();
        QuoteToday.TagOf(stored.Version, after).Should().Be("1-e");
        Text(expired)
            .Should()
            .Be(Text(stored.Body).Replace("\"status\":\"valid\"", "\"status\":\"expired\"", StringComparison.Ordinal));
        var summary = QuoteToday.Show(stored.Summary!.Value, lastDay.PlusDays(1)).Json;
        JsonDocument.Parse(summary).RootElement.GetProperty("status").GetString().Should().Be("expired");
    }

    [Fact]
    public void An_ordered_quote_never_expires()
    {
        var stored = Stored(Issued() with { CompanyName = "\"status\":\"valid\"" }, new QuoteOrdered("O-1"));
        var (json, expired) = QuoteToday.Show(stored.Body, new LocalDate(2030, 1, 1));
        expired.Should().BeFalse();
        Text(json).Should().Be(Text(stored.Body));
    }

    [Fact]
    public void A_company_that_calls_itself_valid_changes_nothing()
    {
        var stored = Stored(Issued() with { CompanyName = "\"status\":\"valid\"" });
        var expired = JsonDocument.Parse(QuoteToday.Show(stored.Body, new LocalDate(2030, 1, 1)).Json).RootElement;
        expired.GetProperty("status").GetString().Should().Be("expired");
        expired.GetProperty("addressee").GetProperty("companyName").GetString().Should().Be("\"status\":\"valid\"");
    }

    [Fact]
    public void A_document_is_loaded_as_it_was_stored()
    {
        var stored = Stored(Issued(), new QuoteSuperseded("q2", "Q-2"));
        var again = _projection.Store("q1", _projection.Load(stored));
        Text(again.Body).Should().Be(Text(stored.Body));
        (again.Owner, again.Sort, again.Version).Should().Be((stored.Owner, stored.Sort, stored.Version));
    }

    [Fact]
    public void The_subject_names_the_first_product_and_counts_the_others()
    {
        QuoteSubject.Of(["甲"]).Should().Be("甲");
        QuoteSubject.Of(["甲", "甲"]).Should().Be("甲");
        QuoteSubject.Of(["甲", "乙", "丙"]).Should().Be("甲 ほか2件");
    }

    [Fact]
    public void Which_rate_is_marked_as_the_reduced_one_is_the_laws_of_the_day()
    {
        var issued = Issued();
        var percent = issued.Lines[0].TaxRatePercent;
        TaxRates Law(TaxCategory category) => new([new(category, issued.IssuedOn, percent)]);

        QuotePdf.SheetOf(issued, Law(TaxCategory.Reduced)).Lines.Should().OnlyContain(l => l.ReducedRate);
        QuotePdf.SheetOf(issued, Law(TaxCategory.Standard)).Lines.Should().NotContain(l => l.ReducedRate);
    }

    [Fact]
    public void The_sheet_is_addressed_to_the_company_and_names_no_person()
    {
        var sheet = QuotePdf.SheetOf(Issued(), ShopFixture.Settings.TaxRates);
        sheet.AddresseeCompany.Should().Be("株式会社バイヤー");
        Encoding.UTF8.GetString(StoreJson.Write(sheet)).Should().NotContain("山田");
        sheet.ContractTerm.Should().Be("ご利用開始日から12か月");
        sheet.Lines.Should().ContainSingle().Which.AmountYen.Should().Be(36_000);
        sheet.Issuer.RegistrationNumber.Should().Be("T7123456789012");
    }

    private string? Status(params Fact[] facts) => Body(Stored(facts)).GetProperty("status").GetString();

    private ReadDocument Stored(params Fact[] facts) =>
        _projection.Store(
            "q1",
            facts.Select((f, i) => Recorded(i, f)).Aggregate((QuoteDocument?)null, _projection.Apply)!
        );

    private static JsonElement Body(ReadDocument stored) => JsonDocument.Parse(stored.Body).RootElement;

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static RecordedFact Recorded(int index, Fact fact) =>
        new(
            Position: 100 + index,
            StreamId.Of<Quote>("q1"),
            Version: index + 1,
            Guid.Empty,
            fact.GetType().Name,
            Instant.FromUtc(2026, 11, 1, 0, 0),
            Actor.Anonymous,
            "",
            fact,
            default,
            default
        );

    private static QuoteIssued Issued() =>
        new(
            "Q-202611-000001",
            "account-1",
            "株式会社バイヤー",
            new PersonalText("account-1", "山田太郎"),
            [
                new AgreedLine(
                    "kanri.standard",
                    "kanri",
                    "管理クラウド",
                    "スタンダード",
                    "株式会社メーカー",
                    3,
                    1000,
                    12,
                    36_000,
                    10,
                    false,
                    Delivery.Immediately,
                    CancellationPolicy.OperatorDecides,
                    12,
                    new TerminationPolicy(false, false, null, null),
                    ProrationPolicy.Daily,
                    1
                ),
            ],
            36_000,
            [new TaxOfRate(10, 36_000, 3_600)],
            3_600,
            39_600,
            new LocalDate(2026, 11, 1),
            new LocalDate(2026, 12, 1),
            new Seller("アイティクラウド株式会社", "T7123456789012", "100-0001", "東京都", "", "")
        );
}
