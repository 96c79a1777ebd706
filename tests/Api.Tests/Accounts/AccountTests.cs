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

public sealed class AccountTests(StoreApi store) : IClassFixture<StoreApi>
{
    [Fact]
    public async Task The_terms_are_there_for_everyone()
    {
        var terms = await store.Anonymous.GetFromJsonAsync<JsonElement>("/v1/terms");
        terms
            .GetRawText()
            .Should()
            .Be("""{"version":"2026-04-01","agreedFrom":"2026-04-01","url":"https://store.example/terms"}""");
    }

    [Fact]
    public async Task A_buyer_registers_and_sees_the_account_as_the_registration_answered_it()
    {
        var email = StoreApi.NewEmail();
        var registered = await store.Anonymous.PostAsJsonAsync("/v1/accounts", StoreApi.Registration(email));
        registered.StatusCode.Should().Be(HttpStatusCode.Created);
        registered.Headers.Location!.ToString().Should().Be("/v1/account");
        registered.Headers.ETag!.ToString().Should().Be("\"1-1\"");
        var answer = await registered.Content.ReadAsStringAsync();

        var buyer = store.Client((await store.SignIn(email)).Text("accessToken"));
        var seen = await buyer.GetAsync("/v1/account");
        (await seen.Content.ReadAsStringAsync()).Should().Be(answer);
        seen.Headers.ETag!.ToString().Should().Be("\"1-1\"");
        var account = JsonDocument.Parse(answer).RootElement;
        account.Text("kind").Should().Be("corporation");
        account.Text("companyName").Should().Be("株式会社見本");
        account.Text("contactName").Should().Be("見本 花子");
        account.Text("email").Should().Be(email);
        account.Text("agreedTermsVersion").Should().Be("2026-04-01");
        account.GetProperty("collection").GetRawText().Should().Contain("\"method\":\"bankTransfer\"");
        account
            .GetProperty("creditLine")
            .GetRawText()
            .Should()
            .Be("""{"limitYen":300000,"reservedYen":0,"usedYen":0,"availableYen":300000,"overLimitYen":0}""");
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("2020-01-01", false)]
    [InlineData(null, true)]
    public async Task BASIC_3_Without_the_current_terms_nobody_registers(string? agreed, bool itreviewMember)
    {
        var body = StoreApi.Registration(
            StoreApi.NewEmail(),
            ("agreedTermsVersion", agreed),
            ("itreviewMember", itreviewMember)
        );
        var problem = await (await store.Anonymous.PostAsJsonAsync("/v1/accounts", body)).ShouldBeProblem(
            422,
            "terms.not_agreed"
        );
        problem.Text("currentVersion").Should().Be("2026-04-01");
    }

    [Fact]
    public async Task An_address_is_registered_once_letter_case_aside()
    {
        var buyer = await store.NewBuyer();
        var again = StoreApi.Registration(buyer.Email.ToUpperInvariant());
        await (await store.Anonymous.PostAsJsonAsync("/v1/accounts", again)).ShouldBeProblem(
            409,
            "account.email_taken"
        );
    }

