using System.Diagnostics;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>P2: every caller on one account, and an account with a long past beside a new one, warm and cold.</summary>
internal static class OneAccount
{
    public static async Task Measure(BenchServer server, Arguments arguments, Report report)
    {
        var past = arguments.Number("past-orders", arguments.Short ? 200 : 100_000);
        var orders = arguments.Number("orders", arguments.Short ? 100 : 8000);
        var rounds = arguments.Number("rounds", arguments.Short ? 1 : 3);
        var callers = arguments.Short ? 8 : 64;
        var each = orders * rounds + 10;
        Buyer[] many = [];
        SeededQuote[] spread = [],
            hot = [],
            old = [],
            young = [];
        await using var stage = await Stage.Set(
            server,
            "one_account",
            arguments.Seed,
            async ledger =>
            {
                many = await ledger.Register(200);
                var few = await ledger.Register(3);
                spread = await ledger.IssueQuotes(many, each + orders);
                hot = await ledger.IssueQuotes([few[0]], each);
                old = await ledger.IssueQuotes([few[1]], each);
                young = await ledger.IssueQuotes([few[2]], each);
                await ledger.PlacePastOrders(few[1], past);
            }
        );
        await using var api = await stage.Serve();
        using var http = new HttpLine(api, server, arguments.Seed);
        // Code is warm after this; the two accounts' states are not in memory before their first orders.
        await http.Run(spread, 16, each, orders);
        var cold = new Dictionary<string, object?>
        {
            ["past orders"] = past,
            ["first order ms, new account"] = await First(http, young[^1]),
            ["first order ms, old account"] = await First(http, old[^1]),
        };
        report.Table("P2 cold", [cold]);

        (string Name, SeededQuote[] Quotes)[] lines =
        [
            ("many accounts", spread),
            ("one account", hot),
            ("new account", young),
            ("old account", old),
        ];
        var measured = lines.ToDictionary(l => l.Name, _ => new List<Round>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, quotes) in lines)
            {
                Report.Say($"P2: {name}, round {round + 1} of {rounds}");
                measured[name].Add(await http.Run(quotes, callers, round * orders, orders));
            }
        }

        report.Table(
            "P2 one account",
            [
                Row("one account", measured["one account"], "many accounts", measured["many accounts"]),
                Row("old account", measured["old account"], "new account", measured["new account"]),
                Row("many accounts", measured["many accounts"], "many accounts", measured["many accounts"]),
            ]
        );
        report.Table("P2 every acknowledged order is in the log once", [await http.Verify(stage.Database, past)]);
    }

    private static async Task<double> First(HttpLine http, SeededQuote quote)
    {
        var caller = await http.Caller();
        var started = Stopwatch.GetTimestamp();
        http.Keep([await http.Place(caller, quote)]);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static Dictionary<string, object?> Row(string name, List<Round> rounds, string other, List<Round> beside) =>
        new()
        {
            ["line"] = name,
            ["callers"] = rounds[0].Callers,
            ["orders/s"] = Report.Median(rounds.Select(r => r.PerSecond)),
            ["beside"] = other,
            ["ratio"] = Report.Median(rounds.Zip(beside, (a, b) => a.PerSecond / b.PerSecond)),
            ["p50 ms"] = Report.Median(rounds.Select(r => r.Latencies.At(0.5))),
            ["p99 ms"] = Report.Median(rounds.Select(r => r.Latencies.At(0.99))),
            ["load"] = Surroundings.LoadAverage(),
        };
}
