using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Store.Application.Inquiries;
using Store.Application.Orders;
using Store.Infrastructure.Payments.NetProtections;
using Store.Infrastructure.Payments.SbPayment;

namespace Store.Infrastructure.Orders;

/// <summary>Orders: their settings, and the providers that answer for their payment.</summary>
public static class OrderServices
{
    public static IServiceCollection AddOrders(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(TermsOf(configuration))
            .AddSingleton<BuyerDirectory>()
            .AddSingleton<ContractOffers>()
            .AddNetProtections(configuration)
            .AddSbPayment(configuration);

    /// <summary>From <c>Store:Orders</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be meant so.</exception>
    public static OrderSettings TermsOf(IConfiguration configuration)
    {
        var orders = configuration.GetSection("Store:Orders");
        var settings = new OrderSettings(
            orders.GetValue("AnswerDays", 7),
            orders.GetValue("StartWithinDays", 90),
            Duration.FromSeconds(orders.GetValue("AskAgainAtMostSeconds", 600))
        );
        return
            settings.AnswerDays >= 1
            && settings.StartWithinDays >= 0
            && settings.AskAgainAtMost >= Duration.FromSeconds(1)
            ? settings
            : throw new InvalidOperationException("A setting of Store:Orders is out of range.");
    }
}
