using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary><c>./bench place</c>: how fast and how steadily orders are placed (P1, P2, P4, P10, P11, P12).</summary>
internal static class PlaceBench
{
    public static async Task<int> Run(Arguments arguments)
    {
        var report = new Report();
        await using var server = await BenchServer.Start();
        await using (var database = Npgsql.NpgsqlDataSource.Create(server.ConnectionString))
        {
            report.Table("surroundings", [await Surroundings.Of(database, arguments)]);
        }

        var placing = new Placing(server, arguments, report);
        (string Name, Func<Task> Measure)[] all =
        [
            ("writer", placing.Inside),
            ("p1", placing.OverHttp),
            ("p2", () => OneAccount.Measure(server, arguments, report)),
            ("p4", () => Freshness.Measure(server, arguments, report)),
            ("p10", () => Starts.Measure(arguments, report)),
            ("p11", () => Memory.Measure(server, arguments, report)),
        ];
        foreach (var (_, measure) in all.Where(m => arguments.Wants(m.Name)))
        {
            await measure();
        }

        report.JsonLines();
        return 0;
    }
}
