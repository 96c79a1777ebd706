using System.Globalization;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>P11: the API's resident memory while orders arrive at a fixed rate.</summary>
internal static class Memory
{
    public static async Task Measure(BenchServer server, Arguments arguments, Report report)
    {
        var rate = arguments.Number("rate", arguments.Short ? 50 : 500);
        var seconds = arguments.Short ? 4 : arguments.Number("minutes", 10) * 60;
        SeededQuote[] quotes = [];
        await using var stage = await Stage.Set(
            server,
            "memory",
            arguments.Seed,
            async ledger => quotes = await ledger.IssueQuotes(await ledger.Register(200), rate * seconds)
        );
        await using var api = await stage.Serve();
        using var http = new HttpLine(api, server, arguments.Seed);
        using var stop = new CancellationTokenSource();
        var samples = Sample(api, stop.Token);
        var round = await http.Run(quotes, 64, 0, quotes.Length, rate);
        await stop.CancelAsync();
        var memory = await samples;
        // The first fifth is warming up.
        var steady = memory.Skip(memory.Count / 5).ToList();
        report.Table(
            string.Create(CultureInfo.InvariantCulture, $"P11 memory of the API at {rate} orders/s"),
            [
                new Dictionary<string, object?>
                {
                    ["seconds"] = seconds,
                    ["orders/s"] = round.PerSecond,
                    ["p50 ms"] = round.Latencies.At(0.5),
                    ["p99 ms"] = round.Latencies.At(0.99),
                    ["resident max MB"] = memory.Max(m => m.Mb),
                    ["at the end"] = memory[^1].Mb,
                    ["MB/min"] = Slope(steady) * 60,
                    ["cpu µs api"] = round.Microseconds.Api,
                    ["postgres"] = round.Microseconds.Server,
                    ["load"] = Surroundings.LoadAverage(),
                },
            ]
        );
        var patience = TimeSpan.FromSeconds(arguments.Short ? 5 : 120);
        report.Table("P11 reactors afterwards", [await Backlog.Drain(stage.Database, patience)]);
        report.Table("P11 every acknowledged order is in the log once", [await http.Verify(stage.Database, 0)]);
    }

    private static async Task<List<(double Second, double Mb)>> Sample(ApiProcess api, CancellationToken stop)
    {
        var samples = new List<(double, double)>();
        var started = TimeProvider.System.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            samples.Add((TimeProvider.System.GetElapsedTime(started).TotalSeconds, api.ResidentMb));
            await Task.Delay(500, CancellationToken.None);
        }

        return samples;
    }

    /// <summary>Of the straight line that fits best: MB a second.</summary>
    private static double Slope(List<(double Second, double Mb)> samples)
    {
        var (x, y) = (samples.Average(s => s.Second), samples.Average(s => s.Mb));
        var spread = samples.Sum(s => (s.Second - x) * (s.Second - x));
        return spread == 0 ? 0 : samples.Sum(s => (s.Second - x) * (s.Mb - y)) / spread;
    }
}
