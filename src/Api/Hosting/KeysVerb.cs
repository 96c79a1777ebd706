using Store.Infrastructure;
using Store.Infrastructure.Audit;

namespace Store.Api.Hosting;

/// <summary>
/// <c>store keys rotate</c>: a new key signs the checkpoints from here on, and the old one's last word is a note that
/// names it. Processes that serve notice within a second.
/// </summary>
internal static class KeysVerb
{
    public static async Task<int> Rotate()
    {
        var builder = VerbHost.Builder();
        using var logging = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        await using var database = await StoreDatabase.Open(
            builder.Configuration,
            builder.Environment.ContentRootPath,
            logging.CreateLogger("Store"),
            CancellationToken.None
        );
        builder.Services.AddStoreInfrastructure(builder.Configuration, () => database.ConnectionString);
        using var host = builder.Build();
        var rotation = ActivatorUtilities.CreateInstance<KeyChange>(host.Services);
        var (next, size) = await rotation.Run(CancellationToken.None);
        Console.WriteLine($"From {size} facts on checkpoints are signed with {next}");
        Console.WriteLine(
            "Tell those who pinned the old key: GET /v1/audit/keys has the note by which it names this one."
        );
        return 0;
    }
}
