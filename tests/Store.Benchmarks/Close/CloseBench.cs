using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using NodaTime;
using Npgsql;
using Store.Application.Billing;
using Store.Benchmarks.Measuring;
using Store.Benchmarks.Place;
using Store.Domain.Calendar;

namespace Store.Benchmarks.Close;

/// <summary><c>./bench close</c>: how long a month's closing takes for many accounts, and what it costs.</summary>
internal static class CloseBench
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public static async Task<int> Run(Arguments arguments)
    {
        var report = new Report();
        var accounts = arguments.Number("accounts", arguments.Short ? 50 : 10_000);
        var orders = arguments.Number("orders", arguments.Short ? 2 : 10);
        await using var server = await BenchServer.Start();
        await using (var database = NpgsqlDataSource.Create(server.ConnectionString))
        {
            report.Table("surroundings", [await Surroundings.Of(database, arguments)]);
        }

        var month = TokyoTime.MonthOf(Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));
        await using var stage = await Stage.Set(
            server,
            "close",
            arguments.Seed,
            async ledger => await ledger.PlacePastOrders(await ledger.Register(accounts), orders),
            ledger => ledger.OpenMonth(month)
        );
        await using var api = await stage.Serve();
        var folded = await CaughtUp(stage.Database);
        report.Table("close", [await Measure(server, stage, api, month, accounts, orders, folded)]);
        report.JsonLines();
        return 0;
    }

    private static async Task<IReadOnlyDictionary<string, object?>> Measure(
        BenchServer server,
        Stage stage,
        ApiProcess api,
        YearMonth month,
        int accounts,
        int orders,
        double folded
    )
    {
        var (facts, wal) = (await Count(stage.Database, null), await WalBytes.Written(stage.Database));
        var (apiCpu, serverCpu) = (ProcessorTime.Of(api.Id), ProcessorTime.Of(server.ProcessId));
        var (before, most) = (api.ResidentMb, api.ResidentMb);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        var began = Stopwatch.GetTimestamp();
        var moved = http.PostAsJsonAsync(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{api.Port}/sandbox/clock")),
            new { advanceTo = TokyoTime.EndOf(month).ToString() }
        );
        double? started = null;
        while (await Count(stage.Database, "billing_run.completed") == 0)
        {
            if (started is null && await Count(stage.Database, "billing_run.started") > 0)
            {
                started = Stopwatch.GetElapsedTime(began).TotalSeconds;
            }

            most = Math.Max(most, api.ResidentMb);
            await Task.Delay(Glance);
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        using var answer = await moved;
        var answered = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double PerAccount(double value) => value / accounts;
        return new Dictionary<string, object?>
        {
            ["accounts"] = accounts,
            ["orders each"] = orders,
            ["folded before in s"] = folded,
            ["started after s"] = started,
            ["closed after s"] = seconds,
            ["accounts/s"] = accounts / (seconds - (started ?? 0)),
            ["clock answered"] = (int)answer.StatusCode,
            ["after s"] = answered,
            ["cpu µs/account api"] = PerAccount((ProcessorTime.Of(api.Id) - apiCpu) * 1e6),
            ["postgres"] = PerAccount((ProcessorTime.Of(server.ProcessId) - serverCpu) * 1e6),
            ["facts/account"] = PerAccount(await Count(stage.Database, null) - facts),
            ["wal bytes/account"] = PerAccount(await WalBytes.Written(stage.Database) - wal),
            ["resident MB before"] = before,
            ["most"] = most,
            ["load"] = Surroundings.LoadAverage(),
        };
    }

    /// <summary>Seconds until the bills were folded from what was seeded.</summary>
    private static async Task<double> CaughtUp(NpgsqlDataSource database)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            await using var command = database.CreateCommand(
                """
                select count(*) from store.projections p, store.log_head h
                 where p.name = any($1) and p.state = 'live' and p.position >= h.size - 1
                """
            );
            string[] names = [InvoiceDocument.ProjectionName, InvoiceLinesDocument.ProjectionName];
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
            if ((long)(await command.ExecuteScalarAsync())! == names.Length)
            {
                return Stopwatch.GetElapsedTime(began).TotalSeconds;
            }

            await Task.Delay(Glance);
        }
    }

    /// <summary>Facts of a kind among the runs'; of all kinds where none is named.</summary>
    private static async Task<long> Count(NpgsqlDataSource database, string? type)
    {
        await using var command = database.CreateCommand(
            type is null
                ? "select size from store.log_head"
                : "select count(*) from store.facts where category = 'billing-run' and type = $1"
        );
        if (type is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = type });
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }
}
