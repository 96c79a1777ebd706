using FluentAssertions;
using Npgsql;
using Store.Application.Audit;
using Store.Domain.Audit;
using Store.Drills.Credit;
using Store.Infrastructure.Audit;
using Store.Infrastructure.Bundles;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Drills.Audit;

/// <summary>
/// A log of real orders, changed in every way by whoever owns the database and even has the key: both verifiers, which
/// have nothing but files, name what was done and where, and say the same to the byte.
/// </summary>
public sealed class TamperDrill(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Drill _drill = new("tamper", output);
    private readonly string _folder = Directory.CreateTempSubdirectory("store-tamper-").FullName;
    private readonly BothVerifiers _verifiers = new(output.WriteLine);

    private string _database = "";
    private CheckpointKeys? _keys;
    private AuditKeys? _told;
    private string _olderNote = "";
    private string _olderBundle = "";
    private string _lastNote = "";
    private long _older;
    private List<LogRow> _rows = [];

    private long Size => _rows.Count;

    public async Task InitializeAsync()
    {
        var choices = _drill.Choices(0);
        var scenario = await ShopScenario.Open(
            "tamper",
            new CapriciousNetProtections(choices, alwaysPasses: true),
            TestClock.Monday
        );
        await using (scenario)
        {
            _database = scenario.Store.ConnectionString;
            _keys = scenario.Store.Get<CheckpointKeys>();
            await Order(scenario, _drill.Of(8, 100));
            (_olderNote, _older) = await Signed(scenario, "older.checkpoint");
            _told = await scenario.Store.Get<ISignedTree>().Keys(CancellationToken.None);
            _olderBundle = Path.Combine(_folder, "older.tar");
            await using (var file = File.Create(_olderBundle))
            {
                await new PostgresBundles(scenario.Store.Database).Write(
                    await File.ReadAllTextAsync(_olderNote),
                    _told,
                    file,
                    CancellationToken.None
                );
            }

            await Order(scenario, _drill.Of(6, 100));
            (_lastNote, _) = await Signed(scenario, "last.checkpoint");
        }

        NpgsqlConnection.ClearAllPools();
        await using var untouched = await Copy();
        _rows = await untouched.Rows();
        _drill.Say($"{Size} facts, {_older} of them in the older checkpoint");
    }

    public async Task DisposeAsync()
    {
        await _verifiers.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A1_what_was_done_to_a_log_is_named_by_both_verifiers_from_files_alone()
    {
        var choices = _drill.Choices(1);
        for (var round = 0; round < _drill.Of(1, 20); round++)
        {
            await Untouched();
            await ChangedBytes(choices);
            await ForgedThroughout(choices);
            await MovedRows(choices);
            await OldStates();
            await Forks();
            await Notes();
        }
    }

    private async Task Untouched()
    {
        await Expect(_ => Task.CompletedTask, "verified", null, _olderNote, _olderBundle, _lastNote);
    }

    private async Task ChangedBytes(Random choices)
    {
        var followed = Pick(choices, HasSuccessor);
        await Expect(d => d.ChangeByte(followed), $"contradicted changed {followed}-{followed}", null, _olderNote);
        await Expect(
            ByteAndLeaf(followed),
            $"contradicted changed {followed}-{followed}",
            null,
            _olderNote,
            _olderBundle
        );

        // Nothing in the log vouches for the last fact of a stream: an older checkpoint narrows, an older bundle tells.
        var last = Pick(choices, r => !HasSuccessor(r) && r.Position < _older && r.Position > 0);
        await Expect(ByteAndLeaf(last), $"contradicted changed {last}-{last}", _olderBundle);
        await using var tampered = await Copy();
        await ByteAndLeaf(last)(tampered);
        (await Ask(tampered, _olderNote)).Should().MatchRegex("^contradicted changed(Within)? ");
    }

    private async Task ForgedThroughout(Random choices)
    {
        Func<TamperedDatabase, Task> Forged(long at) =>
            async d =>
            {
                await ByteAndLeaf(at)(d);
                await d.ForgeThroughout();
            };
        var forked = $"forked 0-{_older - 1}";
        var last = Pick(choices, r => !HasSuccessor(r) && r.Position < _older && r.Position > 0);
        await Expect(Forged(last), "verified", (string?)null);
        await Expect(Forged(last), $"contradicted {forked}", _olderNote);
        await Expect(Forged(last), $"contradicted {forked} changed {last}-{last}", _olderBundle);
        var followed = Pick(choices, r => HasSuccessor(r) && r.Position < _older && r.Position > 0);
        await Expect(Forged(followed), $"contradicted changed {followed}-{followed}", (string?)null);
        await Expect(Forged(followed), $"contradicted {forked} changed {followed}-{followed}", _olderBundle);
    }

    private async Task MovedRows(Random choices)
    {
        var middle = Pick(choices, r => r.Position < Size - 1);
        await Expect(
            d => d.Run($"delete from store.facts where position = {middle}"),
            $"contradicted missing {middle}-{middle}",
            null,
            _olderNote,
            _olderBundle
        );

        var (a, b) = Two(choices, (x, y) => x.Stream == y.Stream);
        await Expect(d => d.Exchange(a, b), $"contradicted swapped {a}-{b}", null, _olderNote);
        (a, b) = Two(choices, (x, y) => x.Stream != y.Stream);
        await Expect(d => d.Exchange(a, b), $"contradicted swapped {a}-{b}", null, _olderNote);

        // A whole subtree has to follow, for the rest to be recognised.
        var early = Pick(choices, r => r.Position < Size - 40);
        await Expect(
            d =>
                d.Run(
                    $"""
                    update store.facts set position = position + 1000000000 where position >= {early};
                    update store.facts set position = position - 999999999 where position >= 1000000000;
                    insert into store.facts
                      select {early}, 1, f.recorded_at, f.category, 'never', f.type,
                             sha256('\x00'::bytea || n.new), n.new
                        from store.facts f, lateral (
                          select convert_to(
                            replace(convert_from(f.envelope, 'UTF8'), '"stream":"', '"stream":"never-'), 'UTF8') as new) n
                       where f.version = 1 order by f.position limit 1
                    """
                ),
            $"contradicted inserted {early}-{early}",
            null,
            _olderNote
        );
    }

    private async Task OldStates()
    {
        var cut = Size - 10;
        await Expect(
            d => d.Run($"delete from store.facts where position >= {cut}"),
            $"contradicted cut {cut}-{Size - 1}",
            null,
            _olderNote
        );

        // An older dump is whole in itself: only who kept a later checkpoint knows better.
        await Expect(
            async d =>
            {
                await d.Run($"delete from store.facts where position >= {_older}");
                await d.ForgeThroughout();
                await d.Keep(await File.ReadAllTextAsync(_olderNote));
            },
            $"contradicted rolledBack {_older}-{Size - 1}",
            _lastNote
        );
    }

    private async Task Forks()
    {
        Task Other(TamperedDatabase d) => ByteAndLeaf(Size - 1)(d);
        await Expect(
            async d =>
            {
                await Other(d);
                await d.ForgeThroughout();
            },
            $"contradicted forked 0-{Size - 1}",
            _lastNote
        );
        await Expect(
            async d =>
            {
                await Other(d);
                await d.Run(
                    $"""
                    insert into store.facts
                      select {Size}, 1, f.recorded_at, f.category, 'never', f.type,
                             sha256('\x00'::bytea || n.new), n.new
                        from store.facts f, lateral (
                          select convert_to(
                            regexp_replace(
                              replace(
                                replace(convert_from(f.envelope, 'UTF8'), '"stream":"', '"stream":"never-'),
                                '"version":' || f.version, '"version":1'),
                              '"prev":("[^"]*"|null)', '"prev":null'), 'UTF8') as new) n
                       where f.position = {Size - 1}
                    """
                );
                await d.ForgeThroughout();
            },
            $"contradicted forked 0-{Size - 1}",
            _lastNote
        );
    }

    private async Task Notes()
    {
        var root = Checkpoint.Read(SignedNote.Read(await File.ReadAllTextAsync(_lastNote))!.Text)!.Root.ToArray();
        await Expect(d => d.Keep(Altered(d, Size, new byte[32])), "contradicted badSignature", null, _olderNote);
        await Expect(d => d.Keep(Altered(d, Size - 1, root)), "contradicted badSignature", null, _olderNote);
        await Expect(
            async d =>
            {
                var note = SignedNote.Read(await d.Note())!;
                var signature = note.Signatures[0].Bytes.ToArray();
                signature[^1] ^= 1;
                await d.Keep((note with { Signatures = [note.Signatures[0] with { Bytes = signature }] }).Write());
            },
            "contradicted badSignature",
            (string?)null
        );

        using var stranger = new WrittenLog();
        await using var untouched = await Copy();
        (await _verifiers.Findings(new(await untouched.Bundle(_folder), null, stranger.Key)))
            .Should()
            .Be("contradicted unknownKey unknownKey");
    }

    /// <summary>The text says something else, the signature is that of the truth.</summary>
    private string Altered(TamperedDatabase database, long size, byte[] root) =>
        (
            database.Sign(size, root) with
            {
                Signatures = SignedNote.Read(File.ReadAllText(_lastNote))!.Signatures,
            }
        ).Write();

    private async Task Expect(Func<TamperedDatabase, Task> tamper, string found, params string?[] since)
    {
        await using var tampered = await Copy();
        await tamper(tampered);
        foreach (var kept in since)
        {
            (await Ask(tampered, kept))
                .Should()
                .Be(found, $"the seed is {_drill.Seed}, and kept was {kept ?? "nothing"}");
        }
    }

    private async Task<string> Ask(TamperedDatabase tampered, string? since)
    {
        var bundle = await tampered.Bundle(_folder);
        var found = await _verifiers.Findings(
            new BundleVerificationRequest(bundle, since, VerifierKey.Read(_told!.Keys[0].VerifierKey))
        );
        File.Delete(bundle);
        return found;
    }

    private static Func<TamperedDatabase, Task> ByteAndLeaf(long at) =>
        async d =>
        {
            await d.ChangeByte(at);
            await d.RewriteLeaf(at);
        };

    private Task<TamperedDatabase> Copy() => TamperedDatabase.Of(_database, _keys!, _told!);

    private bool HasSuccessor(LogRow row) => _rows.Exists(r => r.Stream == row.Stream && r.Version == row.Version + 1);

    private long Pick(Random choices, Func<LogRow, bool> from)
    {
        var among = _rows.Where(from).ToList();
        return among[choices.Next(among.Count)].Position;
    }

    private (long, long) Two(Random choices, Func<LogRow, LogRow, bool> from)
    {
        while (true)
        {
            var (a, b) = (_rows[choices.Next(_rows.Count)], _rows[choices.Next(_rows.Count)]);
            if (a.Position < b.Position && from(a, b))
            {
                return (a.Position, b.Position);
            }
        }
    }

    private static async Task Order(ShopScenario scenario, int orders)
    {
        var (account, carts) = await scenario.Buyer(10_000_000, 1);
        for (var i = 0; i < orders; i++)
        {
            await scenario.Place(account, carts[0], $"order-{i}-{account}");
        }

        await scenario.Settle();
    }

    /// <summary>The note that covers everything there is.</summary>
    private async Task<(string Path, long Size)> Signed(ShopScenario scenario, string name)
    {
        while (true)
        {
            var last = await scenario.Store.Get<ISignedTree>().Last(CancellationToken.None);
            if (last.Note is { } note && last.Size == last.LogSize)
            {
                var path = Path.Combine(_folder, name);
                await File.WriteAllTextAsync(path, note);
                return (path, last.Size);
            }

            await Task.Delay(20);
        }
    }
}
