using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>P1 and P12: orders over HTTP, and the use case alone, each beside the raw line in the same run.</summary>
internal sealed class Placing(BenchServer server, Arguments arguments, Report report)
{
    private readonly int _rounds = arguments.Number("rounds", arguments.Short ? 1 : 3);
    private readonly int _orders = arguments.Number("orders", arguments.Short ? 200 : 15_000);
    private readonly int _warming = arguments.Number("warming", arguments.Short ? 50 : 15_000);
    private readonly int _connections = arguments.Number("connections", 32);
    private readonly IReadOnlyList<int> _callers = arguments.Numbers("callers", arguments.Short ? [8] : [64, 256]);

    private int Needed => _warming + _orders * _rounds * _callers.Count;

    /// <summary>The writer in this process beside the raw line.</summary>
    public async Task Inside()
    {
        var folder = Directory.CreateTempSubdirectory("store-bench-").FullName;
        await using (var store = await InsideStore.Over(await server.Database("writer"), folder))
        {
            var ledger = new Ledger(store, new Random(arguments.Seed));
            var line = new WriterLine(store, server, await ledger.IssueQuotes(await ledger.Register(200), Needed));
            await line.Run(16, 0, _warming);
            var rows = await OrderRows.Newest(store.Database);
            await using var raw = await RawLine.Over(server, "raw_inside", rows, _connections);
            await raw.Run(16, 0, _warming);
            await Compare(
                "use case in process",
                line.Run,
                raw,
                store.Database,
                rows,
                () => Task.CompletedTask,
                () => Task.CompletedTask
            );
            report.Table("how the writer's database was read", await TableReads.Of(store.Database));
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// P1 itself. While the raw line runs, the API stands still, so that its reactors take nothing from it.
    /// </summary>
    public async Task OverHttp()
    {
        SeededQuote[] quotes = [];
        await using var stage = await Stage.Set(
            server,
            "http",
            arguments.Seed,
            async ledger => quotes = await ledger.IssueQuotes(await ledger.Register(200), Needed)
        );
        await using var api = await stage.Serve();
        using var http = new HttpLine(api, server, arguments.Seed);
        await http.Run(quotes, 16, 0, _warming);
        var rows = await OrderRows.Newest(stage.Database);
        await using var raw = await RawLine.Over(server, "raw_http", rows, _connections);
        await api.Pause();
        await raw.Run(16, 0, _warming);
        var still = arguments.Text("hold", "");
        await api.Continue();
        await using (await HeldReaders.Take(stage.Database, still))
        {
            await api.Pause();
            await Compare(
                still.Length == 0 ? "P1 over HTTP" : $"P1 over HTTP without {still}",
                (callers, first, count) => http.Run(quotes, callers, first, count),
                raw,
                stage.Database,
                rows,
                api.Continue,
                api.Pause
            );
        }

        await api.Continue();
        var patience = TimeSpan.FromSeconds(arguments.Number("drain", arguments.Short ? 5 : 120));
        report.Table("P1 reactors after the last round", [await Backlog.Drain(stage.Database, patience)]);
        var held = await http.Verify(stage.Database, alreadyThere: 0);
        report.Table("P1 every acknowledged order is in the log once", [held]);
        report.Table("P1 API", [new Dictionary<string, object?> { ["resident MB"] = api.ResidentMb }]);
        report.Table("how the API's database was read", await TableReads.Of(stage.Database));
    }

    private async Task Compare(
        string name,
        Func<int, int, int, Task<Round>> ours,
        RawLine raw,
        Npgsql.NpgsqlDataSource database,
        OrderRows rows,
        Func<Task> before,
        Func<Task> after
    )
    {
        var next = _warming;
        var table = new List<IReadOnlyDictionary<string, object?>>();
        foreach (var callers in _callers)
        {
            var (mine, theirs, wal) = (new List<Round>(), new List<Round>(), new List<(double Mine, double Theirs)>());
            for (var round = 0; round < _rounds; round++)
            {
                Report.Say($"{name}: {callers} callers, round {round + 1} of {_rounds}");
                var begun = await WalBytes.Written(database);
                await before();
                mine.Add(await ours(callers, next, _orders));
                await after();
                var between = await WalBytes.Written(database);
                theirs.Add(await raw.Run(callers, next, _orders));
                var ended = await WalBytes.Written(database);
                wal.Add(((between - begun) / (double)_orders, (ended - between) / (double)_orders));
                next += _orders;
            }

            table.Add(Row(name, mine, theirs, wal.ConvertAll(w => w.Mine / rows.EnvelopeBytes)));
            table.Add(Row("raw line", theirs, theirs, wal.ConvertAll(w => w.Theirs / rows.EnvelopeBytes)));
        }

        report.Table($"{name}, beside one transaction per order", table);
        Report.Say(
            $"  an order's envelopes: {rows.EnvelopeBytes} bytes in {rows.Facts.Count} facts; its answer: {rows.Body.Length} bytes"
        );
        if (await raw.CountFacts() != 3L * (_warming + _orders * _rounds * _callers.Count))
        {
            throw new InvalidOperationException("The raw line lost rows.");
        }
    }

    private static Dictionary<string, object?> Row(
        string name,
        List<Round> rounds,
        List<Round> beside,
        List<double> wal
    ) =>
        new()
        {
            ["line"] = name,
            ["callers"] = rounds[0].Callers,
            ["orders/s"] = Report.Median(rounds.Select(r => r.PerSecond)),
            ["ratio"] = Report.Median(rounds.Zip(beside, (a, b) => a.PerSecond / b.PerSecond)),
            ["p50 ms"] = Report.Median(rounds.Select(r => r.Latencies.At(0.5))),
            ["p95 ms"] = Report.Median(rounds.Select(r => r.Latencies.At(0.95))),
            ["p99 ms"] = Report.Median(rounds.Select(r => r.Latencies.At(0.99))),
            ["cpu µs callers"] = Report.Median(rounds.Select(r => r.Microseconds.Callers)),
            ["api"] = Report.Median(rounds.Select(r => r.Microseconds.Api)),
            ["postgres"] = Report.Median(rounds.Select(r => r.Microseconds.Server)),
            ["cpu ratio"] = Report.Median(rounds.Zip(beside, (a, b) => b.AllMicroseconds / a.AllMicroseconds)),
            ["KB alloc"] = Report.Median(rounds.Select(r => r.AllocatedBytes)) / 1024,
            ["wal/fact bytes"] = Report.Median(wal),
            ["load"] = Surroundings.LoadAverage(),
        };
}
