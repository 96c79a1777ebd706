using System.Net.Mail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Store.Application.Mail;
using Store.Application.Time;

namespace Store.Infrastructure.Mail;

/// <summary>Chooses what carries the mails; a store that could not send any does not start.</summary>
public static class MailTransport
{
    public static IServiceCollection AddMailTransport(
        this IServiceCollection services,
        IConfiguration configuration,
        bool development
    )
    {
        var settings = configuration.GetSection("Store:Mail").Get<MailSettings>() ?? new MailSettings();
        if (!MailAddress.TryCreate(settings.From, out _) || settings.TimeoutSeconds < 1)
        {
            throw new InvalidOperationException("Store:Mail:From or Store:Mail:TimeoutSeconds cannot be meant so.");
        }

        var folder = string.IsNullOrWhiteSpace(settings.Folder) ? null : settings.Folder;
        var pickup = Path.IsPathFullyQualified(folder ?? "") ? new PickupFolder(folder!, settings.From) : null;
        switch (settings.Transport ?? (development ? "sandbox" : ""))
        {
            case "sandbox" when development && (folder is null || pickup is not null):
                services.AddSingleton(provider => new SandboxMailbox(
                    provider.GetRequiredService<NpgsqlDataSource>(),
                    provider.GetRequiredService<IStoreClock>(),
                    pickup
                ));
                services.AddSingleton<IMailer>(provider => provider.GetRequiredService<SandboxMailbox>());
                services.AddSingleton<ISandboxMailbox>(provider => provider.GetRequiredService<SandboxMailbox>());
                break;
            case "smtp" when settings.Host is not null:
                AddCarrier(services, new SmtpMailer(settings));
                break;
            case "folder" when pickup is not null:
                AddCarrier(services, pickup);
                break;
            default:
                throw new InvalidOperationException(
                    "Store:Mail:Transport must be 'smtp' with Store:Mail:Host, or 'folder' with an absolute "
                        + "Store:Mail:Folder; 'sandbox' is for Development only."
                );
        }

        return services;
    }

    private static void AddCarrier(IServiceCollection services, IMailer carrier) =>
        services.AddSingleton<IMailer>(provider => new SentOnce(
            carrier,
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<TimeProvider>()
        ));
}
