using FluentAssertions;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Xunit;

namespace Store.Domain.Tests.Catalogue;

public sealed class ProductTests
{
    private static readonly TaxRates Rates = new(TaxRates.Japan);
    private static readonly LocalDate Today = new(2026, 11, 23);

    private static readonly PlanId Standard = new("kanri-cloud", "standard");

    private static readonly ProductListed Listed = new(
        "管理クラウド",
        "株式会社メーカー",
        "管理",
        "",
        "アイティクラウド株式会社"
    );

    [Fact]
    public void Listing_records_the_product_and_its_plans() =>
        Facts(Product.Initial.List(Listed, [Offered()])).Should().Equal(Listed, Offered());

    [Fact]
    public void Listing_the_same_id_again_is_refused() =>
        OnSale().List(Listed, [Offered()]).Refused.Should().Be(ProductRefusals.AlreadyListed);

    [Fact]
    public void A_plan_is_offered_once_and_only_by_a_listed_product()
    {
        var yearly = Offered() with { Slug = "yearly" };
        Facts(OnSale().Offer(yearly)).Should().Equal(yearly);
        OnSale().Offer(Offered()).Refused.Should().Be(PlanRefusals.AlreadyOffered);
        Product.Initial.Offer(yearly).Refused.Should().Be(ProductRefusals.NotFound);
    }

    [Fact]
    public void A_plan_is_repriced_once_and_not_when_it_is_gone()
    {
        Facts(OnSale().Reprice("standard", 1200)).Should().Equal(new PlanRepriced("standard", 1200));
        Facts(OnSale().Reprice("standard", 1000)).Should().BeEmpty();
        OnSale().Reprice("other", 1200).Refused.Should().Be(PlanRefusals.NotFound);
        Withdrawn().Reprice("standard", 1200).Refused.Should().Be(PlanRefusals.NotOnSale);
    }

    [Fact]
    public void A_plan_is_withdrawn_once()
    {
        Facts(OnSale().Withdraw("standard")).Should().Equal(new PlanWithdrawn("standard"));
        Facts(Withdrawn().Withdraw("standard")).Should().BeEmpty();
        OnSale().Withdraw("other").Refused.Should().Be(PlanRefusals.NotFound);
    }

    [Fact]
    public void New_policies_are_a_new_version_and_the_same_ones_are_nothing()
    {
        var policy = new TerminationPolicy(AutoRenew: true, MidTermAllowed: false, 30, null);
        var decision = OnSale()
            .ChangePolicies("standard", CancellationPolicy.BeforeDelivery, policy, ProrationPolicy.Daily);
        Facts(decision)
            .Should()
            .Equal(
                new PlanPoliciesChanged(
                    "standard",
                    CancellationPolicy.BeforeDelivery,
                    policy,
                    ProrationPolicy.Daily,
                    PolicyVersion: 2
                )
            );
        Facts(
                After(OnSale(), decision)
                    .ChangePolicies("standard", CancellationPolicy.BeforeDelivery, policy, ProrationPolicy.Daily)
            )
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void A_line_is_price_times_seats_times_months_and_carries_the_policies_of_the_moment()
    {
        var line = OnSale().Price(Standard, 3, Rates, Today).Line!;
        line.AmountYen.Should().Be(1000L * 3 * 12);
        line.Months.Should().Be(12);
        line.PlanId.Should().Be("kanri-cloud.standard");
        line.ProductName.Should().Be("管理クラウド");
        line.PolicyVersion.Should().Be(1);
        line.Proration.Should().BeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(101)]
    public void Seats_outside_the_plans_range_are_refused_with_the_range(int seats)
    {
        var refused = OnSale().Price(Standard, seats, Rates, Today).Refused!;
        refused.Code.Should().Be(PlanRefusals.SeatsOutOfRange.Code);
        refused.Details.Should().Contain("minSeats", 2).And.Contain("maxSeats", 100);
    }

    [Fact]
    public void A_withdrawn_or_unknown_plan_has_no_price_but_can_be_offered_by_an_operator()
    {
        Withdrawn().Price(Standard, 3, Rates, Today).Refused!.Code.Should().Be("plan.not_on_sale");
        OnSale().Price(Standard with { Slug = "other" }, 3, Rates, Today).Refused!.Code.Should().Be("plan.not_found");
        Withdrawn().PriceOffer(Standard, 1, 700, Rates, Today).Line!.AmountYen.Should().Be(700 * 12);
    }

    [Theory]
    [InlineData("kanri-cloud.standard", true)]
    [InlineData("kanri-cloud.", false)]
    [InlineData(".standard", false)]
    [InlineData("kanri", false)]
    [InlineData("Kanri.standard", false)]
    [InlineData("a.b.c", false)]
    [InlineData("../x.y", false)]
    public void A_plan_id_names_its_product(string text, bool valid)
    {
        var id = PlanId.Parse(text);
        id.HasValue.Should().Be(valid);
        if (valid)
        {
            id!.Value.ToString().Should().Be(text);
        }
    }

    [Theory]
    [InlineData(10, null, 2026, 10)]
    [InlineData(10, null, 2031, 12)]
    [InlineData(8, null, 2031, 9)]
    [InlineData(0, null, 2031, 0)]
    [InlineData(10, TaxCategory.Standard, 2031, 12)]
    [InlineData(8, TaxCategory.Reduced, 2031, 9)]
    public void C1_A_plan_bears_the_rate_of_the_day_also_where_its_first_fact_names_no_category(
        int offeredAt,
        TaxCategory? category,
        int year,
        int percent
    )
    {
        var rates = new TaxRates([
            .. TaxRates.Japan,
            new(TaxCategory.Standard, new LocalDate(2031, 4, 1), 12),
            new(TaxCategory.Reduced, new LocalDate(2031, 4, 1), 9),
        ]);
        var product = Product
            .Initial.Evolve(
                new ProductListed("管理クラウド", "株式会社メーカー", "管理", "", "アイティクラウド株式会社")
            )
            .Evolve(Offered() with { TaxRatePercent = offeredAt, TaxCategory = category });

        product.Price(Standard, 3, rates, new LocalDate(year, 4, 1)).Line!.TaxRatePercent.Should().Be(percent);
    }

    internal static PlanOffered Offered() =>
        new(
            "standard",
            "スタンダード",
            UnitPriceYen: 1000,
            TermMonths: 12,
            MinSeats: 2,
            MaxSeats: 100,
            TaxRatePercent: 10,
            SoleProprietorAllowed: true,
            Delivery.Immediately,
            CancellationPolicy.OperatorDecides,
            new TerminationPolicy(AutoRenew: false, MidTermAllowed: false, null, null),
            ProrationPolicy.FullMonthsFromNext,
            PolicyVersion: 1
        );

    private static Product OnSale() => After(Product.Initial, Product.Initial.List(Listed, [Offered()]));

    private static Product Withdrawn() => After(OnSale(), OnSale().Withdraw("standard"));

    private static Product After(Product product, Decision decision) =>
        Facts(decision).Aggregate(product, (state, fact) => state.Evolve(fact));

    private static IReadOnlyList<Fact> Facts(Decision decision)
    {
        decision.Refused.Should().BeNull();
        return decision.Facts;
    }
}
