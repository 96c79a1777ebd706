using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Domain.Credit;
using Store.Infrastructure.EventLog;
using Store.Infrastructure.ReadModels;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.ReadModels;

public sealed class ProjectionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_read_that_starts_after_a_write_was_acknowledged_shows_it()
    {
        await using var store = await Start(new LineSums.Projection("sums"));
        await Open(store, "a");
        for (var i = 1; i <= 50; i++)
        {
            var done = await Reserve(store, "a", 1);
            var read = await store.Get<IReadDocuments>().Get("sums", "a", None);
            read.Position.Should().BeGreaterThanOrEqualTo(done.Position);
            Sums(read.Value).Reservations.Should().Be(i);
        }
    }

    [Fact]
    public async Task A_read_in_another_process_shows_it_too()
    {
        await using var store = await Start(new LineSums.Projection("sums"));
        await using var other = await PostgresStore.Over(
            store.ConnectionString,
            store.Clock,
            Using(new LineSums.Projection("sums"))
        );
        await Open(store, "a");
        for (var i = 1; i <= 20; i++)
        {
            await Reserve(i % 2 == 0 ? store : other, "a", 1);
            Sums((await other.Get<IReadDocuments>().Get("sums", "a", None)).Value).Reservations.Should().Be(i);
            Sums((await store.Get<IReadDocuments>().Get("sums", "a", None)).Value).Reservations.Should().Be(i);
        }
    }

    [Fact]
    public async Task A_projection_that_cannot_take_a_fact_stops_alone_and_shows_it()
    {
        var poisoned = new LineSums.Projection("poisoned", poison: 13);
        await using var store = await Start(new LineSums.Projection("sound"), poisoned);
        await Open(store, "a");
        await Reserve(store, "a", 1);
        var fatal = await Reserve(store, "a", 13);
        await Reserve(store, "a", 2);

        var documents = store.Get<IReadDocuments>();
        Sums((await documents.Get("sound", "a", None)).Value).ReservedYen.Should().Be(16);
        await Eventually(async () => (await documents.Get("poisoned", "a", None)).Refused?.Code == "read.stopped");
        var parked = (await store.Get<IParkedWork>().List(None)).Should().ContainSingle().Subject;
        parked.Id.Should().Be("projection:poisoned");
        parked.Position.Should().Be(fatal.Position);
        parked.Reason.Should().Be("poison");

        poisoned.Poison = -1;
        await store.Get<IParkedWork>().Retry("projection:poisoned", decidedAt: 100, None);
        await Eventually(async () => (await documents.Get("poisoned", "a", None)).Refused is null);
        Sums((await documents.Get("poisoned", "a", None)).Value).ReservedYen.Should().Be(16);
    }

    [Fact]
    public async Task A_projection_that_meets_such_a_fact_while_it_is_first_filled_shows_it_too()
    {
        await using var store = await Start(new LineSums.Projection("sound"));
        await Open(store, "a");
        var fatal = await Reserve(store, "a", 13);
        await using var next = await PostgresStore.Over(
            store.ConnectionString,
            store.Clock,
            Using(new LineSums.Projection("sound"), new LineSums.Projection("poisoned", poison: 13))
        );
        // The lease passes to the new process when the old one stops.
        await store.DisposeAsync();
        var parked = next.Get<IParkedWork>();
        await Eventually(async () => (await parked.List(None)).Any(p => p.Position == fatal.Position));
        (await next.Get<IReadDocuments>().Get("poisoned", "a", None)).Refused!.Code.Should().Be("read.stopped");
        await Open(next, "b");
        (await next.Get<IReadDocuments>().Get("sound", "b", None)).Refused.Should().BeNull();
    }

    [Fact]
    public async Task A_fact_of_an_unknown_kind_stops_every_reader_and_is_never_skipped()
    {
        await using var store = await Start(new LineSums.Projection("sums"));
        await Open(store, "a");
        await Reserve(store, "a", 1);
        await AppendUnknown(store);

        var documents = store.Get<IReadDocuments>();
        await Eventually(async () => (await documents.Get("sums", "a", None)).Refused?.Code == "read.stopped");
        var parked = (await store.Get<IParkedWork>().List(None)).Should().ContainSingle().Subject;
        parked.Position.Should().Be(2);
        parked.Reason.Should().Contain("martian.landed");
    }

    [Fact]
    public async Task A_rebuild_beside_writers_is_byte_equal_at_the_same_position()
    {
        await using var store = await Start(new LineSums.Projection("sums"));
        string[] lines = ["a", "b", "c", "d"];
        foreach (var line in lines)
        {
            await Open(store, line);
        }

        using var stop = new CancellationTokenSource();
        var writers = Enumerable
            .Range(0, 8)
            .Select(w =>
                Task.Run(async () =>
                {
                    for (var i = 0; !stop.IsCancellationRequested; i++)
                    {
                        await Reserve(store, lines[(w + i) % lines.Length], 1);
                    }
                })
            )
            .ToList();
        await Task.Delay(200);
        var reports = new List<RebuildProgress>();
        for (var round = 0; round < 3; round++)
        {
            await Rebuild(store).Run(new LineSums.Projection("sums"), reports.Add, None);
        }

        await Task.Delay(200);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        reports.Should().NotBeEmpty();
        reports[^1].Percent.Should().BeInRange(0, 100);
        var live = await Documents(store);
        await Rebuild(store).Run(new LineSums.Projection("sums"), null, None);
        var rebuilt = await Documents(store);
        rebuilt.Should().Equal(live);
        live.Should().HaveCount(lines.Length);
        (await store.Log.Read(StreamId.Of<CreditLine>("a"), None))
            .Should()
            .HaveCount(Sums((await store.Get<IReadDocuments>().Get("sums", "a", None)).Value).Reservations + 1);
    }

    [Fact]
    public async Task A_new_version_is_filled_before_it_is_read_and_the_old_process_keeps_its_own()
    {
        await using var store = await Start(new LineSums.Projection("sums"));
        await Open(store, "a");
        await Reserve(store, "a", 5);
        await using var next = await PostgresStore.Over(
            store.ConnectionString,
            store.Clock,
            Using(new LineSums.Projection("sums", version: 2))
        );
        // The new process waits for the lease, which the old one holds until it stops; its own verb fills meanwhile.
        await Rebuild(next).Run(new LineSums.Projection("sums", version: 2), null, None);
        Sums((await next.Get<IReadDocuments>().Get("sums", "a", None)).Value).ReservedYen.Should().Be(10);
        Sums((await store.Get<IReadDocuments>().Get("sums", "a", None)).Value).ReservedYen.Should().Be(5);
    }

    [Fact]
    public async Task Lists_page_by_cursor_and_filter_by_facet_and_search()
    {
        await using var store = await Start(new LineSums.Projection("sums"));
        foreach (var id in new[] { "aa", "ab", "ba", "bb", "bc" })
        {
            await Open(store, id);
            await Reserve(store, id, 1);
        }

        await Reserve(store, "ab", 1);
        var documents = store.Get<IReadDocuments>();
        var query = new DocumentQuery("sums", "owner", 2);
        var first = (await documents.List(query, None)).Value;
        first.Select(d => d.Key).Should().Equal("ab", "bc");
        var second = (await documents.List(query with { After = new(first[^1].Sort, first[^1].Key) }, None)).Value;
        second.Select(d => d.Key).Should().Equal("bb", "ba");
        var many = query with { Facets = new Dictionary<string, string> { ["many"] = "yes" } };
        (await documents.List(many, None)).Value.Select(d => d.Key).Should().Equal("ab");
        (await documents.List(query with { Search = "B" }, None)).Value.Should().HaveCount(2);
        (await documents.List(query with { Search = "%" }, None)).Value.Should().BeEmpty();
        (await documents.List(query with { Owner = "someone else" }, None)).Value.Should().BeEmpty();
    }

    [Fact]
    public async Task Rebuilds_that_begin_at_once_take_turns_and_the_last_one_counts()
    {
        await using var store = await Start(new LineSums.Projection("sums"));
        await Open(store, "a");
        await Reserve(store, "a", 1);
        var before = await Documents(store);

        for (var round = 0; round < 5; round++)
        {
            var rebuilds = Enumerable
                .Range(0, 8)
                .Select(_ => Task.Run(() => Rebuild(store).Run(new LineSums.Projection("sums"), null, None)))
                .ToList();
            foreach (var rebuild in rebuilds)
            {
                try
                {
                    await rebuild;
                }
                catch (PostgresException overtaken)
                {
                    overtaken.SqlState.Should().Be("ST409", "a later one may abandon what an earlier one has begun");
                }
            }
        }

        await Rebuild(store).Run(new LineSums.Projection("sums"), null, None);
        (await Documents(store)).Should().Equal(before);
    }

    [Fact]
    public async Task A_fill_that_a_later_one_abandoned_does_not_take_the_place_of_what_is_served()
    {
        await using var store = await Start(new LineSums.Projection("sums"));
        await Open(store, "a");
        await Reserve(store, "a", 1);
        var before = await Documents(store);

        var fill = () => Rebuild(store).Run(new LineSums.Projection("sums"), _ => AbandonFills(store), None);

        (await fill.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("ST409");
        (await Documents(store)).Should().Equal(before);
        Sums((await store.Get<IReadDocuments>().Get("sums", "a", None)).Value).Reservations.Should().Be(1);
    }

    /// <summary>What a later fill begins with.</summary>
    private static void AbandonFills(PostgresStore store)
    {
        using var abandon = store.Database.CreateCommand("delete from store.projections where state = 'filling'");
        abandon.ExecuteNonQuery().Should().Be(1);
    }

    private static Task<PostgresStore> Start(params IProjection[] projections) =>
        PostgresStore.Start("projections", Using(projections));

    private static Action<IServiceCollection> Using(params IProjection[] projections) =>
        services => services.AddSingleton<IReadOnlyList<IProjection>>(projections);

    private static ProjectionRebuild Rebuild(PostgresStore store) =>
        new(store.Database, store.Get<LogReader>(), NullLogger.Instance);

    private static async Task Open(PostgresStore store, string id) =>
        await Done(store, id, line => line.Open(1_000_000_000, "test"));

    private static Task<CommandResult.Done> Reserve(PostgresStore store, string id, long yen) =>
        Done(store, id, line => line.Reserve("O-1", yen));

    private static async Task<CommandResult.Done> Done(
        PostgresStore store,
        string id,
        Func<CreditLine, Domain.Decision> decide
    )
    {
        var request = new DecisionRequest(
            "test",
            Actor.System,
            [StreamId.Of<CreditLine>(id)],
            session => session.Decide(id, decide) is { } refused ? refused : DecisionResult.Done
        );
        return (await store.Log.Decide(request, None)).Should().BeOfType<CommandResult.Done>().Subject;
    }

    private static LineSums Sums(ReadDocument? document) => StoreJson.Read<LineSums>(document!.Body);

    private static async Task<List<string>> Documents(PostgresStore store)
    {
        await store.Get<IReadDocuments>().Get("sums", "a", None);
        await using var command = store.Database.CreateCommand(
            """
            select d.key || encode(d.body, 'hex') || d.sort || d.version || d.facets from store.documents d
              join store.projections p on p.name = d.projection and p.generation = d.generation and p.state = 'live'
             order by d.key
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        var documents = new List<string>();
        while (await row.ReadAsync())
        {
            documents.Add(row.GetString(0));
        }

        return documents;
    }

    private static async Task AppendUnknown(PostgresStore store)
    {
        await using var command = store.Database.CreateCommand(
            """
            select store.append(2, frontier, root, array[2::bigint], array[1::bigint], array[now()], array['credit-line'],
                                array['z'], array['martian.landed'], array[root],
                                array[convert_to(replace(replace(replace(convert_from(envelope, 'UTF8'),
                                      'credit.reserved', 'martian.landed'), '"version":2', '"version":1'),
                                      '"stream":"a"', '"stream":"z"'), 'UTF8')])
              from store.log_head, store.facts where position = 1
            """
        );
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("It did not come about within a minute.");
    }
}
