using System.Collections.Concurrent;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain.Credit;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Reactors;

public sealed class ReactorTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_reactor_meets_every_fact_that_concerns_it_in_the_order_of_its_stream()
    {
        var reactor = new Probe("probe", (_, _) => Reaction.Done);
        await using var store = await Start(reactor);
        await Reserve(store, "a", 1, 2, 3);
        await Reserve(store, "b", 4, 5);
        (await store.Get<IStoreProgress>().Settled(store.Clock.Now, None)).Should().BeTrue();
        reactor.Met("a").Should().Equal(1, 2, 3);
        reactor.Met("b").Should().Equal(4, 5);
    }

    [Fact]
    public async Task A_failing_reaction_is_tried_again_by_the_table_and_others_go_on()
    {
        var reactor = new Probe("probe", (yen, tries) => yen == 13 && tries < 3 ? throw Failure : Reaction.Done);
        await using var store = await Start(reactor);
        await Reserve(store, "a", 13);
        await Reserve(store, "b", 1);
        await Eventually(() => reactor.Met("b").SequenceEqual([1]));
        await Eventually(() => reactor.Met("a").Count == 1);

        store.Clock.Now += Duration.FromMilliseconds(500);
        await Task.Delay(400);
        reactor.Met("a").Should().HaveCount(1, "a second has not passed on the store's clock");
        store.Clock.Now += Duration.FromSeconds(1);
        await Eventually(() => reactor.Met("a").Count == 2);
        store.Clock.Now += Duration.FromSeconds(5);
        await Eventually(() => reactor.Met("a").Count == 3);
        (await store.Get<IStoreProgress>().Settled(store.Clock.Now + Duration.FromDays(1), None)).Should().BeTrue();
    }

    [Fact]
    public async Task A_reaction_that_fails_to_the_end_is_parked_until_a_person_retries_or_gives_up()
    {
        var broken = true;
        var reactor = new Probe("probe", (yen, _) => yen == 13 && broken ? throw Failure : Reaction.Done);
        await using var store = await Start(reactor);
        await Reserve(store, "a", 13);
        await Reserve(store, "b", 13);
        var parked = store.Get<IParkedWork>();
        for (var i = 0; i < 8; i++)
        {
            await Eventually(() => reactor.Met("a").Count == i + 1 && reactor.Met("b").Count == i + 1);
            store.Clock.Now += Duration.FromDays(1);
        }

        await Eventually(async () => (await parked.List(None)).Count == 2);
        var items = await parked.List(None);
        items.Should().AllSatisfy(i => i.Reason.Should().Be(Failure.Message)).And.HaveCount(2);
        broken = false;
        await parked.Retry(items[0].Id, decidedAt: 100, None);
        await parked.GiveUp(items[1].Id, "not worth it", None);
        await Eventually(async () => (await parked.List(None)).Count == 0);
        await Eventually(() => reactor.Met("a").Count + reactor.Met("b").Count == 17);
        (await parked.Find(items[0].Id, None)).Should().BeNull("it is done");
        (await parked.Find(items[1].Id, None)).Should().BeNull("it was given up");
    }

    [Fact]
    public async Task A_reaction_that_takes_long_holds_up_no_other_and_ends_once()
    {
        var answered = new TaskCompletionSource();
        var reactor = new Probe("probe", (_, _) => Reaction.Done) { Hangs = (13, answered.Task) };
        await using var store = await Start(reactor);
        await Reserve(store, "a", 13, 14);
        await Reserve(store, "b", 1);
        await Eventually(() => reactor.Met("b").SequenceEqual([1]));
        await Reserve(store, "b", 2);
        await Eventually(() => reactor.Met("b").SequenceEqual([1, 2]));
        reactor.Met("a").Should().Equal([13], "facts of one stream go one after the other");
        (await Waiting(store)).Should().Be(2, "a crash now would lose neither");

        answered.SetResult();
        await Eventually(() => reactor.Met("a").SequenceEqual([13, 14]));
        await Eventually(async () => await Waiting(store) == 0);
        (await store.Get<IStoreProgress>().Settled(store.Clock.Now, None)).Should().BeTrue();
        reactor.Met("a").Should().Equal([13, 14], "once each");
    }

    [Fact]
    public async Task A_reaction_under_way_when_the_process_ends_is_met_again()
    {
        var before = new Probe("probe", (_, _) => Reaction.Done) { Hangs = (13, Task.Delay(Timeout.Infinite)) };
        string connection;
        await using (var store = await Start(before))
        {
            connection = store.ConnectionString;
            await Reserve(store, "a", 13);
            await Eventually(async () => await Waiting(store) == 1);
        }

        var after = new Probe("probe", (_, _) => Reaction.Done);
        await using var restarted = await PostgresStore.Over(connection, TestClock.Monday, Using(after));
        await Eventually(() => after.Met("a").SequenceEqual([13]));
        await Eventually(async () => await Waiting(restarted) == 0);
    }

    private static async Task<long> Waiting(PostgresStore store)
    {
        await using var command = store.Get<NpgsqlDataSource>().CreateCommand("select count(*) from store.reactions");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    [Fact]
    public async Task A_reaction_may_wait_for_a_time_of_the_stores_clock()
    {
        var due = TestClock.Monday.Now + Duration.FromDays(7);
        PostgresStore? store = null;
        var reactor = new Probe("probe", (_, _) => store!.Clock.Now < due ? Reaction.Again(due) : Reaction.Done);
        await using var started = store = await Start(reactor);
        await Reserve(store, "a", 1);
        (await store.Get<IStoreProgress>().Settled(store.Clock.Now, None)).Should().BeTrue();
        reactor.Met("a").Should().HaveCount(1);

        store.Clock.Now = due;
        (await store.Get<IStoreProgress>().Settled(store.Clock.Now, None)).Should().BeTrue();
        reactor.Met("a").Should().HaveCount(2);
    }

    [Fact]
    public async Task A_restarted_process_goes_on_where_its_checkpoint_stands()
    {
        var before = new Probe("probe", (_, _) => Reaction.Done);
        string connection;
        await using (var store = await Start(before))
        {
            connection = store.ConnectionString;
            await Reserve(store, "a", 1, 2);
            await store.Get<IStoreProgress>().Settled(store.Clock.Now, None);
        }

        var after = new Probe("probe", (_, _) => Reaction.Done);
        await using var restarted = await PostgresStore.Over(connection, TestClock.Monday, Using(after));
        await Reserve(restarted, "b", 3);
        await restarted.Get<IStoreProgress>().Settled(restarted.Clock.Now, None);
        after.Met("a").Should().BeEmpty();
        after.Met("b").Should().Equal(3);
    }

    private static readonly InvalidOperationException Failure = new("the other side is away");

    private static Task<PostgresStore> Start(IReactor reactor) => PostgresStore.Start("reactors", Using(reactor));

    private static Action<IServiceCollection> Using(IReactor reactor) =>
        services =>
        {
            foreach (var other in services.Where(s => s.ServiceType == typeof(IReactor)).ToList())
            {
                services.Remove(other);
            }

            services.AddSingleton<IReadOnlyList<IProjection>>([]);
            services.AddSingleton(reactor);
        };

    private static async Task Reserve(PostgresStore store, string id, params long[] amounts)
    {
        var request = new DecisionRequest(
            "test",
            Actor.System,
            [StreamId.Of<CreditLine>(id)],
            session =>
            {
                session.Decide<CreditLine>(id, line => line.Open(1_000_000, "test"));
                foreach (var yen in amounts)
                {
                    session.Decide<CreditLine>(id, line => line.Reserve("O-1", yen));
                }

                return DecisionResult.Done;
            }
        );
        (await store.Log.Decide(request, None)).Should().BeOfType<CommandResult.Done>();
    }

    private static Task Eventually(Func<bool> condition) => Eventually(() => Task.FromResult(condition()));

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

    /// <summary>
    /// Notes each amount it meets, then answers as told; told also how often it met that fact before.
    /// </summary>
    private sealed class Probe(string name, Func<long, int, Reaction> answer) : IReactor
    {
        private readonly ConcurrentQueue<(string Stream, long Yen, long Position)> _met = [];

        public string Name => name;

        public bool DeliversOutside => false;

        public bool Concerns(RecordedFact fact) => fact.Fact is CreditReserved;

        public List<long> Met(string stream) => [.. _met.Where(m => m.Stream == stream).Select(m => m.Yen)];

        /// <summary>The amount whose reaction waits for this task.</summary>
        public (long Yen, Task Until)? Hangs { get; init; }

        public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
        {
            var yen = ((CreditReserved)fact.Fact).AmountYen;
            _met.Enqueue((fact.Stream.Id, yen, fact.Position));
            if (Hangs is { } hangs && hangs.Yen == yen)
            {
                await hangs.Until.WaitAsync(ct);
            }

            return answer(yen, _met.Count(m => m.Position == fact.Position));
        }
    }
}
