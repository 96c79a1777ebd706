using System.Diagnostics;
using Npgsql;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>
/// P4: from the answer that acknowledges an order to the answer that shows it. The read is sent at once and waits for
/// its projection by itself; also while a transaction that has nothing to do with it stays open.
/// </summary>
internal static class Freshness
{
    public static async Task Measure(BenchServer server, Arguments arguments, Report report)
    {
        var orders = arguments.Short ? 60 : 2000;
        var callers = arguments.Number("fresh-callers", 4);
        var idle = TimeSpan.FromSeconds(arguments.Short ? 3 : 20);
        SeededQuote[] quotes = [];
        await using var stage = await Stage.Set(
            server,
            "freshness",
            arguments.Seed,
            async ledger => quotes = await ledger.IssueQuotes(await ledger.Register(50), orders * 40)
        );
        await using var api = await stage.Serve();
        using var http = new HttpLine(api, server, arguments.Seed);
        await http.Run(quotes, callers, 0, orders);
        await Backlog.Drain(stage.Database, TimeSpan.FromSeconds(60));

        var quiet = await Show(api, server, http, quotes, callers, orders, orders, TimeSpan.Zero);
        await Backlog.Drain(stage.Database, TimeSpan.FromSeconds(60));
        await using var connection = await stage.Database.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            // It has an id and a snapshot, and holds both, as a forgotten session or a long report does.
            await using var command = new NpgsqlCommand(
                "select txid_current(), count(*) from store.log_head",
                connection
            );
            await command.ExecuteNonQueryAsync();
            var beside = await Show(api, server, http, quotes, callers, orders * 2, orders * 37, idle);
            await transaction.RollbackAsync();
            report.Table(
                "P4 an acknowledged order is shown",
                [Row("alone", quiet), Row("beside an idle transaction", beside)]
            );
        }
    }

    /// <summary>Orders and reads until both are through: so many, or as many as fit into a time.</summary>
    private static async Task<(List<double> Ordered, List<double> Shown)> Show(
        ApiProcess api,
        BenchServer server,
        HttpLine http,
        SeededQuote[] quotes,
        int callers,
        int first,
        int atMost,
        TimeSpan within
    )
    {
        var (ordered, shown, next) = (new List<double>(), new List<double>(), first - 1);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(async _ =>
                {
                    using var caller = new HttpCaller(api.Port);
                    await caller.Connect();
                    while (
                        Interlocked.Increment(ref next) is var i
                        && i < first + atMost
                        && i < quotes.Length
                        && (within == TimeSpan.Zero || Stopwatch.GetElapsedTime(started) < within)
                    )
                    {
                        var sent = Stopwatch.GetTimestamp();
                        var path = await http.Place(caller, quotes[i]);
                        var acknowledged = Stopwatch.GetTimestamp();
                        var answer = await caller.Get(path, quotes[i].Buyer.Token);
                        var seen = Stopwatch.GetTimestamp();
                        if (
                            answer.Status != 200
                            || !caller.LastBody(answer).Contains(path.Split('/')[^1], StringComparison.Ordinal)
                        )
                        {
                            throw new InvalidOperationException(
                                $"{path} was answered {answer.Status} right after it was placed."
                            );
                        }

                        lock (ordered)
                        {
                            http.Keep([path]);
                            ordered.Add(Stopwatch.GetElapsedTime(sent, acknowledged).TotalMilliseconds);
                            shown.Add(Stopwatch.GetElapsedTime(acknowledged, seen).TotalMilliseconds);
                        }
                    }
                })
        );
        _ = server;
        return (ordered, shown);
    }

    private static Dictionary<string, object?> Row(string name, (List<double> Ordered, List<double> Shown) times) =>
        new()
        {
            ["read"] = name,
            ["orders"] = times.Shown.Count,
            ["shown p50 ms"] = At(times.Shown, 0.5),
            ["shown p99 ms"] = At(times.Shown, 0.99),
            ["shown max ms"] = times.Shown.Max(),
            ["ordered p50 ms"] = At(times.Ordered, 0.5),
            ["load"] = Surroundings.LoadAverage(),
        };

    private static double At(List<double> values, double share) =>
        values.Order().ElementAt(Math.Clamp((int)Math.Ceiling(share * values.Count) - 1, 0, values.Count - 1));
}
