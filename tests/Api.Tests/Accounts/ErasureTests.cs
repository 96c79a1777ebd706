using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Domain.Accounts;
using Xunit;

namespace Store.Api.Tests.Accounts;

public sealed class ErasureTests(StoreApi store) : IClassFixture<StoreApi>
{
    private static readonly string[] Personal = ["見本 花子", "03-1234-5678", "100-0001", "千代田"];

    [Fact]
    public async Task Erasing_an_account_removes_what_is_personal_and_keeps_what_the_tax_law_asks_for()
    {
        var email = StoreApi.NewEmail();
        var key = "registration-of-" + email;
        var registration = StoreApi.Registration(email);
        (await store.Anonymous.Send(HttpMethod.Post, "/v1/accounts", registration, key))
            .StatusCode.Should()
            .Be(HttpStatusCode.Created);
        var session = await store.SignIn(email);
        using var buyer = store.Client(session.Text("accessToken"));
        var id = (await buyer.GetFromJsonAsync<JsonElement>("/v1/account")).Text("id");
        await store.Anonymous.PostAsJsonAsync("/v1/password-resets", new { email });
        await store.Mailbox.Arrival(email);
        using var staff = await store.NewStaff(StaffRole.Operator);
        var path = $"/v1/operator/accounts/{id}";
        var tag = (await staff.GetAsync(path)).Headers.ETag!.ToString();

        var erased = await staff.Send(
            HttpMethod.Post,
            path + "/erasure",
            new { reason = "ご本人からの請求" },
            null,
            tag
        );
        erased.StatusCode.Should().Be(HttpStatusCode.OK);
        var answer = await erased.Content.ReadAsStringAsync();
        answer.Should().Contain("株式会社見本").And.Contain("T7000012050002").And.NotContainAny([.. Personal, email]);
        JsonDocument.Parse(answer).RootElement.Text("erasedAt").Should().NotBeEmpty();
        (await staff.GetStringAsync(path)).Should().Be(answer);
        (await staff.GetStringAsync("/v1/operator/accounts?q=" + id)).Should().NotContainAny([.. Personal, email]);
        (await staff.GetStringAsync("/v1/operator/accounts?email=" + Uri.EscapeDataString(email)))
            .Should()
            .Contain("\"items\":[]");

        // Nobody signs in with it any more, and what was signed in is not.
        await (await buyer.GetAsync("/v1/account")).ShouldBeProblem(401, "auth.token_invalid");
        await (
            await store.Anonymous.PostAsJsonAsync("/v1/sessions", new { email, password = StoreApi.Password })
        ).ShouldBeProblem(401, "session.credentials_invalid");
        store.Mailbox.To(email).Should().BeEmpty();

        // The request that registered it is not carried out again, and its answer is gone.
        await (await store.Anonymous.Send(HttpMethod.Post, "/v1/accounts", registration, key)).ShouldBeProblem(
            409,
            "idempotency.secret_shown_once"
        );
        (await EverythingStored()).Should().NotContainAny([.. Personal, email]);

        // The facts are all there and still say what may stay.
        var facts = await store
            .Services.GetRequiredService<IEventLog>()
            .Read(StreamId.Of<Account>(id), CancellationToken.None);
        facts.Select(f => f.Type).Should().Equal("account.registered", "account.erased");
        var information = ((AccountRegistered)facts[0].Fact).Information;
        information.CompanyName.Should().Be("株式会社見本");
        information.Email.Value.Should().BeNull();

        // The address is free for a new account, which has nothing to do with the old one.
        (await store.NewBuyer(email))
            .AccountId.Should()
            .NotBe(id);
    }

    [Fact]
    public async Task An_erasure_that_stopped_right_after_it_was_recorded_is_carried_through()
    {
        var buyer = await store.NewBuyer();
        await store.Anonymous.PostAsJsonAsync("/v1/password-resets", new { email = buyer.Email });
        await store.Mailbox.Arrival(buyer.Email);
        var log = store.Services.GetRequiredService<IEventLog>();
        await log.Decide(
            new DecisionRequest(
                "Test",
                Actor.System,
                [StreamId.Of<Account>(buyer.AccountId)],
                session => session.Decide<Account>(buyer.AccountId, a => a.Erase()) ?? DecisionResult.Done
            ),
            CancellationToken.None
        );
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (store.Mailbox.To(buyer.Email).Count > 0)
        {
            await Task.Delay(20, end.Token);
        }

        await (await buyer.Client.GetAsync("/v1/account")).ShouldBeProblem(401, "auth.token_invalid");
        var facts = await log.Read(StreamId.Of<Account>(buyer.AccountId), CancellationToken.None);
        ((AccountRegistered)facts[0].Fact).Information.Email.Value.Should().BeNull();
    }

    [Fact]
    public async Task Erasing_twice_is_once_and_an_erased_account_is_not_corrected()
    {
        var buyer = await store.NewBuyer();
        using var staff = await store.NewStaff(StaffRole.Operator);
        var path = $"/v1/operator/accounts/{buyer.AccountId}";
        var reason = new { reason = "ご本人からの請求" };
        await (await staff.Send(HttpMethod.Post, path + "/erasure", reason)).ShouldBeProblem(428, "etag.required");
        await (await staff.Send(HttpMethod.Post, path + "/erasure", new { }, null, "\"1\"")).ShouldBeProblem(
            400,
            "request.invalid"
        );
        await (
            await staff.Send(HttpMethod.Post, "/v1/operator/accounts/unknown/erasure", reason, null, "\"0\"")
        ).ShouldBeProblem(404, "account.not_found");

        var first = await staff.Send(HttpMethod.Post, path + "/erasure", reason, null, "\"1\"");
        first.StatusCode.Should().Be(HttpStatusCode.OK);
        var second = await staff.Send(HttpMethod.Post, path + "/erasure", reason, null, "\"2\"");
        (await second.Content.ReadAsStringAsync()).Should().Be(await first.Content.ReadAsStringAsync());
        second.Headers.ETag!.ToString().Should().Be("\"2-1\"");
        await (
            await staff.Send(
                HttpMethod.Put,
                path + "/basic-info",
                AccountTests.Correction(StoreApi.NewEmail()),
                ifMatch: "\"2\""
            )
        ).ShouldBeProblem(409, "account.erased");
    }

    /// <summary>Every table beside the log as text, and the log's envelopes.</summary>
    private async Task<string> EverythingStored()
    {
        await using var command = store
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                """
                select coalesce(string_agg(x, ' '), '') from (
                  select convert_from(body, 'UTF8') || coalesce(convert_from(summary, 'UTF8'), '')
                         || coalesce(search, '') || coalesce(facets::text, '') from store.documents
                  union all select coalesce(convert_from(body, 'UTF8'), '') || coalesce(resource_id, '')
                    from store.idempotency
                  union all select convert_from(state, 'UTF8') from store.snapshots
                  union all select convert_from(envelope, 'UTF8') from store.facts) as everything (x)
                """
            );
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
