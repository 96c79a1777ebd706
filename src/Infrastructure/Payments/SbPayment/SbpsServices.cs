using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Store.Application.Payments;
using Store.Application.Sandbox;
using Store.Infrastructure.Sandbox;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>SBPS behind its port, and the tokens that wait for it.</summary>
public static class SbpsServices
{
    /// <summary>
    /// Where no base address is set, the sandbox's is used if there is one, which is in Development only; elsewhere
    /// every request fails with the name of the setting.
    /// </summary>
    public static IServiceCollection AddSbPayment(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.GetSection(SbpsSettings.Section).Get<SbpsSettings>() ?? new SbpsSettings();
        services.AddSingleton(new CardStatement(settings.StatementName));
        services.AddSingleton<ISbpsBooks, PostgresSbpsBooks>();
        services.AddSingleton<ICardTokens, PostgresCardTokens>();
        return services.AddSingleton<ISbPayment>(provider => new SbPaymentClient(
            settings,
            () =>
                settings.BaseUrl.Length > 0
                    ? new Uri(settings.BaseUrl)
                    : provider.GetService<ISandboxAddress>()?.Of("sbps"),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SbPaymentClient>>()
        ));
    }
}
