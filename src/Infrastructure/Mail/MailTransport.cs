using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Store.Application.Mail;

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
        switch (settings.Transport ?? (development ? "sandbox" : ""))
        {
            case "sandbox" when development:
                services.AddSingleton<SandboxMailbox>();
                services.AddSingleton<IMailer>(provider => provider.GetRequiredService<SandboxMailbox>());
                services.AddSingleton<ISandboxMailbox>(provider => provider.GetRequiredService<SandboxMailbox>());
                break;
            case "smtp" when settings.Host is not null:
                services.AddSingleton<IMailer>(new SmtpMailer(settings with { Folder = null }));
                break;
            case "folder" when Path.IsPathFullyQualified(settings.Folder ?? ""):
                services.AddSingleton<IMailer>(new SmtpMailer(settings));
                break;
            default:
                throw new InvalidOperationException(
                    "Store:Mail:Transport must be 'smtp' with Store:Mail:Host, or 'folder' with an absolute "
                        + "Store:Mail:Folder; 'sandbox' is for Development only."
                );
        }

        return services;
    }
}
