using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using Store.Domain.Accounts;
using Xunit;

namespace Store.Api.Tests.Accounts;

public sealed partial class SignInTests(StoreApi store) : IClassFixture<StoreApi>
{
    [Fact]
    public async Task A_third_party_verifies_an_access_token_with_the_published_keys_alone()
    {
        var buyer = await store.NewBuyer();
        var keys = new JsonWebKeySet(await store.Anonymous.GetStringAsync("/.well-known/jwks.json"));
        keys.Keys.Should().ContainSingle().Which.HasPrivateKey.Should().BeFalse();
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            buyer.Session.Text("accessToken"),
            new TokenValidationParameters
            {
                ValidIssuer = "https://store.example",
                ValidAudience = "store",
                ValidTypes = ["at+jwt"],
                ValidAlgorithms = ["ES256"],
                IssuerSigningKeys = keys.Keys,
            }
        );
        result.IsValid.Should().BeTrue();
        result.Claims["sub"].Should().Be(buyer.AccountId);
        result.Claims["role"].Should().Be("buyer");
        buyer.Session.Text("tokenType").Should().Be("Bearer");
        buyer.Session.GetProperty("expiresInSeconds").GetInt32().Should().Be(900);
    }

    [Fact]
    public async Task Each_role_has_its_routes_and_no_others()
    {
        var buyer = await store.NewBuyer();
        using var staff = await store.NewStaff(StaffRole.Operator);
        using var auditor = await store.NewStaff(StaffRole.Auditor);
        await (await store.Anonymous.GetAsync("/v1/account")).ShouldBeProblem(401, "auth.required");
        await (await staff.GetAsync("/v1/account")).ShouldBeProblem(403, "auth.forbidden");
        await (await auditor.GetAsync("/v1/operator/accounts")).ShouldBeProblem(403, "auth.forbidden");
        await (await buyer.Client.GetAsync("/v1/operator/accounts")).ShouldBeProblem(403, "auth.forbidden");
        (await staff.GetAsync("/v1/operator/accounts")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_get_one_answer()
    {
        var buyer = await store.NewBuyer();
        var wrong = await SignIn(buyer.Email, "not the password");
        var unknown = await SignIn(StoreApi.NewEmail(), "not the password");
        var first = await wrong.ShouldBeProblem(401, "session.credentials_invalid");
        var second = await unknown.ShouldBeProblem(401, "session.credentials_invalid");
        Comparable(first).Should().Be(Comparable(second));
        (await SignIn(buyer.Email.ToUpperInvariant(), StoreApi.Password)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_unknown_address_takes_as_long_as_a_wrong_password()
    {
        var buyer = await store.NewBuyer();
        var (wrong, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < 7; i++)
        {
            wrong.Add(await Milliseconds(() => SignIn(buyer.Email, "not the password")));
            unknown.Add(await Milliseconds(() => SignIn("nobody@example.jp", "not the password")));
        }

        // The hash dominates both. Without it an unknown address takes a twentieth.
        Median(unknown).Should().BeGreaterThan(Median(wrong) / 3);
    }

    [Fact]
    public async Task Signing_out_refuses_the_access_token_and_the_refresh_token_at_once()
    {
        var buyer = await store.NewBuyer();
        (await buyer.Client.GetAsync("/v1/account")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await buyer.Client.DeleteAsync("/v1/sessions/current")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await buyer.Client.GetAsync("/v1/account")).ShouldBeProblem(401, "auth.token_invalid");
        await (await Refresh(buyer.Session)).ShouldBeProblem(401, "session.refresh_invalid");
        await (await store.Anonymous.DeleteAsync("/v1/sessions/current")).ShouldBeProblem(401, "auth.required");
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_reuse_ends_the_session()
    {
        var buyer = await store.NewBuyer();
        var renewed = await (await Refresh(buyer.Session)).Json();
        using var client = store.Client(renewed.Text("accessToken"));
        (await client.GetAsync("/v1/account")).StatusCode.Should().Be(HttpStatusCode.OK);
        await (await Refresh(buyer.Session)).ShouldBeProblem(401, "session.refresh_invalid");
        await (await client.GetAsync("/v1/account")).ShouldBeProblem(401, "auth.token_invalid");
        await (await store.Anonymous.PostAsJsonAsync("/v1/sessions/refresh", new { })).ShouldBeProblem(
            400,
            "request.invalid"
        );
    }

    [Fact]
    public async Task A_token_that_does_not_hold_is_refused_on_open_routes_too_but_not_at_sign_in()
    {
        var buyer = await store.NewBuyer();
        using var client = store.Client("not.a.token");
        await (await client.GetAsync("/v1/terms")).ShouldBeProblem(401, "auth.token_invalid");
        var answer = await client.PostAsJsonAsync(
            "/v1/sessions",
            new { email = buyer.Email, password = StoreApi.Password }
        );
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task BASIC_2_A_reset_link_goes_to_the_registered_address_works_once_and_ends_every_session()
    {
        var buyer = await store.NewBuyer();
        using var second = store.Client((await store.SignIn(buyer.Email)).Text("accessToken"));
        (await AskReset(buyer.Email.ToUpperInvariant())).StatusCode.Should().Be(HttpStatusCode.Accepted);
        var mail = await store.Mailbox.Arrival(buyer.Email);
        mail.AccountId.Should().Be(buyer.AccountId);
        mail.Text.Should().Contain("https://store.example/password-reset?token=");
        var token = TokenIn().Match(mail.Text).Groups[1].Value;

        await (await Confirm(token, "short")).ShouldBeProblem(400, "request.invalid");
        (await Confirm(token, "a wholly new password")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await Confirm(token, "another new password")).ShouldBeProblem(422, "password_reset.token_invalid");
        await (await buyer.Client.GetAsync("/v1/account")).ShouldBeProblem(401, "auth.token_invalid");
        await (await second.GetAsync("/v1/account")).ShouldBeProblem(401, "auth.token_invalid");
        await (await Refresh(buyer.Session)).ShouldBeProblem(401, "session.refresh_invalid");
        await (await SignIn(buyer.Email, StoreApi.Password)).ShouldBeProblem(401, "session.credentials_invalid");
        await store.SignIn(buyer.Email, "a wholly new password");
    }

    [Fact]
    public async Task BASIC_2_An_unknown_address_gets_the_same_answer_and_no_mail()
    {
        var buyer = await store.NewBuyer();
        var known = await AskReset(buyer.Email);
        var unknown = await AskReset("nobody@example.jp");
        unknown.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await unknown.Content.ReadAsStringAsync()).Should().Be(await known.Content.ReadAsStringAsync());
        unknown.Headers.Select(h => h.Key).Should().BeEquivalentTo(known.Headers.Select(h => h.Key));
        await store.Mailbox.Arrival(buyer.Email);
        store.Mailbox.To("nobody@example.jp").Should().BeEmpty();
    }

    [Fact]
    public async Task BASIC_2_A_reset_link_lives_for_30_minutes_and_a_newer_one_takes_the_older_along()
    {
        var buyer = await store.NewBuyer();
        await AskReset(buyer.Email);
        var first = TokenIn().Match((await store.Mailbox.Arrival(buyer.Email)).Text).Groups[1].Value;
        await AskReset(buyer.Email);
        await Eventually(() => store.Mailbox.To(buyer.Email).Count == 2);
        var second = store
            .Mailbox.To(buyer.Email)
            .Select(m => TokenIn().Match(m.Text).Groups[1].Value)
            .Single(t => t != first);
        try
        {
            store.MachineTime.Ahead = TimeSpan.FromMinutes(31);
            await (await Confirm(second, "a wholly new password")).ShouldBeProblem(422, "password_reset.token_invalid");
        }
        finally
        {
            store.MachineTime.Ahead = TimeSpan.Zero;
        }

        (await Confirm(second, "a wholly new password")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await Confirm(first, "yet another password")).ShouldBeProblem(422, "password_reset.token_invalid");
    }

    [Fact]
    public async Task A_stranger_cannot_fill_a_mailbox_with_reset_links()
    {
        var (buyer, next) = (await store.NewBuyer(), await store.NewBuyer());
        for (var i = 0; i < 5; i++)
        {
            (await AskReset(buyer.Email)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        }

        // Mails are sent in the order in which they were asked for.
        await AskReset(next.Email);
        await store.Mailbox.Arrival(next.Email);
        store.Mailbox.To(buyer.Email).Should().HaveCount(3);
    }

    [Fact]
    public async Task Neither_passwords_nor_tokens_stand_in_the_database()
    {
        var buyer = await store.NewBuyer();
        await AskReset(buyer.Email);
        var token = TokenIn().Match((await store.Mailbox.Arrival(buyer.Email)).Text).Groups[1].Value;
        await using var command = store
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                """
                select string_agg(x, ' ') from (
                  select s::text from store.account_secrets s union all select s::text from store.sessions s
                  union all select t::text from store.refresh_tokens t
                  union all select r::text from store.password_resets r
                  union all select convert_from(envelope, 'UTF8') from store.facts) as everything (x)
                """
            );
        var everything = (string)(await command.ExecuteScalarAsync())!;
        everything
            .Should()
            .Contain(buyer.AccountId)
            .And.NotContainAny(
                StoreApi.Password,
                token,
                buyer.Session.Text("refreshToken"),
                buyer.Session.Text("accessToken"),
                buyer.Email,
                "見本 花子",
                "03-1234-5678",
                "100-0001"
            );
    }

    [GeneratedRegex(@"token=([A-Za-z0-9_-]+)")]
    private static partial Regex TokenIn();

    private static string Comparable(JsonElement problem) =>
        string.Join(
            "|",
            problem.EnumerateObject().Where(p => p.Name != "traceId").Select(p => $"{p.Name}={p.Value.GetRawText()}")
        );

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> Milliseconds(Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task Eventually(Func<bool> holds)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(20, end.Token);
        }
    }

    private Task<HttpResponseMessage> SignIn(string email, string password) =>
        store.Anonymous.PostAsJsonAsync("/v1/sessions", new { email, password });

    private Task<HttpResponseMessage> Refresh(JsonElement session) =>
        store.Anonymous.PostAsJsonAsync("/v1/sessions/refresh", new { refreshToken = session.Text("refreshToken") });

    private Task<HttpResponseMessage> AskReset(string email) =>
        store.Anonymous.PostAsJsonAsync("/v1/password-resets", new { email });

    private Task<HttpResponseMessage> Confirm(string token, string newPassword) =>
        store.Anonymous.PostAsJsonAsync("/v1/password-resets/confirm", new { token, newPassword });
}
