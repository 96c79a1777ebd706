using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Store.Application.Payments;
using Store.Application.Sandbox;
using Store.Infrastructure.Sandbox;

namespace Store.Infrastructure.Payments.NetProtections;

/// <summary>Net Protections behind its port.</summary>
public static class NpServices
{
    /// <summary>
    /// Where no base address is set, the sandbox's is used if there is one, which is in Development only; elsewhere
    /// every request fails with the name of the setting.
    /// </summary>
    public static IServiceCollection AddNetProtections(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.GetSection(NpSettings.Section).Get<NpSettings>() ?? new NpSettings();
        services.AddSingleton<INpBooks, PostgresNpBooks>();
        return services.AddSingleton<INetProtections>(provider => new NetProtectionsClient(
            settings,
            () =>
                settings.BaseUrl.Length > 0
                    ? new Uri(settings.BaseUrl)
                    : provider.GetService<ISandboxAddress>()?.Of("np")
        ));
    }
}
