using FluentAssertions;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Domain.Audit;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.EventLog;

/// <summary>The contract over PostgreSQL, and what only a database can get wrong.</summary>
public sealed class PostgresEventLogTests : EventLogContract
{
    private PostgresStore _store = null!;

    public override async Task InitializeAsync()
    {
        _store = await PostgresStore.Start("event_log");
        Log = _store.Log;
        Clock = _store.Clock;
    }

    public override async Task DisposeAsync() => await _store.DisposeAsync();

    [Theory]
    [InlineData("update store.facts set type = 'x'")]
    [InlineData("delete from store.facts")]
    [InlineData("truncate store.facts")]
    [InlineData("delete from store.log_head")]
    [InlineData("truncate store.log_head")]
    public async Task Nobody_can_change_what_the_log_holds(string sql)
    {
        await Done(Log.Decide(Open(NewId()), None));
        await using var command = _store.Database.CreateCommand(sql);
        await ((Func<Task>)(() => command.ExecuteNonQueryAsync()))
            .Should()
            .ThrowAsync<PostgresException>()
            .WithMessage("*append-only*");
    }

    [Fact]
    public async Task The_application_role_may_append_and_read_and_nothing_else()
    {
        await using var command = _store.Database.CreateCommand(
            """
            select string_agg(privilege_type, ',' order by privilege_type) from information_schema.role_table_grants
             where grantee = 'store_application' and table_schema = 'store' and table_name = 'facts'
            """
        );
        (await command.ExecuteScalarAsync()).Should().Be("INSERT,SELECT");
    }

    [Fact]
    public async Task Two_processes_on_one_database_keep_one_order_without_a_fork()
    {
        await using var other = await PostgresStore.Over(_store.ConnectionString, _store.Clock);
        string[] lines = [NewId(), NewId()];
        foreach (var line in lines)
        {
            await Done(Log.Decide(Open(line, 1_000_000), None));
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(w =>
                    Task.Run(async () =>
                    {
                        var log = w % 2 == 0 ? Log : other.Log;
                        for (var i = 0; i < 25; i++)
                        {
                            await Done(log.Decide(Reserve(lines[i % 2], $"O-{w}-{i}", 1), None));
                        }
                    })
                )
        );

        var all = await All();
        all.Select(f => f.Position).Should().Equal(Enumerable.Range(0, all.Count).Select(i => (long)i));
        all.Should().HaveCount(2 + (16 * 25));
        var range = new CompactRange();
        all.ForEach(f => range.Append(f.LeafHash.Span));
        (await Root()).Should().Equal(range.Root());
        foreach (var stream in all.GroupBy(f => f.Stream))
        {
            stream.Select(f => f.Version).Should().Equal(Enumerable.Range(1, stream.Count()).Select(v => (long)v));
        }
    }

