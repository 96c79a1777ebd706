using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Domain.Credit;
using Store.Domain.Reactors;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Reactors;

/// <summary>
/// What operators decide about parked work is recorded, then carried out from the record: never lost, never twice.
/// </summary>
public sealed class ParkedWorkTests
{
    private const string Id = "reaction:probe:0";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly CommandContext Operator = new(new Actor(ActorKind.Operator, "op-1"), null, "test");

    [Fact]
    public async Task A_retry_is_recorded_with_who_and_why_and_the_reaction_goes_again()
    {
        var probe = new Probe();
        await using var store = await Parked(probe);
        var done = Done(await Retry(store));
        done.Response.Kind.Should().Be(ResponseKind.Accepted);
        var fact = done.Facts.Single();
        (fact.Type, fact.Actor.Id, fact.Actor.Reason).Should().Be(("parked_work.retried", "op-1", "復旧を確認"));
        fact.Fact.Should().Be(new ParkedWorkRetried("probe", 0, 8));
        await Eventually(() => Task.FromResult(probe.Met == 1));
        await Eventually(async () => await Row(store, "select count(*) from store.reactions") == 0);

        Refused(await Retry(store)).Code.Should().Be("parked.not_found");
        var shown = await new GetParked.Handler(store.Get<IParkedWork>(), store.Log).Handle(new(Id), None);
        System.Text.Encoding.UTF8.GetString(shown.Body.Span).Should().Contain("\"status\":\"resumed\"");
    }

    [Fact]
    public async Task A_decision_that_is_met_again_after_a_crash_does_nothing_twice()
    {
        var probe = new Probe { Fails = true };
        await using var store = await Parked(probe);
        var parked = store.Get<IParkedWork>();
        await parked.Retry(Id, decidedAt: 7, None);
        await Eventually(async () => await Row(store, "select attempts::bigint from store.reactions") == 1);
        await Park(store);
        // The reactor fell before its checkpoint moved, and the reaction has failed to its end once more.
        await parked.Retry(Id, decidedAt: 7, None);
        (await parked.Find(Id, None)).Should().NotBeNull("nobody has decided about this failure yet");
        await parked.Retry(Id, decidedAt: 8, None);
        await Eventually(() => Task.FromResult(probe.Met == 2));
    }

    [Fact]
    public async Task What_was_given_up_stays_undone_and_cannot_be_retried()
    {
        var probe = new Probe();
        await using var store = await Parked(probe);
        Done(await GiveUp(store, Id)).Facts.Single().Actor.Reason.Should().Be("電話で連絡済み");
        await Eventually(async () => await store.Get<IParkedWork>().Find(Id, None) is null);
        Refused(await Retry(store)).Code.Should().Be("parked.given_up");
        Refused(await GiveUp(store, Id)).Code.Should().Be("parked.given_up");
        probe.Met.Should().Be(0);
        (await Row(store, "select count(*) from store.reactions where given_up = '電話で連絡済み'")).Should().Be(1);
    }

    [Fact]
    public async Task The_last_decision_holds_where_two_were_taken_at_once()
    {
        var probe = new Probe();
        await using var store = await Parked(probe);
        await Execute(store, "update store.reactions set parked_at = null, due_at = 'infinity'");
        await store.Get<IParkedWork>().GiveUp(Id, "中止", None);
        (await Row(store, "select count(*) from store.reactions where given_up is not null and parked_at is not null"))
            .Should()
            .Be(1);
    }

    [Fact]
    public async Task A_read_model_can_be_retried_and_never_given_up()
    {
        await using var store = await Parked(new Probe());
        await Execute(
            store,
            """
            insert into store.projections (name, generation, version, state, stopped, stopped_at)
            values ('probe_view', 1, 1, 'live', 'poison', 0)
            """
        );
        const string View = "projection:probe_view";
        Refused(await GiveUp(store, View)).Code.Should().Be("parked.must_go_on");
        Done(await Retry(store, View));
        await Eventually(async () => await store.Get<IParkedWork>().Find(View, None) is null);
    }

    [Theory]
    [InlineData("reaction:probe:00")]
    [InlineData("reaction:probe:-1")]
    [InlineData("reaction:probe")]
    [InlineData("projection:nobody")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task An_id_that_names_nothing_is_not_found(string id)
    {
        await using var store = await Parked(new Probe());
        Refused(await Retry(store, id)).Code.Should().Be("parked.not_found");
        Refused(await GiveUp(store, id)).Code.Should().Be("parked.not_found");
    }

    /// <summary>A store whose only reactor but the one under test has failed to the end at the first fact.</summary>
    private static async Task<PostgresStore> Parked(Probe probe)
    {
        var store = await PostgresStore.Start(
            "parked",
            services =>
            {
                foreach (var other in services.Where(s => s.ServiceType == typeof(IReactor)).ToList())
                {
                    services.Remove(other);
                }

                services.AddSingleton<IReadOnlyList<IProjection>>([]);
                services.AddSingleton<IReactor>(probe);
                services.AddSingleton<IReactor, ParkedDecisions>();
            }
        );
        var opened = new DecisionRequest(
            "test",
            Actor.System,
            [StreamId.Of<CreditLine>("a")],
            session =>
                session.Decide<CreditLine>("a", line => line.Open(1, "test")) is { } refused
                    ? refused
                    : DecisionResult.Done
        );
        Done(await store.Log.Decide(opened, None));
        await Park(store);
        return store;
    }

    private static Task Park(PostgresStore store) =>
        Execute(
            store,
            """
            insert into store.reactions (reactor, position, due_at, attempts, outside, parked_at, reason)
            values ('probe', 0, now(), 8, false, now(), 'away')
            on conflict (reactor, position) do update set parked_at = now(), attempts = 8
            """
        );

    private static Task<CommandResult> Retry(PostgresStore store, string id = Id) =>
        new RetryParked.Handler(store.Log, store.Get<IParkedWork>()).Handle(new(Operator, id, new("復旧を確認")), None);

    private static Task<CommandResult> GiveUp(PostgresStore store, string id) =>
        new GiveUpParked.Handler(store.Log, store.Get<IParkedWork>()).Handle(
            new(Operator, id, new("電話で連絡済み")),
            None
        );

    private static CommandResult.Done Done(CommandResult result) =>
        result.Should().BeOfType<CommandResult.Done>().Subject;

    private static Domain.Refusal Refused(CommandResult result) =>
        result.Should().BeOfType<CommandResult.Refused>().Subject.Refusal;

    private static async Task<long> Row(PostgresStore store, string sql)
    {
        await using var command = store.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task Execute(PostgresStore store, string sql)
    {
        await using NpgsqlCommand command = store.Database.CreateCommand(sql);
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

    private sealed class Probe : IReactor
    {
        private int _met;

        public int Met => _met;

        public bool Fails { get; init; }

        public string Name => "probe";

        public bool DeliversOutside => false;

        public bool Concerns(RecordedFact fact) => false;

        public Task<Reaction> React(RecordedFact fact, CancellationToken ct)
        {
            Interlocked.Increment(ref _met);
            return Fails ? throw new InvalidOperationException("away") : Task.FromResult(Reaction.Done);
        }
    }
}
