using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Infrastructure.PersonalData;
using Store.Infrastructure.Security;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.PersonalData;

public sealed class PersonalKeysTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private PostgresStore _store = null!;

    public async Task InitializeAsync() => _store = await PostgresStore.Start(nameof(PersonalKeysTests), WithRealKeys);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_key_is_made_once_and_found_again_by_a_process_that_starts_later()
    {
        var keys = _store.Get<IPersonalKeys>();
        await keys.Create("a1", None);
        var key = keys.KeyOf("a1");
        key.Should().HaveCount(32);
        await keys.Create("a1", None);
        keys.KeyOf("a1").Should().Equal(key);
        await using var later = await PostgresStore.Over(_store.ConnectionString, _store.Clock, WithRealKeys);
        later.Get<IPersonalKeys>().KeyOf("a1").Should().BeNull("it was not loaded yet");
        await later.Get<IPersonalKeys>().Load(["a1", "unknown"], None);
        later.Get<IPersonalKeys>().KeyOf("a1").Should().Equal(key);
        later.Get<IPersonalKeys>().KeyOf("unknown").Should().BeNull();
    }

    [Fact]
    public async Task The_database_alone_does_not_give_a_key_away()
    {
        var keys = _store.Get<IPersonalKeys>();
        await keys.Create("a2", None);
        var wrapped = await Wrapped("a2");
        wrapped.Should().HaveCount(60);
        wrapped.AsSpan().IndexOf(keys.KeyOf("a2")).Should().Be(-1);
    }

    [Fact]
    public async Task Another_master_key_is_noticed_and_a_wrapped_key_opens_for_its_subject_only()
    {
        await _store.Get<IPersonalKeys>().Create("a3", None);
        var wrapped = await Wrapped("a3");
        var folder = Directory.CreateTempSubdirectory("store-other-keys-");
        try
        {
            var other = new MasterKey(new KeyFolder(folder.FullName));
            other.Invoking(m => m.Unwrap(wrapped, "a3")).Should().Throw<InvalidOperationException>();
            _store.Get<MasterKey>().Invoking(m => m.Unwrap(wrapped, "a4")).Should().Throw<InvalidOperationException>();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_destroyed_key_is_forgotten_everywhere_and_never_made_again()
    {
        await using var other = await PostgresStore.Over(_store.ConnectionString, _store.Clock, WithRealKeys);
        var (here, there) = (_store.Get<IPersonalKeys>(), other.Get<IPersonalKeys>());
        await Heard(other);
        await here.Create("a5", None);
        await there.Load(["a5"], None);
        there.KeyOf("a5").Should().NotBeNull();

        await here.Destroy("a5", None);
        await here.Destroy("a5", None);
        here.KeyOf("a5").Should().BeNull();
        await Eventually(() => there.KeyOf("a5") is null);

        await here.Create("a5", None);
        await here.Load(["a5"], None);
        here.KeyOf("a5").Should().BeNull();
        (await Wrapped("a5")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_process_that_cannot_hear_the_others_asks_the_database_at_every_load()
    {
        var keys = new PostgresPersonalKeys(
            _store.Database,
            _store.Get<MasterKey>(),
            new Notices(_store.Database, NullLogger<Notices>.Instance),
            TimeProvider.System
        );
        await keys.Create("a6", None);
        await _store.Get<IPersonalKeys>().Destroy("a6", None);
        keys.KeyOf("a6").Should().NotBeNull("nobody told this process");
        await keys.Load(["a6"], None);
        keys.KeyOf("a6").Should().BeNull();
    }

    [Fact]
    public async Task Personal_text_is_sealed_in_the_log_and_gone_for_every_reader_once_the_key_is()
    {
        var keys = _store.Get<IPersonalKeys>();
        await keys.Create("s1", None);
        var email = new PersonalText("s1", "hanako@example.jp");
        var result = await _store.Log.Decide(
            new DecisionRequest(
                "Test",
                Actor.System,
                [StreamId.Of<Staff>("s1")],
                session =>
                    session.Decide<Staff>("s1", s => s.Add(StaffRole.Auditor, email, email)) ?? DecisionResult.Done
            ),
            None
        );
        result.Should().BeOfType<CommandResult.Done>();
        var read = (await _store.Log.Read(StreamId.Of<Staff>("s1"), None)).Single();
        read.Fact.Should().Be(new StaffAdded(StaffRole.Auditor, email, email));
        System.Text.Encoding.UTF8.GetString(read.Envelope.Span).Should().NotContain("hanako");

        await _store.Get<IPersonalTraces>().Remove("s1", None);
        var erased = (await _store.Log.Read(StreamId.Of<Staff>("s1"), None)).Single();
        var gone = new PersonalText("s1", null);
        erased.Fact.Should().Be(new StaffAdded(StaffRole.Auditor, gone, gone));
        erased.LeafHash.ToArray().Should().Equal(read.LeafHash.ToArray());
    }

    [Fact]
    public void Addresses_are_blinded_letter_case_aside()
    {
        var emails = _store.Get<IEmailIndex>();
        emails.ClaimOf("Hanako@Example.jp").Should().Be(emails.ClaimOf("hanako@example.jp"));
        emails.ClaimOf("hanako@example.jp").Should().MatchRegex("^[0-9a-f]{64}$");
        emails.ClaimOf("hanako@example.com").Should().NotBe(emails.ClaimOf("hanako@example.jp"));
    }

    [Fact]
    public void Key_files_are_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("store-keys-");
        try
        {
            var keys = new KeyFolder(Path.Combine(folder.FullName, "keys"));
            keys.ReadOrMake("a.key", () => [1, 2, 3]).Should().Equal(1, 2, 3);
            keys.ReadOrMake("a.key", () => [9]).Should().Equal(1, 2, 3);
            var file = Path.Combine(folder.FullName, "keys", "a.key");
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            keys.Invoking(k => k.ReadOrMake("a.key", () => [9])).Should().Throw<InvalidOperationException>();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void WithRealKeys(IServiceCollection services) =>
        services.AddSingleton<IPersonalKeys, PostgresPersonalKeys>();

    private async Task<byte[]> Wrapped(string subject)
    {
        await using var command = _store.Database.CreateCommand(
            "select coalesce(wrapped_key, '') from store.account_secrets where subject = $1"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

    private static Task Heard(PostgresStore store) => Eventually(() => store.Get<Notices>().Epoch > 0);

    private static async Task Eventually(Func<bool> holds)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(10, end.Token);
        }
    }
}