    [Fact]
    public async Task A_stream_is_recalled_as_it_is_read()
    {
        string[] lines = [NewId(), NewId()];
        foreach (var line in lines)
        {
            await Done(Log.Decide(Open(line), None));
        }

        for (var i = 0; i < 6; i++)
        {
            var fact = (await Done(Log.Decide(Reserve(lines[i % 2], $"O-{i}", 1), None))).Facts[0];
            foreach (var line in lines)
            {
                var read = await Log.Read(Line(line), None);
                (await Log.Recall(Line(line), fact, None))
                    .Select(f => (f.Position, f.Version, f.Type))
                    .Should()
                    .Equal(read.Select(f => (f.Position, f.Version, f.Type)));
            }

            (await Log.Recall(Line(NewId()), fact, None)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Whoever_acts_on_a_fact_of_another_process_recalls_that_fact_too()
    {
        await using var other = await PostgresStore.Over(_store.ConnectionString, _store.Clock);
        var line = NewId();
        var opened = await Done(Log.Decide(Open(line, 1_000_000), None));
        (await Log.Recall(Line(line), opened.Facts[0], None)).Should().HaveCount(1);
        for (var i = 0; i < 20; i++)
        {
            var (near, far) = i % 3 == 0 ? (Log, other.Log) : (other.Log, Log);
            var fact = (await Done(far.Decide(Reserve(line, $"O-{i}", 1), None))).Facts[0];

            (await near.Recall(Line(line), fact, None))
                .Select(f => f.Version)
                .Should()
                .Equal(Enumerable.Range(1, i + 2).Select(v => (long)v));
            (await far.Recall(Line(line), fact, None)).Should().HaveCount(i + 2);
        }
    }

    [Fact]
    public async Task A_stream_older_than_what_is_in_memory_is_recalled_whole()
    {
        var (old, busy) = (NewId(), NewId());
        await Done(Log.Decide(Open(old), None));
        await Done(Log.Decide(Open(busy, 1_000_000_000), None));
        for (var i = 0; i < 18; i++)
        {
            object[] thousand = [.. Enumerable.Range(0, 500).SelectMany(n => (object[])[$"O-{i}-{n}", 1L])];
            await Done(Log.Decide(Reserve(busy, thousand), None));
        }

        var fact = (await Done(Log.Decide(Reserve(old, "O-1", 1), None))).Facts[0];
        (await Log.Recall(Line(old), fact, None)).Select(f => f.Version).Should().Equal(1, 2);
        (await Log.Recall(Line(busy), fact, None)).Should().HaveCount(9001);
    }

    [Fact]
    public async Task The_same_key_sent_to_two_processes_at_once_is_done_once()
    {
        await using var other = await PostgresStore.Over(_store.ConnectionString, _store.Clock);
        var line = NewId();
        await Done(Log.Decide(Open(line, 1_000_000), None));
        for (var i = 0; i < 20; i++)
        {
            var request = Reserve(line, $"O-{i}", 1) with { Key = Key(line, $"k{i}", "p") };
            var both = await Task.WhenAll(Log.Decide(request, None), other.Log.Decide(request, None));
            both.Should().AllBeOfType<CommandResult.Done>();
            both.Cast<CommandResult.Done>().Count(d => d.Replayed).Should().Be(1);
        }

        (await Log.Read(Line(line), None)).Should().HaveCount(21);
    }

    [Fact]
    public async Task A_restarted_process_goes_on_where_the_log_ends()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        await Done(Log.Decide(Reserve(line, "O-1", 100), None));
        await using var restarted = await PostgresStore.Over(_store.ConnectionString, _store.Clock);
        var done = await Done(restarted.Log.Decide(Reserve(line, "O-2", 100), None));
        done.Facts[0].Version.Should().Be(3);
        (await restarted.Log.Decide(Reserve(line, "O-3", 1_400), None)).Should().BeOfType<CommandResult.Refused>();
    }

    [Fact]
    public async Task A_long_stream_is_loaded_from_its_snapshot()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line, 1_000_000), None));
        for (var i = 0; i < 450; i++)
        {
            await Done(Log.Decide(Reserve(line, $"O-{i}", 1), None));
        }

        await using (var command = _store.Database.CreateCommand("select version from store.snapshots"))
        {
            var kept = 0L;
            for (var i = 0; i < 3000 && kept < 400; i++)
            {
                await Task.Delay(20);
                kept = (long)(await command.ExecuteScalarAsync() ?? 0L);
            }

            kept.Should().Be(400);
        }

        await using var cold = await PostgresStore.Over(_store.ConnectionString, _store.Clock);
        var done = await Done(cold.Log.Decide(Reserve(line, "O-last", 1), None));
        done.Facts[0].Version.Should().Be(452);
    }

    [Fact]
    public async Task A_connection_lost_under_a_commit_is_resolved_from_the_log()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line, 1_000_000), None));
        using var stop = new CancellationTokenSource();
        var killer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await using var kill = _store.Database.CreateCommand(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = current_database() and pid <> pg_backend_pid() and query like '%store.append%'
                    """
                );
                try
                {
                    await kill.ExecuteNonQueryAsync();
                }
                catch (NpgsqlException)
                {
                    // The killer's own pooled connection may be one it killed before.
                }

                await Task.Delay(5);
            }
        });

        var placed = 0;
        for (var i = 0; i < 300; i++)
        {
            var request = Reserve(line, $"O-{i}", 1) with { Key = Key(line, $"k{i}", "p") };
            while (await Log.Decide(request, None) is not CommandResult.Done)
            {
                await Task.Delay(2);
            }

            placed++;
        }

        await stop.CancelAsync();
        await killer;
        (await Log.Read(Line(line), None)).Should().HaveCount(placed + 1, "each key is done exactly once");
        var range = new CompactRange();
        (await All()).ForEach(f => range.Append(f.LeafHash.Span));
        (await Root()).Should().Equal(range.Root());
    }

    private protected override async Task<byte[]> Root()
    {
        await using var command = _store.Database.CreateCommand("select root from store.log_head");
        return (byte[])(await command.ExecuteScalarAsync())!;
    }
}
