using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NodaTime.Text;
using Store.Application.Accounts;
using Store.Application.PersonalData;
using Store.Infrastructure.PersonalData;
using Store.Infrastructure.Postgres.Embedded;

namespace Store.Infrastructure.Security;

/// <summary>Sessions, passwords, personal keys, and the settings of accounts.</summary>
public static class StoreSecurity
{
    public static IServiceCollection AddStoreSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        var publicUrl = configuration["Store:PublicUrl"];
        var settings = configuration.GetSection("Store:Sessions").Get<SecuritySettings>() ?? new SecuritySettings();
        settings = publicUrl is null ? settings : settings with { PublicUrl = publicUrl };
        services.AddSingleton(settings);
        services.AddSingleton(Accounts(configuration, settings.PublicUrl));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new KeyFolder(Path.Combine(DataFolder(configuration, provider), "keys")));
        services.AddSingleton<MasterKey>();
        services.AddSingleton<Notices>();
        services.AddSingleton<IPersonalKeys, PostgresPersonalKeys>();
        services.AddSingleton<IEmailIndex, EmailIndex>();
        services.AddSingleton<IPersonalTraces, PostgresPersonalTraces>();
        services.AddSingleton<PasswordCredentials>();
        services.AddSingleton<ICredentials>(provider => provider.GetRequiredService<PasswordCredentials>());
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<ITokenKeys>(provider => provider.GetRequiredService<AccessTokens>());
        services.AddSingleton<EndedSessions>();
        services.AddSingleton<PostgresSessions>();
        services.AddSingleton<ISessions>(provider => provider.GetRequiredService<PostgresSessions>());
        services.AddSingleton<AccessTokenCheck>();
        services.AddSingleton<PasswordResets>();
        services.AddSingleton<IPasswordResets>(provider => provider.GetRequiredService<PasswordResets>());
        services.AddHostedService(provider => provider.GetRequiredService<Notices>());
        services.AddHostedService(provider => provider.GetRequiredService<PasswordResets>());
        services.AddHostedService<SecuritySweep>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Scheme, null);
        return services;
    }

    internal static string DataFolder(IConfiguration configuration, IServiceProvider provider) =>
        configuration["Store:DataFolder"]
        ?? EmbeddedPostgresSettings.LocalFolder(provider.GetRequiredService<IHostEnvironment>().ContentRootPath);

    private static AccountSettings Accounts(IConfiguration configuration, string publicUrl)
    {
        var limit = configuration["Store:Credit:OpeningLimitYen"] ?? "300000";
        var terms = configuration.GetSection("Store:Terms");
        return new AccountSettings(
            new StoreTerms(
                terms["Version"] ?? "2026-04-01",
                LocalDatePattern.Iso.Parse(terms["AgreedFrom"] ?? "2026-04-01").GetValueOrThrow(),
                terms["Url"] ?? publicUrl.TrimEnd('/') + "/terms"
            ),
            long.Parse(limit, NumberStyles.None, CultureInfo.InvariantCulture)
        );
    }
}
