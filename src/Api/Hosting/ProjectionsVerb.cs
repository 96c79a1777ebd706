using System.Globalization;
using Store.Application;
using Store.Application.ReadModels;
using Store.Infrastructure;
using Store.Infrastructure.ReadModels;

namespace Store.Api.Hosting;

/// <summary>
/// <c>store projections rebuild [name…]</c>: fills each beside the live one, shows how far it is, swaps.
/// </summary>
internal static class ProjectionsVerb
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    public static async Task<int> Rebuild(string[] names)
    {
        var unknown = names.Except(StoreModel.Projections.Select(p => p.Name)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"No projection is named {string.Join(", ", unknown)}. "
                    + $"There are: {string.Join(", ", StoreModel.Projections.Select(p => p.Name))}."
            );
            return 2;
        }

        var builder = VerbHost.Builder();
        var connectionString = builder.Configuration["Store:Postgres:ConnectionString"];
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            await Console.Error.WriteLineAsync(
                "Set Store__Postgres__ConnectionString to the database whose projections are to be rebuilt."
            );
            return 2;
        }

        builder.Services.AddStoreInfrastructure(builder.Configuration, () => connectionString);
        using var host = builder.Build();
        var rebuild = ActivatorUtilities.CreateInstance<ProjectionRebuild>(
            host.Services,
            host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ProjectionRebuild>()
        );
        foreach (var projection in StoreModel.Projections.Where(p => names.Length == 0 || names.Contains(p.Name)))
        {
            await Rebuild(rebuild, projection);
        }

        return 0;
    }

    private static async Task Rebuild(ProjectionRebuild rebuild, IProjection projection)
    {
        var shown = 0L;
        var position = await rebuild.Run(
            projection,
            progress =>
            {
                if (shown == 0 || TimeProvider.System.GetElapsedTime(shown) > Between)
                {
                    shown = TimeProvider.System.GetTimestamp();
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{progress.Projection}: {progress.Percent:F1} %  {progress.FactsPerSecond:F0} facts/s  "
                                + $"{progress.Left:hh\\:mm\\:ss} left"
                        )
                    );
                }
            },
            CancellationToken.None
        );
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{projection.Name}: done, filled to position {position}.")
        );
    }
}
