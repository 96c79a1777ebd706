using System.Globalization;
using System.Security.Cryptography;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Domain.Audit;
using Store.Domain.Credit;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.EventLog;

/// <summary>
/// What every log promises, whatever stands behind it; run against PostgreSQL and the in-memory twin.
/// </summary>
public abstract class EventLogContract : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    private protected IEventLog Log { get; set; } = null!;

    private protected TestClock Clock { get; set; } = TestClock.Monday;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task Facts_of_one_command_get_the_next_positions_and_versions()
    {
        var line = NewId();
        var opened = await Done(Log.Decide(Open(line), None));
        var reserved = await Done(Log.Decide(Reserve(line, "O-1", 10, "O-2", 20), None));

        reserved.Facts.Select(f => f.Position).Should().Equal(opened.Position + 1, opened.Position + 2);
        reserved.Facts.Select(f => f.Version).Should().Equal(2, 3);
        reserved.Position.Should().Be(opened.Position + 2);
        (await Log.Read(Line(line), None))
            .Select(f => f.Type)
            .Should()
            .Equal("credit_line.opened", "credit.reserved", "credit.reserved");
    }

    [Fact]
    public async Task A_refused_command_leaves_no_trace()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        var before = await All();

        var result = await Log.Decide(Reserve(line, "O-1", 10, "O-2", 10_000_000), None);

        result.Should().BeOfType<CommandResult.Refused>().Which.Refusal.Code.Should().Be("credit.insufficient");
        (await All()).Should().HaveCount(before.Count);
    }

    [Fact]
    public async Task A_command_that_throws_fails_alone()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        var bug = Log.Decide(Request(line, s => throw new InvalidOperationException("a bug in " + s.Now)), None);
        var good = Log.Decide(Reserve(line, "O-1", 10), None);

        await ((Func<Task>)(() => bug)).Should().ThrowAsync<InvalidOperationException>();
        await Done(good);
    }

    [Fact]
    public async Task The_same_key_gets_the_first_answer_again_and_records_nothing()
    {
        var line = NewId();
        var key = Key(line, "k1", "payload");
        var first = await Done(Log.Decide(Open(line) with { Key = key, Decide = Answering(line) }, None));
        var again = await Done(Log.Decide(Open(line) with { Key = key, Decide = Answering(line) }, None));

        again.Replayed.Should().BeTrue();
        again.Response.Body.ToArray().Should().Equal(first.Response.Body.ToArray());
        (again.Response.Kind, again.Response.Id, again.Response.Tag).Should().Be((ResponseKind.Created, line, "1"));
        again.Position.Should().Be(first.Position);
        (await Log.Read(Line(line), None)).Should().HaveCount(1);
    }

    [Fact]
    public async Task The_same_key_with_another_payload_is_refused()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line) with { Key = Key(line, "k1", "payload") }, None));
        var other = await Log.Decide(Open(line) with { Key = Key(line, "k1", "another") }, None);
        other.Should().BeOfType<CommandResult.Refused>().Which.Refusal.Code.Should().Be("idempotency.key_reused");
    }

    [Fact]
    public async Task A_key_is_looked_up_before_a_refusal_is_answered()
    {
        var line = NewId();
        var key = Key(line, "k1", "payload");
        await Done(Log.Decide(Open(line), None));
        await Done(Log.Decide(Reserve(line, "O-1", 1_000) with { Key = key }, None));

        // The line is now too small for the same command; the answer is nevertheless the first one.
        (await Done(Log.Decide(Reserve(line, "O-1", 1_000) with { Key = key }, None)))
            .Replayed.Should()
            .BeTrue();
    }

    [Fact]
    public async Task A_refusal_is_not_stored_so_a_retry_decides_again()
    {
        var line = NewId();
        var key = Key(line, "k1", "payload");
        await Done(Log.Decide(Open(line), None));
        (await Log.Decide(Reserve(line, "O-1", 2_000) with { Key = key }, None))
            .Should()
            .BeOfType<CommandResult.Refused>();
        await Done(
            Log.Decide(Request(line, s => Judge(s.Decide<CreditLine>(line, l => l.SetLimit(5_000, "raised")))), None)
        );
        (await Done(Log.Decide(Reserve(line, "O-1", 2_000) with { Key = key }, None))).Replayed.Should().BeFalse();
    }

    [Fact]
    public async Task A_secret_answer_is_not_kept()
    {
        var line = NewId();
        var key = Key(line, "k1", "payload") with { AnswerIsSecret = true };
        await Done(Log.Decide(Open(line) with { Key = key, Decide = Answering(line) }, None));
        var again = await Log.Decide(Open(line) with { Key = key, Decide = Answering(line) }, None);
        again
            .Should()
            .BeOfType<CommandResult.Refused>()
            .Which.Refusal.Code.Should()
            .Be("idempotency.secret_shown_once");
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_current_one_is_not()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        await Done(Log.Decide(Reserve(line, "O-1", 10), None));
        var stale = await Log.Decide(Reserve(line, "O-2", 10) with { IfVersion = 1 }, None);
        stale.Should().BeOfType<CommandResult.Refused>().Which.Refusal.Code.Should().Be("concurrency.stale");
        await Done(Log.Decide(Reserve(line, "O-2", 10) with { IfVersion = 2 }, None));
    }

    [Fact]
    public async Task Recording_times_never_fall_by_position_even_if_the_clock_does()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        Clock.Now -= Duration.FromHours(1);
        await Done(Log.Decide(Reserve(line, "O-1", 10), None));
        (await All()).Select(f => f.RecordedAt).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task Numbers_have_no_gaps_and_a_refused_decision_gives_its_number_back()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        var numbers = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            await Log.Decide(
                Request(
                    line,
                    s =>
                    {
                        var number = s.NextNumber(NumberSeries.Invoice);
                        // Every second one is more than the line holds.
                        var refused = s.Decide<CreditLine>(line, l => l.Reserve(number, i % 2 == 0 ? 1 : 9_999_999));
                        if (refused is null)
                        {
                            numbers.Add(number);
                        }

                        return Judge(refused);
                    }
                ),
                None
            );
        }

        numbers.Select(n => int.Parse(n[^6..], CultureInfo.InvariantCulture)).Should().Equal(1, 2, 3);
        numbers[0].Should().Be("INV-2026-000001");
    }

    [Fact]
    public async Task Every_leaf_is_the_hash_of_its_envelope_and_each_stream_is_chained()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        await Done(Log.Decide(Reserve(line, "O-1", 1, "O-2", 1), None));
        var facts = await Log.Read(Line(line), None);
        foreach (var fact in facts)
        {
            var expected = SHA256.HashData([0, .. fact.Envelope.Span]);
            fact.LeafHash.ToArray().Should().Equal(expected);
        }

        for (var i = 1; i < facts.Count; i++)
        {
            System
                .Text.Encoding.UTF8.GetString(facts[i].Envelope.Span)
                .Should()
                .Contain($"\"prev\":\"{Convert.ToBase64String(facts[i - 1].LeafHash.Span)}\"");
        }
    }

    [Fact]
    public async Task Reading_after_a_position_starts_right_behind_it()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        await Done(Log.Decide(Reserve(line, "O-1", 1, "O-2", 1, "O-3", 1), None));
        var all = await All();
        all.Select(f => f.Position).Should().Equal(Enumerable.Range(0, all.Count).Select(i => (long)i));
        var rest = new List<long>();
        await foreach (var fact in Log.ReadAll(1, None))
        {
            rest.Add(fact.Position);
        }

        rest.Should().Equal(all.Skip(2).Select(f => f.Position));
    }

    [Fact]
    public async Task Sixteen_writers_on_hot_streams_beside_readers_lose_nothing_and_invert_nothing()
    {
        const int writers = 16;
        const int commands = 60;
        string[] lines = [NewId(), NewId(), NewId()];
        foreach (var line in lines)
        {
            await Done(Log.Decide(Open(line, 1_000_000), None));
        }

        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => Follow(stop.Token))).ToArray();
        var acknowledged = await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(() => Write(w))));

        var all = await All();
        await stop.CancelAsync();
        var seen = await Task.WhenAll(readers);
        all.Select(f => f.Position).Should().Equal(Enumerable.Range(0, all.Count).Select(i => (long)i), "it is dense");
        all.Should().HaveCount(lines.Length + (writers * commands));
        foreach (var mine in acknowledged)
        {
            mine.Should().BeInAscendingOrder("what was acknowledged first stands first");
        }

        acknowledged.SelectMany(p => p).Should().OnlyHaveUniqueItems().And.HaveCount(writers * commands);
        foreach (var stream in all.GroupBy(f => f.Stream))
        {
            stream.Select(f => f.Version).Should().Equal(Enumerable.Range(1, stream.Count()).Select(v => (long)v));
        }

        foreach (var positions in seen)
        {
            positions
                .Should()
                .Equal(Enumerable.Range(0, positions.Count).Select(i => (long)i), "a reader misses nothing");
        }

        async Task<List<long>> Write(int writer)
        {
            var positions = new List<long>();
            for (var i = 0; i < commands; i++)
            {
                var line = lines[(writer + i) % lines.Length];
                positions.Add((await Done(Log.Decide(Reserve(line, $"O-{writer}-{i}", 1), None))).Position);
            }

            return positions;
        }

        async Task<List<long>> Follow(CancellationToken until)
        {
            var positions = new List<long>();
            while (true)
            {
                var last = until.IsCancellationRequested;
                await foreach (var fact in Log.ReadAll(positions.Count - 1, None))
                {
                    positions.Add(fact.Position);
                }

                if (last)
                {
                    return positions;
                }
            }
        }
    }

    [Fact]
    public async Task The_tree_over_all_leaves_is_the_one_that_the_frontier_says()
    {
        var line = NewId();
        await Done(Log.Decide(Open(line), None));
        await Done(Log.Decide(Reserve(line, "O-1", 1, "O-2", 1, "O-3", 1), None));
        var range = new CompactRange();
        foreach (var fact in await All())
        {
            range.Append(fact.LeafHash.Span);
        }

        (await Root()).Should().Equal(range.Root());
    }

    private protected abstract Task<byte[]> Root();

    private protected async Task<List<RecordedFact>> All()
    {
        var facts = new List<RecordedFact>();
        await foreach (var fact in Log.ReadAll(-1, None))
        {
            facts.Add(fact);
        }

        return facts;
    }

    private protected static async Task<CommandResult.Done> Done(Task<CommandResult> outcome) =>
        (await outcome).Should().BeOfType<CommandResult.Done>().Subject;

    private protected static string NewId() => Guid.NewGuid().ToString("N");

    private protected static StreamId Line(string id) => StreamId.Of<CreditLine>(id);

    private protected static IdempotencyKey Key(string scope, string key, string payload) =>
        new(scope, key, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(payload)));

    private protected static DecisionRequest Open(string id, long limitYen = 1_500) =>
        Request(id, s => Judge(s.Decide<CreditLine>(id, line => line.Open(limitYen, "opening line"))));

    /// <summary>Reserves one amount after another in one command.</summary>
    private protected static DecisionRequest Reserve(string id, params object[] pairs) =>
        Request(
            id,
            s =>
            {
                for (var i = 0; i < pairs.Length; i += 2)
                {
                    var (number, amount) = (
                        (string)pairs[i],
                        Convert.ToInt64(pairs[i + 1], CultureInfo.InvariantCulture)
                    );
                    if (s.Decide<CreditLine>(id, line => line.Reserve(number, amount)) is { } refused)
                    {
                        return refused;
                    }
                }

                return DecisionResult.Done;
            }
        );

    private protected static DecisionRequest Request(string id, Func<IDecisionSession, DecisionResult> decide) =>
        new("contract", Actor.System, [Line(id)], decide) { Correlation = "contract" };

    private protected static DecisionResult Judge(Domain.Refusal? refused) =>
        refused is null ? DecisionResult.Done : refused;

    private static Func<IDecisionSession, DecisionResult> Answering(string id) =>
        s =>
        {
            s.Decide<CreditLine>(id, line => line.Open(1_500, "opening line"));
            return DecisionResult.Answering(facts =>
                StoredResponse.Created(
                    id,
                    StateTag.Of(1),
                    System.Text.Encoding.UTF8.GetBytes($"{{\"facts\":{facts.Count},\"id\":\"{facts[0].Id}\"}}")
                )
            );
        };
}

public sealed class InMemoryEventLogContract : EventLogContract
{
    public override Task InitializeAsync()
    {
        Log = new InMemoryEventLog(
            new Aggregates(Application.StoreModel.Aggregates),
            Clock,
            new InMemoryPersonalKeys()
        );
        return Task.CompletedTask;
    }

    public override Task DisposeAsync() => Task.CompletedTask;

    private protected override Task<byte[]> Root() => Task.FromResult(((InMemoryEventLog)Log).Root);
}
