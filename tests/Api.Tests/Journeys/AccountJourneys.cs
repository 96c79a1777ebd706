using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using Store.Api.Tests.Accounts;
using Store.Api.Tests.Inquiries;
using Store.Domain.Accounts;
using Xunit;

namespace Store.Api.Tests.Journeys;

public sealed class AccountJourneys
{
    [Fact]
    public Task Accounts_that_are_corrected_and_agree_anew() =>
        Journey.Run(
            "accounts",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var account = $"/v1/operator/accounts/{buyer.AccountId}";
                var email = StoreApi.NewEmail();
                await store.OnSeen(HttpMethod.Put, account, "/basic-info", AccountTests.Correction(email));
                var another = AccountTests.Correction(email);
                another["inquiryNumber"] = null;
                another["address"] = "東京都港区虎ノ門1-1";
                await store.OnSeen(HttpMethod.Put, account, "/basic-info", another);
                await store.NewBuyer(null, ("itreviewMember", true), ("kind", "soleProprietor"));

                // The address that was given up is free for somebody else.
                var heir = StoreApi.Registration(buyer.Email);
                (await store.Anonymous.Send(HttpMethod.Post, "/v1/accounts", heir).Done())
                    .Text("id")
                    .Should()
                    .NotBe(buyer.AccountId);

                await store.RestartWith("Store:Terms:Version", "2026-12-01");
                buyer = buyer with { Client = store.Client((await store.SignIn(email)).Text("accessToken")) };
                var asked = await store.Place(buyer, await store.Quote(buyer));
                asked.StatusCode.Should().NotBe(HttpStatusCode.Created, "the terms have changed");
                await buyer
                    .Client.Send(HttpMethod.Post, "/v1/account/terms-agreements", new { version = "2026-12-01" })
                    .Done();
                await store.OnAccount(buyer);
            }
        );

    [Fact]
    public Task Auditors_and_whoever_forgot_a_password() =>
        Journey.Run(
            "auditors",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var number = await store.OnAccount(buyer);
                using var auditor = await store.NewStaff(StaffRole.Auditor);
                foreach (
                    var path in (string[])
                        ["keys", "events", "documents", "bundle", $"streams/order/{number}", $"orders/{number}/replay"]
                )
                {
                    await auditor.Document($"/v1/audit/{path}");
                }

                // Neither of the two leaves a fact: whoever looks changes nothing, and passwords stand in none.
                await store.Anonymous.Send(HttpMethod.Post, "/v1/password-resets", new { email = buyer.Email }).Done();
                var (_, letter) = await store.MailAbout(buyer, "パスワード");
                var token = Regex.Match(letter, "token=([0-9A-Za-z_-]+)").Groups[1].Value;
                var reset = new { token, newPassword = StoreApi.Password };
                await store.Anonymous.Send(HttpMethod.Post, "/v1/password-resets/confirm", reset).Done();
            }
        );

    [Fact]
    public Task Credit_lines_that_are_moved() =>
        Journey.Run(
            "credit-lines",
            async store =>
            {
                var buyer = await store.NewBuyer(limitYen: 500_000);
                await store.OnAccount(buyer, 10);
                await store.Limited(buyer, 100_000);
                await store.Limited(buyer, 200_000);
                var held = await store.OnAccount(buyer, 10);
                await store.Limited(buyer, 0);
                await store.Cancelled(held);
            }
        );

    [Fact]
    public Task Accounts_that_are_erased() =>
        Journey.Run(
            "erasure",
            async store =>
            {
                var buyer = await store.NewBuyer();
                await store.Quote(buyer);
                var number = await store.OnAccount(buyer);
                await store.ByCard(buyer);
                var contract = InquirySteps.ContractOf(number);
                await buyer.Inquired(
                    new
                    {
                        type = "renewal",
                        message = "更新を検討しています。",
                        contractId = contract,
                    }
                );
                var asked = await buyer.Inquired(
                    new
                    {
                        type = "basicInfoChange",
                        message = "担当者が変わりました。",
                        changes = new { contactName = "見本 次郎", phone = "03-9876-5432" },
                    }
                );
                await store.Approved(asked);
                await store.Erased(buyer);

                // What was bought stays, ends in its time, and is billed.
                await store.Days(40);
                await store.Days(400);
                var again = await store.NewBuyer();
                await store.Erased(again);
            }
        );
}
