using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using Store.Application.Catalogue;
using Store.Application.Mail;
using Store.Application.Support;
using Store.Domain.Calendar;
using Store.Domain.Payments;
using Store.Domain.Support;
using Store.Infrastructure.Calendar;
using Store.Infrastructure.Security;

namespace Store.Infrastructure.Support;

/// <summary>Whom buyers can ask, and the letterhead that says so: settings under <c>Store:Support</c>.</summary>
public static class SupportServices
{
    public static IServiceCollection AddSupport(this IServiceCollection services, IConfiguration configuration)
    {
        var storeUrl = (configuration["Store:PublicUrl"] ?? SecuritySettings.LocalUrl).TrimEnd('/');
        var desks = DesksOf(configuration, storeUrl);
        return services
            .AddSingleton(desks)
            .AddSingleton(provider => new Letterhead(
                storeUrl,
                provider.GetRequiredService<SaleSettings>().Seller.Name,
                desks
            ));
    }

    /// <exception cref="InvalidOperationException">A setting cannot be meant so.</exception>
    public static SupportDesks DesksOf(IConfiguration configuration, string storeUrl)
    {
        var np = configuration.GetSection("Store:Support:NetProtections");
        var hours = new OpeningHours(
            TimeOf(np, "OpensAt", "10:00"),
            TimeOf(np, "ClosesAt", "17:00"),
            BusinessCalendar.NetProtections(CalendarServices.HolidaysOf(configuration))
        );
        var form = configuration["Store:Support:InquiryForm"] ?? $"{storeUrl}/inquiries";
        if (hours.OpensAt >= hours.ClosesAt || !IsWebAddress(form))
        {
            throw new InvalidOperationException(
                "Store:Support needs an OpensAt before ClosesAt, and an InquiryForm that is an http address."
            );
        }

        return new SupportDesks(
            SupportDesk.Of(
                PaymentMethod.OnAccount,
                np["Desk"] ?? "NP掛け払いサポートデスク",
                phone: np["Phone"] ?? "03-4577-9631",
                email: np["Email"] ?? "btob-support@netprotections.co.jp",
                hours: hours
            ),
            hours,
            SupportDesk.Of(
                PaymentMethod.Card,
                configuration["Store:Support:Desk"] ?? $"{Letterhead.StoreName} {Letterhead.DeskName}",
                inquiryForm: form
            )
        );
    }

    private static LocalTime TimeOf(IConfigurationSection section, string name, string usual)
    {
        var parsed = LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(section[name] ?? usual);
        return parsed.Success
            ? parsed.Value
            : throw new InvalidOperationException($"{section.Path}:{name} must be a time such as 10:00.");
    }

    private static bool IsWebAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
