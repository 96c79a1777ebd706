using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Application;
using Store.Application.Accounts;
using Store.Infrastructure.Security;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Security;

public sealed class SessionTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TestTime _time = new();
    private PostgresStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await PostgresStore.Start(nameof(SessionTests), WithTime);
        await Listening(_store);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task An_access_token_says_who_and_what_until_it_expires()
    {
        var tokens = await Sessions.Start("a1", Role.Operator, None);
        tokens.TokenType.Should().Be("Bearer");
        tokens.ExpiresInSeconds.Should().Be(900);
        var principal = (await Check.Admit(tokens.AccessToken, None))!.Principal!;
        principal.FindFirst("sub")!.Value.Should().Be("a1");
        principal.FindFirst("role")!.Value.Should().Be("operator");
        principal.FindFirst("sid")!.Value.Should().MatchRegex("^[0-9a-f]{32}$");
        _time.Ahead = TimeSpan.FromSeconds(898);
        (await Check.Admit(tokens.AccessToken, None)).Should().NotBeNull();
        _time.Ahead = TimeSpan.FromSeconds(901);
        (await Check.Admit(tokens.AccessToken, None)).Should().BeNull("it was remembered, and expires all the same");
    }

    [Fact]
    public async Task Nothing_but_our_own_signature_is_taken()
    {
        var token = (await Sessions.Start("a1", Role.Buyer, None)).AccessToken;
        var parts = token.Split('.');
        var none = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""");
        (await Check.Admit($"{none}.{parts[1]}.", None)).Should().BeNull();
        (await Check.Admit($"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}", None)).Should().BeNull();
        (await Check.Admit("", None)).Should().BeNull();
        (await Check.Admit(new string('x', 10_000), None)).Should().BeNull();
        var folder = Directory.CreateTempSubdirectory("store-other-keys-");
        try
        {
            var forger = new AccessTokens(new KeyFolder(folder.FullName), _store.Get<SecuritySettings>(), _time);
            (await Check.Admit(forger.Issue("a1", Role.Operator, "s"), None)).Should().BeNull();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Many_sign_in_and_are_admitted_at_once()
    {
        var admitted = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        var tokens = await Sessions.Start($"many-{i}", Role.Buyer, None);
                        var result = await Check.Admit(tokens.AccessToken, None);
                        return result!.Principal!.FindFirst("sub")!.Value == $"many-{i}";
                    })
                )
        );
        admitted.Should().OnlyContain(right => right);
    }

    [Fact]
    public async Task A_session_that_ended_is_refused_at_once_also_where_its_token_was_remembered()
    {
        var tokens = await Sessions.Start("a2", Role.Buyer, None);
        var session = (await Check.Admit(tokens.AccessToken, None))!.Principal!.FindFirst("sid")!.Value;
        await Sessions.End(session, None);
        (await Check.Admit(tokens.AccessToken, None)).Should().BeNull();
        (await Sessions.Refresh(tokens.RefreshToken, None)).Should().BeNull();
        await Sessions.End(session, None);
    }

    [Fact]
    public async Task Other_processes_hear_that_a_session_ended()
    {
        await using var other = await PostgresStore.Over(_store.ConnectionString, _store.Clock, WithTime);
        await Listening(other);
        var token = (await Sessions.Start("a3", Role.Buyer, None)).AccessToken;
        var check = other.Get<AccessTokenCheck>();
        (await check.Admit(token, None)).Should().NotBeNull();
        await Sessions.EndAllOf("a3", None);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await check.Admit(token, None) is not null)
        {
            await Task.Delay(5, end.Token);
        }
    }

    [Fact]
    public async Task A_process_that_cannot_hear_the_others_asks_the_database_each_time()
    {
        var deaf = new Notices(_store.Database, NullLogger<Notices>.Instance);
        var check = new AccessTokenCheck(
            _store.Get<AccessTokens>(),
            _store.Get<PostgresSessions>(),
            new EndedSessions(deaf, _store.Get<SecuritySettings>(), _time),
            deaf,
            _time
        );
        var token = (await Sessions.Start("a4", Role.Buyer, None)).AccessToken;
        (await check.Admit(token, None)).Should().NotBeNull();
        await Sessions.EndAllOf("a4", None);
        (await check.Admit(token, None)).Should().BeNull();
    }

    [Fact]
    public async Task After_the_connection_that_listens_was_cut_an_end_that_was_missed_is_noticed()
    {
        var token = (await Sessions.Start("a5", Role.Buyer, None)).AccessToken;
        (await Check.Admit(token, None)).Should().NotBeNull();
        var epoch = _store.Get<Notices>().Epoch;
        await Execute(
            """
            update store.sessions set ended_at = now() where subject = 'a5';
            select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and (query like 'listen store_personal%' or query = 'select 1')
            """
        );
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_store.Get<Notices>().Epoch <= epoch)
        {
            await Task.Delay(10, end.Token);
        }

        (await Check.Admit(token, None)).Should().BeNull();
    }

    [Fact]
    public async Task A_refresh_token_is_good_for_one_use_and_its_reuse_ends_the_session()
    {
        var first = await Sessions.Start("a6", Role.Auditor, None);
        var second = (await Sessions.Refresh(first.RefreshToken, None))!;
        second.RefreshToken.Should().NotBe(first.RefreshToken);
        (await Check.Admit(second.AccessToken, None))!.Principal!.FindFirst("role")!.Value.Should().Be("auditor");
        (await Sessions.Refresh("never-given-out", None)).Should().BeNull();
        (await Check.Admit(second.AccessToken, None)).Should().NotBeNull("a guess ends nothing");

        (await Sessions.Refresh(first.RefreshToken, None)).Should().BeNull();
        (await Check.Admit(second.AccessToken, None)).Should().BeNull();
        (await Sessions.Refresh(second.RefreshToken, None)).Should().BeNull();
    }

    [Fact]
    public async Task Of_two_refreshes_at_once_at_most_one_gets_tokens()
    {
        var tokens = await Sessions.Start("a7", Role.Buyer, None);
        var both = await Task.WhenAll(
            Sessions.Refresh(tokens.RefreshToken, None),
            Sessions.Refresh(tokens.RefreshToken, None)
        );
        both.Count(t => t is not null).Should().Be(1);
    }

    [Fact]
    public async Task A_session_ends_30_days_after_the_sign_in_however_often_it_is_refreshed()
    {
        var tokens = await Sessions.Start("a8", Role.Buyer, None);
        _time.Ahead = TimeSpan.FromDays(29);
        tokens = (await Sessions.Refresh(tokens.RefreshToken, None))!;
        _time.Ahead = TimeSpan.FromDays(30);
        (await Sessions.Refresh(tokens.RefreshToken, None)).Should().BeNull();
    }

    [Fact]
    public async Task Expired_sessions_and_resets_are_swept_and_no_token_stands_in_the_database()
    {
        var tokens = await Sessions.Start("a9", Role.Buyer, None);
        var rows = await Text("select string_agg(t::text, '') from store.refresh_tokens t");
        rows.Should().NotContain(tokens.RefreshToken);
        var sweep = ActivatorUtilities.CreateInstance<SecuritySweep>(
            _store.Get<IServiceProvider>(),
            NullLogger<SecuritySweep>.Instance
        );
        await sweep.Sweep(None);
        (await Count("a9")).Should().Be(1);
        _time.Ahead = TimeSpan.FromDays(32);
        await sweep.Sweep(None);
        (await Count("a9")).Should().Be(0);
    }

    private ISessions Sessions => _store.Get<ISessions>();

    private AccessTokenCheck Check => _store.Get<AccessTokenCheck>();

    private void WithTime(IServiceCollection services) => services.AddSingleton<TimeProvider>(_time);

    private static async Task Listening(PostgresStore store)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (store.Get<Notices>().Epoch == 0)
        {
            await Task.Delay(10, end.Token);
        }
    }

    private async Task<long> Count(string subject) =>
        long.Parse((await Text($"select count(*)::text from store.sessions where subject = '{subject}'"))!, null);

    private async Task<string?> Text(string sql)
    {
        await using var command = _store.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync() as string;
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(_store.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
