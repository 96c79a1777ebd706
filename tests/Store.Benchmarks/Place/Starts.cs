using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>
/// P10: a built tree, started as <c>./run</c> does, until it is ready: with a new database, and again.
/// </summary>
internal static class Starts
{
    public static async Task Measure(Arguments arguments, Report report)
    {
        var again = arguments.Short ? 1 : 3;
        var folder = Directory.CreateTempSubdirectory("store-bench-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL's own user must be able to pass through.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        var settings = new Dictionary<string, string?>
        {
            ["Store:DataFolder"] = Path.Combine(folder, "data"),
            ["Store:Postgres:DataFolder"] = Path.Combine(folder, "postgres"),
        };
        var later = new List<double>();
        var first = await Start(settings, folder);
        for (var i = 0; i < again; i++)
        {
            later.Add(await Start(settings, folder));
        }

        Directory.Delete(folder, recursive: true);
        report.Table(
            "P10 start of the built tree to ready",
            [
                new Dictionary<string, object?>
                {
                    ["new database s"] = first,
                    ["again s (median)"] = Report.Median(later),
                    ["load"] = Surroundings.LoadAverage(),
                },
            ]
        );
    }

    private static async Task<double> Start(Dictionary<string, string?> settings, string folder)
    {
        await using var api = await ApiProcess.Start(settings, Path.Combine(folder, "api.log"));
        return api.StartedIn.TotalSeconds;
    }
}
