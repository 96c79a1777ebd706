using FluentAssertions;
using Npgsql;
using Store.Application.Audit;
using Store.Domain.Audit;
using Store.Infrastructure.Audit;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Audit;

public sealed class CheckpointSignerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Every_note_is_of_the_tree_over_all_facts_and_signed_by_the_key_that_is_told()
    {
        await using var history = await SignedHistory.Of(0);
        var (facts, seen) = (0, new List<Checkpoint> { await history.Signed(0) });
        foreach (var more in (int[])[1, 1, 15, 30, 100, 700])
        {
            await SignedHistory.Record(history.Store, "a", more, $"{facts}");
            facts += more;
            seen.Add(await history.Signed(facts));
            File.ReadAllText(history.OutsideNote).Should().Be((await Last(history)).Note);
        }

        var keys = await history.Store.Get<ISignedTree>().Keys(None);
        var key = VerifierKey.Read(keys.Keys.Single().VerifierKey)!;
        key.Verify(SignedNote.Read((await Last(history)).Note!)!).Should().BeTrue();
        key.Name.Should().Be(keys.Origin).And.Be(seen[^1].Origin);
        var tree = await TreeOf(history.Store);
        foreach (var checkpoint in seen)
        {
            checkpoint.Root.ToArray().Should().Equal(tree.Root(checkpoint.Size).ToArray());
        }

        (await NodesStored(history.Store)).Should().Be(Complete(facts), "each complete subtree is stored once");
        if (!OperatingSystem.IsWindows())
        {
            var ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            File.GetUnixFileMode(history.OutsideNote).Should().Be(ownerOnly);
            File.GetUnixFileMode(history.KeyFile).Should().Be(ownerOnly);
        }
    }

    [Fact]
    public async Task A_log_from_before_its_tree_was_stored_fills_up_from_the_first_fact()
    {
        const int facts = 45_000;
        await using var history = await SignedHistory.Of(facts);
        var before = await history.Signed(facts);
        await history.Stop();
        await history.Tamper("truncate store.tree_nodes");
        await history.Tamper(
            "update store.checkpoint set tree_size = 0, frontier = '\\x0000000000000000', note = null, note_size = -1"
        );
        File.Delete(history.OutsideNote);
        await history.Start();
        (await history.Signed(facts)).Should().Be(before);
        (await NodesStored(history.Store)).Should().Be(Complete(facts));
    }

    [Fact]
    public async Task What_contradicts_the_last_note_is_not_signed()
    {
        await using var history = await SignedHistory.Of(40);
        await history.Tamper("update store.tree_nodes set hash = sha256('x') where level = 5 and index = 0");
        await SignedHistory.Record(history.Store, "a", 30, "after");
        var state = history.Store.Get<IntegrityState>();
        for (var i = 0; i < 3000 && state.Contradiction is null; i++)
        {
            await Task.Delay(20);
        }

        state.Contradiction.Should().StartWith("The tree over the first 40 facts has the root ");
        (await Last(history)).Size.Should().Be(40);
    }

    [Fact]
    public async Task How_far_is_signed_is_looked_for_again_only_beyond_what_was_seen()
    {
        await using var history = await SignedHistory.Of(20);
        var tree = history.Store.Get<ISignedTree>();
        await SignedHistory.Record(history.Store, "a", 5, "second");
        // Asked past the tree, which would see it too.
        await using var signed = history.Store.Database.CreateCommand("select note_size from store.checkpoint");
        for (var i = 0; i < 3000 && await signed.ExecuteScalarAsync() is not 25L; i++)
        {
            await Task.Delay(20);
        }

        (await tree.Signed(reaching: 20, None)).Should().Be(20, "an earlier look saw so many");
        (await tree.Signed(reaching: 21, None)).Should().Be(25);
        (await tree.Signed(reaching: 26, None)).Should().Be(25);
        (await tree.Signed(reaching: null, None)).Should().Be(25);
    }

    [Fact]
    public async Task A_rotated_key_signs_at_once_and_is_named_by_the_one_before()
    {
        await using var history = await SignedHistory.Of(20);
        var tree = history.Store.Get<ISignedTree>();
        var first = VerifierKey.Read((await tree.Keys(None)).Keys.Single().VerifierKey)!;
        var (next, size) = await new KeyChange(
            history.Store.Database,
            history.Store.Get<CheckpointKeys>(),
            history.Store.Get<ExternalCheckpointStore>()
        ).Run(None);
        size.Should().Be(20);
        await SignedHistory.Record(history.Store, "a", 5, "second");
        await history.Signed(25);
        var note = SignedNote.Read((await Last(history)).Note!)!;
        (next.Verify(note), first.Verify(note)).Should().Be((true, false));

        var keys = (await tree.Keys(None)).Keys;
        keys.Select(k => (k.VerifierKey, k.EndedAtSize))
            .Should()
            .Equal((first.ToString(), 20), (next.ToString(), null));
        keys[0].IntroducedBy.Should().BeNull();
        var introduction = SignedNote.Read(keys[1].IntroducedBy!)!;
        first.Verify(introduction).Should().BeTrue();
        var rotation = KeyRotation.Read(introduction.Text)!;
        (rotation.Origin, rotation.Size, rotation.Next.ToString()).Should().Be((first.Name, 20, next.ToString()));

        await history.Stop();
        await history.Start();
        await SignedHistory.Record(history.Store, "a", 5, "third");
        await history.Signed(30);
    }

    [Fact]
    public async Task A_rotated_key_signs_a_tree_that_nothing_was_added_to()
    {
        await using var history = await SignedHistory.Of(20);
        var keys = history.Store.Get<CheckpointKeys>();
        var (next, _) = await new KeyChange(
            history.Store.Database,
            keys,
            history.Store.Get<ExternalCheckpointStore>()
        ).Run(None);
        for (var i = 0; i < 3000 && !next.Verify(SignedNote.Read((await Last(history)).Note!)!); i++)
        {
            await Task.Delay(20);
        }

        next.Verify(SignedNote.Read(File.ReadAllText(history.OutsideNote))!).Should().BeTrue();
        await history.Signed(20);
    }

    [Fact]
    public async Task One_that_ended_between_the_note_outside_and_the_row_is_followed_by_the_next()
    {
        await using var history = await SignedHistory.Of(20);
        await using (var blocking = new NpgsqlConnection(history.ConnectionString))
        {
            await blocking.OpenAsync();
            await using var transaction = await blocking.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("lock table store.tree_nodes in exclusive mode", blocking);
            await hold.ExecuteNonQueryAsync();
            await SignedHistory.Record(history.Store, "a", 20, "second");
            for (var i = 0; i < 3000 && OutsideSize(history) < 40; i++)
            {
                await Task.Delay(20);
            }

            OutsideSize(history).Should().Be(40);
            (await Last(history)).Size.Should().Be(20);
            await history.Stop();
        }

        var kept = File.ReadAllText(history.OutsideNote);
        await history.Start();
        await history.Signed(40);
        (await Last(history)).Note.Should().Be(kept, "the note that was kept outside is the one");
        await SignedHistory.Record(history.Store, "a", 5, "third");
        await history.Signed(45);
    }

    [Fact]
    public async Task Two_processes_sign_one_history()
    {
        await using var history = await SignedHistory.Of(3);
        await using var other = await PostgresStore.Over(history.ConnectionString, history.Store.Clock);
        await Task.WhenAll(
            Task.Run(() => SignedHistory.Record(history.Store, "a", 2000, "here")),
            Task.Run(() => SignedHistory.Record(other, "b", 2000, "there"))
        );
        var last = await SignedHistory.Signed(other, 4003);
        last.Root.ToArray().Should().Equal((await TreeOf(other)).Root(4003).ToArray());
        await history.Stop();

        // The lease goes over to the one that is left.
        await SignedHistory.Record(other, "b", 7, "alone");
        await SignedHistory.Signed(other, 4010);
        other.Get<IntegrityState>().Contradiction.Should().BeNull();
    }

    [Theory]
    [InlineData("update store.tree_nodes set level = 5")]
    [InlineData("delete from store.tree_nodes")]
    [InlineData("truncate store.tree_nodes")]
    [InlineData("delete from store.checkpoint")]
    [InlineData("update store.checkpoint set note_size = note_size - 1")]
    public async Task Nobody_can_take_back_what_was_stored_of_the_tree(string sql)
    {
        await using var history = await SignedHistory.Of(20);
        await using var command = history.Store.Database.CreateCommand(sql);
        await ((Func<Task>)(() => command.ExecuteNonQueryAsync())).Should().ThrowAsync<PostgresException>();
    }

    internal static async Task<MerkleTree> TreeOf(PostgresStore store)
    {
        var tree = new MerkleTree([]);
        await foreach (var fact in store.Log.ReadAll(-1, None))
        {
            tree.Append(MerkleHash.Leaf(fact.Envelope.Span));
        }

        return tree;
    }

    private static long OutsideSize(SignedHistory history) =>
        Checkpoint.Read(SignedNote.Read(File.ReadAllText(history.OutsideNote))!.Text)!.Size;

    private static Task<LastCheckpoint> Last(SignedHistory history) => history.Store.Get<ISignedTree>().Last(None);

    private static async Task<long> NodesStored(PostgresStore store)
    {
        await using var command = store.Database.CreateCommand("select count(*) from store.tree_nodes");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Complete subtrees of sixteen leaves and more.</summary>
    private static long Complete(long leaves) => Enumerable.Range(4, 40).Sum(level => leaves >> level);
}
