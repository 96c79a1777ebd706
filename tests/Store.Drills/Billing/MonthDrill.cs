using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Drills.Processes;
using Store.Infrastructure.Postgres;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Drills.Billing;

/// <summary>
/// M1: the store dies while it closes months, or two of it close at once. Every account has one bill for every month,
/// every line is on one of them, and doing it all again changes nothing.
/// </summary>
public sealed class MonthDrill(ITestOutputHelper output)
{
    private const int MostMb = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task M1_A_closing_that_is_killed_is_finished_by_the_next_process()
    {
        var drill = new Drill("M1, killed", output);
        var choices = drill.Choices(0);
        await using var month = await Month.Begin(drill, choices, processes: 1);
        var store = month.Processes[0];
        for (var kill = 0; kill < drill.Of(2, 12); kill++)
        {
            store.Launch();
            var at = await month.Until(await month.Next(choices, of: drill.Of(2, 12) - kill));
            await store.Kill();
            drill.Say($"killed at {at}, {await month.Closed()} of {month.Bills} bills closed");
        }

        await store.Start();
        await month.Ends(drill);
    }

    [Fact]
    public async Task M1_Two_processes_that_close_at_the_same_instant_close_once()
    {
        var drill = new Drill("M1, two at once", output);
        var choices = drill.Choices(1);
        await using var month = await Month.Begin(drill, choices, processes: 2);
        foreach (var process in month.Processes)
        {
            process.Launch();
        }

        for (var loss = 0; loss < drill.Of(2, 12); loss++)
        {
            await month.Until(await month.Next(choices, of: drill.Of(2, 12) - loss));
            // Whoever has the lease loses it without a word, and goes on with the piece that it has begun.
            var stopped = choices.Next(2) == 0 ? month.Processes[choices.Next(2)] : null;
            await (stopped?.Pause() ?? Task.CompletedTask);
            var lost = await month.EndLeases();
            drill.Say(
                $"{lost} leases lost, {(stopped is null ? "nobody" : "one")} paused, {await month.Closed()} closed"
            );
            await (stopped?.Continue() ?? Task.CompletedTask);
        }

        await month.Ends(drill);
    }

    /// <summary>Two months that are over, and the processes that close them.</summary>
    private sealed class Month : IAsyncDisposable
    {
        private readonly NpgsqlDataSource _database;
        private readonly string _folder = Directory.CreateTempSubdirectory("store-drill-keys-").FullName;
        private long _mostMb;

        private Month(string connectionString, int bills, int processes)
        {
            ConnectionString = connectionString;
            Bills = bills;
            _database = NpgsqlDataSource.Create(connectionString);
            var settings = new Dictionary<string, string> { ["Store:DataFolder"] = _folder };
            Processes = [.. Enumerable.Range(0, processes).Select(_ => new ApiProcess(connectionString, settings))];
        }

        public string ConnectionString { get; }

        public int Bills { get; }

        public IReadOnlyList<ApiProcess> Processes { get; }

        public static async Task<Month> Begin(Drill drill, Random choices, int processes)
        {
            var facts = await new BilledPast(choices).Of(drill.Of(120, 3000), drill.Of(2, 6));
            var connectionString = await TestPostgres.CreateDatabase("m1");
            await new SchemaMigration(connectionString, NullLogger.Instance).Run(CancellationToken.None);
            await BilledPast.Lay(facts, connectionString);
            var bills = ClosedMonths.Owed(facts).Count;
            drill.Say($"{facts.Count} facts, {bills} bills");
            return new Month(connectionString, bills, processes);
        }

        public Task<long> Closed() => Ask("select count(*) from store.facts where type = 'billing_month.closed'");

        /// <summary>
        /// How many bills shall be closed at the next blow, of so many that are left: some more than are closed now, so
        /// that whoever it meets is at work.
        /// </summary>
        public async Task<long> Next(Random choices, int of)
        {
            var closed = await Closed();
            return Math.Min(Bills, closed + 1 + choices.NextInt64((Bills - closed) / of * 9 / 10));
        }

