using NodaTime;

namespace Store.Domain.Money;

/// <summary>Which rate of consumption tax (消費税) something bears; the law says how high it is on which day.</summary>
public enum TaxCategory
{
    /// <summary>標準税率: SaaS, and everything that the law does not name.</summary>
    Standard,

    /// <summary>軽減税率: food and newspapers.</summary>
    Reduced,
}

/// <summary>A rate of the law, from its first day until a later one of the same category takes its place.</summary>
public sealed record TaxRate(TaxCategory Category, LocalDate FromOn, int Percent);

/// <summary>
/// The rates by day and category, as data: a change of the law is another row, known before its day comes. Which rate
/// holds is decided on the day on which something is quoted or ordered, and stands in what was agreed from then on.
/// </summary>
public sealed class TaxRates
{
    private readonly TaxRate[] _rates;

    /// <exception cref="ArgumentException">A category has two rates from one day on, or one that is no percentage.</exception>
    public TaxRates(IEnumerable<TaxRate> rates)
    {
        _rates = [.. rates.OrderBy(r => r.FromOn).ThenBy(r => r.Category)];
        if (_rates.DistinctBy(r => (r.Category, r.FromOn)).Count() < _rates.Length)
        {
            throw new ArgumentException("A category has two rates from one day on.", nameof(rates));
        }

        if (Array.Exists(_rates, r => r.Percent is < 0 or > 100))
        {
            throw new ArgumentException("A rate is 0 to 100 percent.", nameof(rates));
        }
    }

    /// <summary>The law as it stands: 10 percent and, reduced, 8 since October 2019.</summary>
    public static IReadOnlyList<TaxRate> Japan { get; } =
    [
        new(TaxCategory.Standard, new LocalDate(1989, 4, 1), 3),
        new(TaxCategory.Standard, new LocalDate(1997, 4, 1), 5),
        new(TaxCategory.Standard, new LocalDate(2014, 4, 1), 8),
        new(TaxCategory.Standard, new LocalDate(2019, 10, 1), 10),
        new(TaxCategory.Reduced, new LocalDate(2019, 10, 1), 8),
    ];

    /// <exception cref="ArgumentOutOfRangeException">The category has no rate yet on that day.</exception>
    public int On(TaxCategory category, LocalDate day) =>
        Array.FindLast(_rates, r => r.Category == category && r.FromOn <= day)?.Percent
        ?? throw new ArgumentOutOfRangeException(nameof(day), $"There is no {category} rate on {day}.");

    /// <summary>
    /// The category in which a rate that was agreed on a day had come into force last; null where it is none of the
    /// law's, and so does not follow it.
    /// </summary>
    public TaxCategory? CategoryOf(int percent, LocalDate agreedOn) =>
        Array.FindLast(_rates, r => r.Percent == percent && r.FromOn <= agreedOn)?.Category;

    /// <summary>What a rate that was agreed on one day is when the same is agreed again on another.</summary>
    public int Again(int percent, LocalDate agreedOn, LocalDate day) =>
        CategoryOf(percent, agreedOn) is { } category ? On(category, day) : percent;

    /// <summary>How often the law has changed by a day: what shows today's rates changes with it.</summary>
    public int ChangesBy(LocalDate day) => _rates.Count(r => r.FromOn <= day);
}