    [Fact]
    public async Task Of_many_registrations_of_one_address_at_once_one_succeeds()
    {
        var email = StoreApi.NewEmail();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ => store.Anonymous.PostAsJsonAsync("/v1/accounts", StoreApi.Registration(email)))
        );
        answers.Count(a => a.StatusCode == HttpStatusCode.Created).Should().Be(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).Should().Be(5);
        (
            await Count(
                "select count(*) from store.account_secrets s where not exists "
                    + "(select from store.facts f where f.stream_id = s.subject)"
            )
        )
            .Should()
            .Be(0, "what lost is discarded");
    }

    [Fact]
    public async Task A_corporations_registration_number_is_checked()
    {
        var wrong = ("registrationNumber", (object?)"T1234567890123");
        await (
            await store.Anonymous.PostAsJsonAsync("/v1/accounts", StoreApi.Registration(StoreApi.NewEmail(), wrong))
        ).ShouldBeProblem(422, "account.registration_number_invalid");
        var sole = StoreApi.Registration(StoreApi.NewEmail(), wrong, ("kind", "soleProprietor"));
        (await store.Anonymous.PostAsJsonAsync("/v1/accounts", sole)).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("kind", "consumer")]
    [InlineData("companyName", "")]
    [InlineData("companyName", "a\nb")]
    [InlineData("email", "hanako")]
    [InlineData("email", "hanako@localhost")]
    [InlineData("email", "花子@example.jp")]
    [InlineData("password", "too-short")]
    [InlineData("phone", "9876-5432")]
    [InlineData("phone", "03-1234-56789012")]
    [InlineData("phone", "+81-3-1234-5678")]
    [InlineData("postalCode", "1000001")]
    [InlineData("registrationNumber", "7000012050002")]
    public async Task A_malformed_field_is_named(string field, string value)
    {
        var body = StoreApi.Registration(StoreApi.NewEmail(), (field, value));
        var problem = await (await store.Anonymous.PostAsJsonAsync("/v1/accounts", body)).ShouldBeProblem(
            400,
            "request.invalid"
        );
        problem.GetProperty("errors")[0].Text("pointer").Should().Be("/" + field);
        problem.GetRawText().Should().NotContain(value.Length > 3 ? value : "(nothing)");
    }

    [Theory]
    [InlineData("phone", "0312345678")]
    [InlineData("phone", "090-1234-5678")]
    [InlineData("phone", "0120-123-456")]
    [InlineData("companyName", "𠮷野家株式会社")]
    public async Task What_people_really_write_is_taken(string field, string value)
    {
        var body = StoreApi.Registration(StoreApi.NewEmail(), (field, value));
        var answer = await store.Anonymous.PostAsJsonAsync("/v1/accounts", body);
        answer.StatusCode.Should().Be(HttpStatusCode.Created);
        (await answer.Json()).Text(field).Should().Be(value);
    }

    [Fact]
    public async Task Registering_again_under_the_same_key_gives_the_first_answer()
    {
        var body = StoreApi.Registration(StoreApi.NewEmail());
        var first = await store.Anonymous.Send(HttpMethod.Post, "/v1/accounts", body, "register-once");
        var second = await store.Anonymous.Send(HttpMethod.Post, "/v1/accounts", body, "register-once");
        second.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        (await second.Content.ReadAsStringAsync()).Should().Be(await first.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task BASIC_1_A_buyer_does_not_change_basic_information()
    {
        var buyer = await store.NewBuyer();
        var answer = await buyer.Client.Send(HttpMethod.Patch, "/v1/account", new { companyName = "株式会社別名" });
        await answer.ShouldBeProblem(405, "account.change_by_inquiry");
        answer.Content.Headers.Allow.Should().Equal("GET");
    }

    [Fact]
    public async Task BASIC_1_An_operator_corrects_basic_information()
    {
        var buyer = await store.NewBuyer();
        var taken = await store.NewBuyer();
        var path = $"/v1/operator/accounts/{buyer.AccountId}";
        using var staff = await store.NewStaff(StaffRole.Operator);
        var tag = (await staff.GetAsync(path)).Headers.ETag!.ToString();
        var body = Correction("new-" + buyer.Email);

        await (await staff.Send(HttpMethod.Put, path + "/basic-info", body)).ShouldBeProblem(428, "etag.required");
        await (
            await staff.Send(HttpMethod.Put, path + "/basic-info", Without(body, "reason"), ifMatch: tag)
        ).ShouldBeProblem(400, "request.invalid");
        await (
            await staff.Send(HttpMethod.Put, path + "/basic-info", Correction(taken.Email), ifMatch: tag)
        ).ShouldBeProblem(409, "account.email_taken");
        await (
            await staff.Send(HttpMethod.Put, "/v1/operator/accounts/unknown/basic-info", body, ifMatch: "\"0\"")
        ).ShouldBeProblem(404, "account.not_found");

        var corrected = await staff.Send(HttpMethod.Put, path + "/basic-info", body, ifMatch: tag);
        corrected.StatusCode.Should().Be(HttpStatusCode.OK);
        corrected.Headers.ETag!.ToString().Should().Be("\"2-1\"");
        var seen = await staff.GetStringAsync(path);
        (await corrected.Content.ReadAsStringAsync()).Should().Be(seen);
        seen.Should().Contain("見本 太郎").And.NotContain("見本 花子").And.Contain("T7000012050002");
        await (await staff.Send(HttpMethod.Put, path + "/basic-info", body, ifMatch: tag)).ShouldBeProblem(
            412,
            "concurrency.stale"
        );

        // The new address signs in; the old one is free again.
        await store.SignIn("new-" + buyer.Email);
        await store.NewBuyer(buyer.Email);
        var facts = await store
            .Services.GetRequiredService<IEventLog>()
            .Read(StreamId.Of<Account>(buyer.AccountId), CancellationToken.None);
        facts[1].Actor.Kind.Should().Be(ActorKind.Operator);
        facts[1].Actor.Reason.Should().Be("担当者の交代");
    }

    [Fact]
    public async Task Operators_find_accounts_by_company_and_by_exact_address()
    {
        var buyer = await store.NewBuyer(null, ("companyName", "株式会社サガシモノ"));
        using var staff = await store.NewStaff(StaffRole.Operator);
        foreach (
            var query in new[]
            {
                "q=" + Uri.EscapeDataString("サガシ"),
                "q=" + buyer.AccountId,
                "email=" + Uri.EscapeDataString(buyer.Email.ToUpperInvariant()),
            }
        )
        {
            var page = await staff.GetFromJsonAsync<JsonElement>("/v1/operator/accounts?" + query);
            page.GetProperty("items")
                .EnumerateArray()
                .Select(a => a.Text("id"))
                .Should()
                .Equal([buyer.AccountId], query);
        }

        var none = await staff.GetFromJsonAsync<JsonElement>("/v1/operator/accounts?email=nobody%40example.jp");
        none.GetProperty("items").GetArrayLength().Should().Be(0);
        await (await staff.GetAsync("/v1/operator/accounts/unknown")).ShouldBeProblem(404, "account.not_found");
        await (await buyer.Client.GetAsync($"/v1/operator/accounts/{buyer.AccountId}")).ShouldBeProblem(
            403,
            "auth.forbidden"
        );
    }

    [Fact]
    public async Task PAY_1_Exactly_two_ways_to_pay_each_with_its_terms()
    {
        var buyer = await store.NewBuyer();
        var methods = await buyer.Client.GetFromJsonAsync<JsonElement>("/v1/payment-methods");
        var items = methods.GetProperty("items").EnumerateArray().ToList();
        items.Select(m => m.Text("id")).Should().Equal("onAccount", "card");
        items[0].Text("closes").Should().Be("monthEnd");
        items[0].Text("due").Should().Be("endOfFollowingMonth");
        items[0].GetProperty("invoiceBusinessDaysAfterClosing").GetInt32().Should().Be(3);
        items[0].Text("invoiceIssuer").Should().Be("株式会社ネットプロテクションズ");
        items[0].Text("payTo").Should().Be("accountOnInvoice");
        items[0].Text("transferFeePaidBy").Should().Be("buyer");
        items[1].Text("processor").Should().Be("SBペイメントサービス株式会社");
        items[1]
            .GetProperty("brands")
            .EnumerateArray()
            .Select(b => b.GetString())
            .Should()
            .BeEquivalentTo("jcb", "visa", "mastercard", "amex", "diners");
        items[1].GetProperty("paymentCounts").GetRawText().Should().Be("[1]");
        items[1].Text("questionsAboutChoicesTo").Should().Be("cardCompany");
        items[1].Text("whenNotApproved").Should().Be("orderCancelled");
        items[1].Text("statementName").Should().Be("ITreviewオンラインストア");
    }

    [Fact]
    public async Task Agreeing_to_the_terms_again_changes_nothing_and_to_other_terms_is_refused()
    {
        var buyer = await store.NewBuyer();
        var path = "/v1/account/terms-agreements";
        var same = await buyer.Client.Send(HttpMethod.Post, path, new { version = "2026-04-01" });
        same.StatusCode.Should().Be(HttpStatusCode.OK);
        same.Headers.ETag!.ToString().Should().Be("\"1-1\"");
        await (await buyer.Client.Send(HttpMethod.Post, path, new { version = "2020-01-01" })).ShouldBeProblem(
            422,
            "terms.not_agreed"
        );
    }

    internal static Dictionary<string, object?> Correction(string email)
    {
        var body = StoreApi.Registration(email);
        body["contactName"] = "見本 太郎";
        body["reason"] = "担当者の交代";
        body["inquiryNumber"] = "I-202611-000001";
        return Without(body, "kind", "password", "agreedTermsVersion");
    }

    private static Dictionary<string, object?> Without(Dictionary<string, object?> body, params string[] names) =>
        body.Where(f => !names.Contains(f.Key)).ToDictionary();

    private async Task<long> Count(string sql)
    {
        await using var command = store.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
