using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Store.Application.Audit;
using Store.Infrastructure.Bundles;
using Store.Infrastructure.Security;

namespace Store.Infrastructure.Audit;

/// <summary>What proves the history: to the store itself before it starts, and to auditors.</summary>
public static class AuditServices
{
    private const string KeyFile = "checkpoint.key";

    /// <summary>Call first: nothing else starts on a history that is contradicted.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(configuration.GetSection("Store:Audit").Get<AuditSettings>() ?? new AuditSettings());
        services.AddSingleton(provider => Keys(configuration, provider));
        services.AddSingleton(provider => new ExternalCheckpointStore(
            new KeyFolder(Path.Combine(StoreSecurity.DataFolder(configuration, provider), "checkpoints"))
        ));
        services.AddSingleton<IntegrityState>();
        services.AddSingleton<ISignedTree, SignedTree>();
        services.AddSingleton<IAuditLogReader, AuditLogReader>();
        services.AddSingleton<IBundles, PostgresBundles>();
        services.AddSingleton<IDocumentIndex, PostgresDocumentIndex>();
        services.AddHostedService<IntegrityCheck>();
        services.AddHostedService<CheckpointSigner>();
        services.AddHostedService<IntegrityReview>();
        return services;
    }

    private static CheckpointKeys Keys(IConfiguration configuration, IServiceProvider provider)
    {
        var given = provider.GetRequiredService<AuditSettings>().KeyFile;
        var file = string.IsNullOrWhiteSpace(given)
            ? Path.Combine(StoreSecurity.DataFolder(configuration, provider), "keys", KeyFile)
            : Path.GetFullPath(given);
        return new CheckpointKeys(
            new KeyFolder(Path.GetDirectoryName(file)!),
            Path.GetFileName(file),
            provider.GetRequiredService<TimeProvider>()
        );
    }
}
