using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime.Text;
using Store.Application.Carts;
using Store.Application.Catalogue;
using Store.Application.Quotes;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Infrastructure.Carts;

namespace Store.Infrastructure.Catalogue;

/// <summary>Catalogue, carts and quotes: their settings, their tables and what Application needs around them.</summary>
public static class CatalogueServices
{
    public static IServiceCollection AddCatalogue(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(TermsOf(configuration))
            .AddSingleton(provider => provider.GetRequiredService<SaleSettings>().TaxRates)
            .AddSingleton<ICarts, PostgresCarts>()
            .AddSingleton<CartView>()
            .AddSingleton<ChangeCart>()
            .AddSingleton<Addressees>()
            .AddSingleton<QuotePdf>();

    /// <summary>From <c>Store:Seller</c>, <c>Store:Tax</c>, <c>Store:Quotes</c> and <c>Store:Carts</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be meant so.</exception>
    public static SaleSettings TermsOf(IConfiguration configuration)
    {
        var store = configuration.GetSection("Store");
        var seller = new Seller(
            store["Seller:Name"] ?? "アイティクラウド株式会社",
            store["Seller:RegistrationNumber"] ?? "T7123456789012",
            store["Seller:PostalCode"] ?? "100-0001",
            store["Seller:Address"] ?? "東京都千代田区千代田1-1",
            store["Seller:Phone"] ?? "03-0000-0000",
            store["Seller:Email"] ?? "desk@store.example"
        );
        if (!RegistrationNumber.IsOfCorporation(seller.RegistrationNumber))
        {
            throw new InvalidOperationException("Store:Seller:RegistrationNumber is not a corporation's number.");
        }

        return new SaleSettings(
            seller,
            store.GetValue("Tax:Rounding", TaxRounding.Down),
            AtLeastOne(store, "Quotes:ValidityDays", 30),
            AtLeastOne(store, "Carts:KeptDays", 30),
            AtLeastOne(store, "Carts:MaxLines", 50),
            AtLeastOne(store, "Carts:MaxSeats", 100_000),
            RatesOf(store.GetSection("Tax:Rates"))
        );
    }

    /// <summary>
    /// The law as it stands, with what <c>Store:Tax:Rates:Standard:2031-04-01</c> and the like add to it or set right.
    /// </summary>
    private static TaxRates RatesOf(IConfigurationSection section)
    {
        var set = section
            .GetChildren()
            .SelectMany(category => category.GetChildren().Select(day => RateOf(category.Key, day)))
            .ToList();
        return new TaxRates([
            .. TaxRates.Japan.Where(r => !set.Exists(s => (s.Category, s.FromOn) == (r.Category, r.FromOn))),
            .. set,
        ]);
    }

    private static TaxRate RateOf(string category, IConfigurationSection day) =>
        Enum.TryParse<TaxCategory>(category, ignoreCase: true, out var named)
        && Enum.IsDefined(named)
        && LocalDatePattern.Iso.Parse(day.Key) is { Success: true, Value: var fromOn }
        && int.TryParse(day.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
        && percent <= 100
            ? new TaxRate(named, fromOn, percent)
            : throw new InvalidOperationException($"{day.Path} is no rate: a category, a day and a percentage.");

    private static int AtLeastOne(IConfigurationSection store, string name, int usual) =>
        store.GetValue(name, usual) is > 0 and var value
            ? value
            : throw new InvalidOperationException($"Store:{name} must be at least 1.");
}
