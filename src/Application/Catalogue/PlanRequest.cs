using FluentValidation;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Application.Catalogue;

/// <summary>A plan as an operator describes it, in a new product or for an existing one.</summary>
/// <param name="Id">The plan's part of its id: 1 to 40 of <c>a-z 0-9 -</c>.</param>
/// <param name="TaxRatePercent">
/// In place of a category: one of the law's rates stands for its category and follows the law, any other stays.
/// </param>
/// <param name="TaxCategory">The standard rate where neither is given.</param>
public sealed record PlanRequest(
    string Id,
    string Name,
    long UnitPriceYen,
    int TermMonths,
    int MinSeats = 1,
    int MaxSeats = 100_000,
    int? TaxRatePercent = null,
    bool SoleProprietorAllowed = false,
    Delivery Delivery = Delivery.Immediately,
    CancellationPolicy CancellationPolicy = CancellationPolicy.OperatorDecides,
    TerminationPolicy? TerminationPolicy = null,
    ProrationPolicy ProrationPolicy = ProrationPolicy.FullMonthsFromNext,
    TaxCategory? TaxCategory = null
)
{
    /// <summary>Keeps fifty lines of the most seats within what JSON numbers hold exactly.</summary>
    public const long MaxUnitPriceYen = 9_999_999;

    public PlanOffered ToFact(TaxRates rates, LocalDate today)
    {
        var category =
            TaxCategory
            ?? (TaxRatePercent is { } rate ? rates.CategoryOf(rate, today) : Store.Domain.Money.TaxCategory.Standard);
        return new(
            Id,
            Name,
            UnitPriceYen,
            TermMonths,
            MinSeats,
            MaxSeats,
            category is { } named ? rates.On(named, today) : TaxRatePercent!.Value,
            SoleProprietorAllowed,
            Delivery,
            CancellationPolicy,
            TerminationPolicy ?? new TerminationPolicy(AutoRenew: false, MidTermAllowed: false, null, null),
            ProrationPolicy,
            PolicyVersion: 1,
            category
        );
    }

    public sealed class Validator : AbstractValidator<PlanRequest>
    {
        public Validator(SaleSettings settings)
        {
            RuleFor(p => p.Id).Must(PlanId.IsSlug);
            RuleFor(p => p.Name).NotEmpty().MaximumLength(60);
            RuleFor(p => p.UnitPriceYen).InclusiveBetween(0, MaxUnitPriceYen);
            RuleFor(p => p.TermMonths).InclusiveBetween(1, 60);
            RuleFor(p => p.MinSeats).InclusiveBetween(1, settings.MaxSeats);
            RuleFor(p => p.MaxSeats).InclusiveBetween(1, settings.MaxSeats);
            RuleFor(p => p.MaxSeats).GreaterThanOrEqualTo(p => p.MinSeats);
            RuleFor(p => p.TaxRatePercent).InclusiveBetween(0, 100);
            RuleFor(p => p.TaxRatePercent).Null().When(p => p.TaxCategory is not null);
            RuleFor(p => p.TaxCategory).IsInEnum();
            RuleFor(p => p.TerminationPolicy!)
                .SetValidator(new TerminationPolicyValidator())
                .When(p => p.TerminationPolicy is not null);
        }
    }
}

/// <summary>Notice is due by days or by a day of the month, never both.</summary>
public sealed class TerminationPolicyValidator : AbstractValidator<TerminationPolicy>
{
    public TerminationPolicyValidator()
    {
        RuleFor(p => p.NoticeDays).InclusiveBetween(1, 180);
        RuleFor(p => p.NoticeDayOfMonth).InclusiveBetween(1, 31);
        RuleFor(p => p.NoticeDayOfMonth).Null().When(p => p.NoticeDays is not null);
    }
}
