using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Store.Infrastructure.Audit;
using Xunit;

namespace Store.Infrastructure.Tests.Audit;

/// <summary>
/// What is done to a stopped store's database keeps it from starting, with a sentence that says what.
/// </summary>
public sealed class IntegrityCheckTests
{
    /// <summary>Two stored subtrees of sixteen, and eight facts that no row covers.</summary>
    private const int Facts = 40;

    [Fact]
    public async Task An_honest_history_starts_again()
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Start();
        await SignedHistory.Record(history.Store, "a", 5, "second");
        await history.Signed(Facts + 5);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(37)]
    public async Task A_changed_byte_is_named_by_its_position(int position)
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Change(position);
        await Refused(history, $"The fact at position {position} is not the one that was recorded: its leaf is *");
    }

    [Theory]
    [InlineData(5, "from position 0 to 15 are")]
    [InlineData(16, "from position 16 to 31 are")]
    [InlineData(37, "from position 32 to 39 are")]
    public async Task A_changed_fact_with_a_new_leaf_is_narrowed_to_what_is_stored_over_it(int position, string where)
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Change(position);
        await history.Tamper($"update store.facts set leaf = sha256('\\x00' || envelope) where position = {position}");
        await Refused(history, $"The facts {where} not the ones that were recorded*");
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_is_counted()
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Tamper("delete from store.facts where position >= 35");
        await Refused(history, "The log has 35 facts, the note kept outside says 40: the facts from position 35 on*");
    }

    [Fact]
    public async Task A_fact_that_was_taken_out_is_named_by_its_position()
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Tamper("delete from store.facts where position = 21");
        await Refused(history, "The fact at position 21 is missing.");
    }

    [Fact]
    public async Task Two_facts_that_changed_places_are_found()
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Tamper(
            """
            update store.facts set position = 1000000 where position = 3;
            update store.facts set position = 3 where position = 9;
            update store.facts set position = 9 where position = 1000000
            """
        );
        await Refused(history, "The facts from position 0 to 15 are not the ones that were recorded*");
    }

    [Fact]
    public async Task An_older_backup_is_noticed_by_the_note_kept_outside()
    {
        await using var history = await SignedHistory.Of(30);
        await history.Stop();
        await history.Dump("older");
        await history.Start();
        await SignedHistory.Record(history.Store, "a", 10, "second");
        await history.Signed(40);
        await history.Stop();
        await history.Restore("older");
        await Refused(history, "The log has 30 facts, the note kept outside says 40*older backup*");
    }

    [Fact]
    public async Task A_fork_that_another_key_signed_is_refused_with_its_note_and_without()
    {
        await using var history = await SignedHistory.Of(30);
        await history.Stop();
        await history.Dump("fork");
        await history.Start();
        await SignedHistory.Record(history.Store, "a", 10, "true");
        await history.Signed(40);
        await history.Stop();
        var (note, key) = (File.ReadAllText(history.OutsideNote), File.ReadAllBytes(history.KeyFile));

        // Whoever forks has the database and nothing else: a key of their own, and no note.
        await history.Restore("fork");
        await history.Tamper("update store.checkpoint set note = null, note_size = -1");
        File.Delete(history.OutsideNote);
        File.Delete(history.KeyFile);
        await history.Start();
        await SignedHistory.Record(history.Store, "a", 15, "forged");
        await history.Signed(45);
        var outside = history.OutsideNote;
        await history.Stop();

        File.WriteAllText(outside, note);
        File.WriteAllBytes(history.KeyFile, key);
        await Refused(history, "The last checkpoint in the database is signed with none of this store's keys*");
        await history.Tamper("update store.checkpoint set note = null, note_size = -1");
        await Refused(
            history,
            "The tree over the first 40 facts has the root *, the note kept outside the database says *"
        );
    }

    [Fact]
    public async Task A_head_that_says_another_root_is_refused()
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Tamper("update store.log_head set root = sha256('x')");
        await Refused(history, "The tree over the first 40 facts has the root *, the log's head says *");
    }

    [Fact]
    public async Task What_is_too_old_to_be_hashed_before_the_start_is_found_beside_the_work()
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Change(5);
        await history.Start(services => services.AddSingleton(new AuditSettings { FactsBeforeStart = 10 }));
        await Contradicted(history, "The fact at position 5 is not the one that was recorded*");
        var noted = File.ReadAllText(history.OutsideNote);
        await SignedHistory.Record(history.Store, "a", 1, "after");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        File.ReadAllText(history.OutsideNote).Should().Be(noted, "nothing is signed any more");
    }

    [Fact]
    public async Task A_root_that_differs_in_what_is_old_is_narrowed_all_the_same()
    {
        await using var history = await SignedHistory.Of(Facts);
        await history.Stop();
        await history.Tamper("update store.tree_nodes set hash = sha256('x') where level = 4 and index = 0");
        await history.Tamper("update store.tree_nodes set hash = sha256('y') where level = 5 and index = 0");
        await Refused(
            history,
            "The facts from position 0 to 15 are not the ones*",
            services => services.AddSingleton(new AuditSettings { FactsBeforeStart = 3 })
        );
    }

    private static async Task Refused(
        SignedHistory history,
        string sentence,
        Action<IServiceCollection>? configure = null
    )
    {
        var start = () => history.Start(configure);
        await start.Should().ThrowAsync<HistoryContradictedException>().WithMessage(sentence);
        NpgsqlConnection.ClearAllPools();
    }

    private static async Task Contradicted(SignedHistory history, string sentence)
    {
        var state = history.Store.Get<IntegrityState>();
        for (var i = 0; i < 3000 && state.Contradiction is null; i++)
        {
            await Task.Delay(20);
        }

        state.Contradiction.Should().Match(sentence);
        var checks = await history.Store.Get<Application.Health.IReadiness>().Check(CancellationToken.None);
        checks.Should().ContainSingle(c => c.Name == "history" && !c.Ok).Which.Detail.Should().Match(sentence);
    }
}
