using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Store.Application;
using Store.Benchmarks.Measuring;
using Store.Infrastructure;

namespace Store.Benchmarks.Audit;

/// <summary>
/// <c>./bench audit</c>: what auditors ask for. The export beside COPY of the same rows, round by round (P6), a bundle
/// verified with the store off (P7), and proofs from a tree of a million leaves (P8).
/// </summary>
internal static class AuditBench
{
    public static async Task<int> Run(Arguments arguments)
    {
        var report = new Report();
        if (arguments.Wants("p7"))
        {
            await VerifyBench.Run(arguments, report);
        }

        if (arguments.Wants("p6") || arguments.Wants("p8"))
        {
            await AskServed(arguments, report);
        }

        report.JsonLines();
        return 0;
    }

    private static async Task AskServed(Arguments arguments, Report report)
    {
        var facts = arguments.Number("facts", arguments.Short ? 20_000 : 1_000_000);
        await using var server = await BenchServer.Start();
        var connectionString = await server.Database("audit");
        await using var database = StoreInfrastructure.DataSource(connectionString);
        report.Table("Surroundings", [await Surroundings.Of(database, arguments)]);
        var folder = Directory.CreateTempSubdirectory("store-bench-").FullName;
        await FilledLog.Fill(connectionString, facts);
        var settings = Settings(connectionString, folder);
        await using (var first = await ApiProcess.Start(settings, Path.Combine(folder, "first.log")))
        {
            using var auditor = await Auditor.SignIn(first.Port);
            await Signed(auditor, facts);
        }

        await PassBy(database, facts);
        await using (await ApiProcess.Start(settings, Path.Combine(folder, "second.log")))
        {
            await Rested(database, facts);
        }

        // Right after the fill the process that had done it stalled twice a second; minutes later it did not.
        await using (var api = await ApiProcess.Start(settings, Path.Combine(folder, "api.log")))
        {
            using var auditor = await Auditor.SignIn(api.Port);
            if (arguments.Wants("p6"))
            {
                await ExportLine.Measure(arguments, report, database, auditor);
            }

            if (arguments.Wants("p8"))
            {
                await ProofLine.Measure(arguments, report, database, auditor, facts);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string?> Settings(string connectionString, string folder) =>
        new()
        {
            ["Store:Postgres:ConnectionString"] = connectionString,
            ["Store:DataFolder"] = Path.Combine(folder, "data"),
            ["Store:Limits:PerCaller:Requests"] = "100000000",
            ["Store:Health:MaxLagFacts"] = "100000000",
            // All of it, so that no review goes on beside what is measured.
            ["Store:Audit:FactsBeforeStart"] = "1000000000",
            ["Logging:LogLevel:Default"] = "Warning",
        };

    /// <summary>The tree fills up after the start; so do the projections, which are to be done as well.</summary>
    private static async Task Signed(HttpClient auditor, int facts)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await auditor.GetAsync("/v1/audit/checkpoint");
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode && long.Parse(text.Split('\n')[1], CultureInfo.InvariantCulture) >= facts)
            {
                Report.Say($"The tree was filled and signed in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s.");
                return;
            }
        }
    }

    /// <summary>The filled facts concern no reactor: what they would find out in minutes is said at once.</summary>
    private static async Task PassBy(NpgsqlDataSource database, int facts)
    {
        await using var command = database.CreateCommand("update store.reactors set position = greatest(position, $1)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = facts - 1 });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Projections and reactors have seen every fact, and the server has written and tidied up what was filled in: none
    /// of it takes from what is measured.
    /// </summary>
    private static async Task Rested(NpgsqlDataSource database, int facts)
    {
        await using var command = database.CreateCommand(
            """
            select (select count(*) from store.projections where state = 'live' and position >= $1) = $2
               and not exists (select from store.reactors where position < $1)
            """
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = facts - 1 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = StoreModel.Projections.Count });
        while (!(bool)(await command.ExecuteScalarAsync())!)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        foreach (var sql in (string[])["vacuum analyze", "checkpoint"])
        {
            await using var tidy = database.CreateCommand(sql);
            tidy.CommandTimeout = 600;
            await tidy.ExecuteNonQueryAsync();
        }
    }
}
