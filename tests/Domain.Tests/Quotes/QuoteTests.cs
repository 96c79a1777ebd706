using FluentAssertions;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Quotes;
using Store.Domain.Tests.Catalogue;
using Xunit;

namespace Store.Domain.Tests.Quotes;

public sealed class QuoteTests
{
    private static readonly TaxRates Rates = new(TaxRates.Japan);
    private const string Buyer = "account-1";

    private static readonly LocalDate IssuedOn = new(2026, 11, 1);

    private static readonly LocalDate LastDay = new(2026, 12, 1);

    private static readonly Product Catalogue = new Fact[]
    {
        new ProductListed("管理クラウド", "株式会社メーカー", "管理", "", "アイティクラウド株式会社"),
        ProductTests.Offered(),
        ProductTests.Offered() with
        {
            Slug = "light",
            UnitPriceYen = 500,
        },
    }.Aggregate(Product.Initial, (state, fact) => state.Evolve(fact));

    [Fact]
    public void A_quote_is_issued_once()
    {
        Quote.Initial.Issue(Content()).Facts.Should().HaveCount(1);
        Issued().Issue(Content()).Should().Be(Decision.Nothing);
    }

    [Fact]
    public void QUO_3_a_quote_can_be_ordered_on_its_last_day_and_not_on_the_next()
    {
        Issued().Order("q", Buyer, "O-1", LastDay, Rates, false).Facts.Should().Equal(new QuoteOrdered("O-1"));
        var refused = Issued().Order("q", Buyer, "O-1", LastDay.PlusDays(1), Rates, false).Refused!;
        refused.Code.Should().Be("quote.expired");
        refused.Details.Should().Contain("reissue", new ReissueOf("q"));
    }

    [Fact]
    public void Ordering_again_under_the_same_number_is_nothing_and_under_another_a_conflict()
    {
        var ordered = Issued().Evolve(new QuoteOrdered("O-1"));
        ordered.Order("q", Buyer, "O-1", IssuedOn, Rates, false).Should().Be(Decision.Nothing);
        ordered.Order("q", Buyer, "O-2", IssuedOn, Rates, false).Refused!.Code.Should().Be("quote.already_ordered");
    }

    [Fact]
    public void A_cancelled_order_frees_its_quote_and_only_its_own()
    {
        var ordered = Issued().Evolve(new QuoteOrdered("O-1"));
        ordered.Free("O-2").Should().Be(Decision.Nothing);
        ordered.Free("O-1").Facts.Should().Equal(new QuoteFreed("O-1"));
        var freed = ordered.Evolve(new QuoteFreed("O-1"));
        freed.Free("O-1").Should().Be(Decision.Nothing);
        freed.Order("q", Buyer, "O-2", LastDay, Rates, false).Refused.Should().BeNull();
    }

    [Fact]
    public void Another_accounts_quote_is_not_found()
    {
        Issued().Order("q", "account-2", "O-1", IssuedOn, Rates, false).Refused.Should().Be(QuoteRefusals.NotFound);
        Issued().RefuseReissue("account-2").Should().Be(QuoteRefusals.NotFound);
        Issued().RefuseReissue(null).Should().Be(QuoteRefusals.NotFound);
        Quote.Initial.RefuseReissue(null).Should().Be(QuoteRefusals.NotFound);
    }

    [Fact]
    public void QUO_2_a_quote_without_an_addressee_is_claimed_before_it_is_ordered()
    {
        var anonymous = Issued(Content() with { AccountId = null, CompanyName = null });
        var refused = anonymous.Order("q", Buyer, "O-1", IssuedOn, Rates, false).Refused!;
        refused.Code.Should().Be("quote.addressee_required");
        refused.Details.Should().ContainKey("reissue");
        anonymous.RefuseReissue(Buyer).Should().BeNull();
        anonymous.RefuseReissue(null).Should().BeNull();
    }

    [Fact]
    public void A_superseded_quote_names_its_successor_and_is_never_ordered_or_reissued_again()
    {
        Issued().Supersede("q2", "Q-2", Buyer).Facts.Should().Equal(new QuoteSuperseded("q2", "Q-2"));
        var superseded = Issued().Evolve(new QuoteSuperseded("q2", "Q-2"));
        var refused = superseded.Order("q", Buyer, "O-1", IssuedOn, Rates, true).Refused!;
        refused.Code.Should().Be("quote.superseded");
        refused.Details.Should().Contain("supersededBy", "q2");
        superseded.Supersede("q3", "Q-3", Buyer).Refused!.Code.Should().Be("quote.superseded");
    }

    [Fact]
    public void An_ordered_quote_is_not_reissued() =>
        Issued().Evolve(new QuoteOrdered("O-1")).RefuseReissue(Buyer)!.Code.Should().Be("quote.already_ordered");

    [Fact]
    public void An_offer_for_a_contract_is_not_reissued_and_its_expiry_links_to_nothing()
    {
        var offer = Issued(Content() with { ContractId = "contract-1" });
        offer.RefuseReissue(Buyer).Should().Be(QuoteRefusals.OfferNotReissued);
        var expired = offer.Order("q", Buyer, "O-1", LastDay.PlusDays(1), Rates, false).Refused!;
        expired.Code.Should().Be("quote.expired");
        expired.Details.Should().NotContainKey("reissue");
    }