        /// <summary>Waits until so many bills are closed; returns how many were.</summary>
        public async Task<long> Until(long bills)
        {
            var began = Stopwatch.GetTimestamp();
            for (long closed; ; )
            {
                _mostMb = Math.Max(_mostMb, Processes.Max(p => p.ResidentMb));
                if ((closed = await Closed()) >= bills)
                {
                    return closed;
                }

                await Give(began);
                await Task.Delay(2);
            }
        }

        /// <summary>Ends the sessions that hold the right to be the one who does something.</summary>
        public Task<long> EndLeases() =>
            Ask(
                """
                select count(*) filter (where pg_terminate_backend(pid)) from pg_locks
                 where locktype = 'advisory' and classid = 5412 and granted
                   and database = (select oid from pg_database where datname = current_database())
                """
            );

        /// <summary>Lets it come to its end, judges it, and has it done once more from the first fact.</summary>
        public async Task Ends(Drill drill)
        {
            await Until(Bills);
            await AtRest();
            var facts = await ClosedMonths.Read(ConnectionString);
            ClosedMonths.Judge(facts, $"seed {drill.Seed}");
            drill.Say($"at most {_mostMb} MiB");
            _mostMb.Should().BeLessThan(MostMb);

            foreach (var process in Processes)
            {
                await process.Kill();
            }

            var documents = await Documents();
            await Forget();
            foreach (var process in Processes)
            {
                await process.Start();
            }

            await AtRest();
            (await ClosedMonths.Read(ConnectionString))
                .Skip(facts.Count)
                .Select(f => f.Type)
                .Should()
                .NotContain(type => type.StartsWith("billing_"), $"seed {drill.Seed}");
            (await Documents()).Should().Equal(documents, $"seed {drill.Seed}");
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in Processes)
            {
                await process.DisposeAsync();
            }

            await _database.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        /// <summary>As if nothing had ever been read: no read model, and months close from the first fact.</summary>
        private async Task Forget()
        {
            await using var command = _database.CreateCommand(
                """
                update store.reactors set position = -1 where name = 'month_closing';
                delete from store.projections;
                delete from store.documents
                """
            );
            await command.ExecuteNonQueryAsync();
        }

        /// <summary>Every read model and the reactor of months have met every fact, and nothing of it waits.</summary>
        private async Task AtRest()
        {
            var began = Stopwatch.GetTimestamp();
            while (
                await Ask(
                    """
                    select count(*) from store.log_head h
                     where exists (select from store.projections where state = 'live' and position >= h.size - 1)
                       and not exists (select from store.projections
                                        where state <> 'retired' and position < h.size - 1)
                       and exists (select from store.reactors
                                    where name = 'month_closing' and position >= h.size - 1)
                       and not exists (select from store.reactions where reactor = 'month_closing')
                    """
                ) == 0
            )
            {
                await Give(began);
                await Task.Delay(50);
            }
        }

        private async Task<IReadOnlyList<string>> Documents()
        {
            await using var command = _database.CreateCommand(
                """
                select concat_ws(' ', d.projection, d.key, d.owner, d.sort, d.version, d.body, d.summary, d.facets)
                  from store.documents d 
                  join store.projections p on p.name = d.projection and p.generation = d.generation
                 where p.state = 'live' and d.projection like 'invoice%' order by 1
                """
            );
            await using var row = await command.ExecuteReaderAsync();
            var documents = new List<string>();
            while (await row.ReadAsync())
            {
                documents.Add(row.GetString(0));
            }

            documents.Should().NotBeEmpty();
            return documents;
        }

        private async Task Give(long began)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                var logs = await Task.WhenAll(Processes.Select(p => p.Log()));
                throw new TimeoutException($"{await Closed()} of {Bills} bills are closed.\n{string.Join('\n', logs)}");
            }
        }

        private async Task<long> Ask(string sql)
        {
            await using var command = _database.CreateCommand(sql);
            return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }
    }
}