    [Fact]
    public void QUO_4_reissuing_uses_todays_prices_and_tells_each_difference()
    {
        var today = Catalogue.Evolve(new PlanRepriced("standard", 1200)).Evolve(new PlanWithdrawn("light"));
        var again = Issued().Reprice(Of(today));
        again.Refused.Should().BeNull();
        again.Lines.Should().ContainSingle().Which.UnitPriceYen.Should().Be(1200);
        again
            .Changes.Should()
            .Equal(
                new QuoteChange("kanri-cloud.standard", "unitPriceYen", 1000, 1200),
                new QuoteChange("kanri-cloud.light", "seats", 2, null)
            );
    }

    [Fact]
    public void QUO_4_changes_are_acknowledged_before_ordering()
    {
        var changed = Issued(
            Content() with
            {
                Changes = [new QuoteChange("kanri-cloud.standard", "unitPriceYen", 1000, 1200)],
            }
        );
        changed
            .Order("q", Buyer, "O-1", IssuedOn, Rates, false)
            .Refused!.Code.Should()
            .Be("quote.changes_not_acknowledged");
        changed.Order("q", Buyer, "O-1", IssuedOn, Rates, true).Refused.Should().BeNull();
    }

    [Fact]
    public void Reissuing_an_unchanged_quote_changes_nothing() =>
        Issued().Reprice(Of(Catalogue)).Changes.Should().BeEmpty();

    [Fact]
    public void A_quote_of_withdrawn_plans_has_nothing_left()
    {
        var today = Catalogue.Evolve(new PlanWithdrawn("standard")).Evolve(new PlanWithdrawn("light"));
        Issued().Reprice(Of(today)).Refused.Should().Be(QuoteRefusals.NothingLeft);
    }

    [Fact]
    public void A_document_is_filed_once()
    {
        var filed = new QuoteDocumentFiled("quote", "aa", 10);
        Issued().FileDocument("quote", "aa", 10).Facts.Should().Equal(filed);
        Issued().Evolve(filed).FileDocument("quote", "bb", 11).Should().Be(Decision.Nothing);
        Quote.Initial.FileDocument("quote", "aa", 10).Refused.Should().Be(QuoteRefusals.NotFound);
    }

    [Fact]
    public void A_contact_is_erased_once_and_only_where_there_is_one()
    {
        var named = Issued(Content() with { ContactName = new PersonalText(Buyer, "山田") });
        named.EraseContact().Facts.Should().Equal(new QuoteContactErased());
        named.Evolve(new QuoteContactErased()).EraseContact().Should().Be(Decision.Nothing);
        Issued().EraseContact().Should().Be(Decision.Nothing);
    }

    [Fact]
    public void The_state_keeps_no_contact() =>
        Issued(Content() with { ContactName = new PersonalText(Buyer, "山田") }).Issued!.ContactName.Should().BeNull();

    [Fact]
    public void C1_A_change_of_the_law_between_quote_and_order_takes_a_re_issue()
    {
        var law = new TaxRates([.. TaxRates.Japan, new(TaxCategory.Standard, LastDay, 12)]);

        Issued().Order("q", Buyer, "O-1", LastDay.PlusDays(-1), law, false).Refused.Should().BeNull();
        var refused = Issued().Order("q", Buyer, "O-1", LastDay, law, false).Refused!;
        refused.Code.Should().Be("quote.tax_rate_changed");
        refused.Details.Should().Contain("reissue", new ReissueOf("q"));
        var again = Issued().Reprice((plan, seats) => Catalogue.Price(plan, seats, law, LastDay));
        again.Changes.Should().Contain(new QuoteChange("kanri-cloud.standard", "taxRatePercent", 10, 12));
    }

    private static Func<PlanId, int, PricedLine> Of(Product catalogue) =>
        (plan, seats) => catalogue.Price(plan, seats, Rates, IssuedOn);

    private static Quote Issued(QuoteIssued? content = null) => Quote.Initial.Evolve(content ?? Content());

    private static QuoteIssued Content()
    {
        AgreedLine[] lines =
        [
            Catalogue.Price(new PlanId("kanri-cloud", "standard"), 3, Rates, IssuedOn).Line!,
            Catalogue.Price(new PlanId("kanri-cloud", "light"), 2, Rates, IssuedOn).Line!,
        ];
        var totals = DocumentTotals.Of(lines.Select(l => l.AsTaxable()), TaxRounding.Down);
        return new QuoteIssued(
            "Q-202611-000001",
            Buyer,
            "株式会社バイヤー",
            null,
            lines,
            totals.SubtotalYen,
            totals.TaxByRate,
            totals.TaxYen,
            totals.TotalYen,
            IssuedOn,
            LastDay,
            new Seller("アイティクラウド株式会社", "T7123456789012", "100-0001", "東京都", "", "")
        );
    }
}
