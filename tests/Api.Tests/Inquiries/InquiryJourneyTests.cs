using System.Net;
using System.Text.Json;
using FluentAssertions;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Inquiries;

/// <summary>What happens after a purchase, over HTTP: buyers ask, operators answer, and the answer does it.</summary>
public sealed class InquiryJourneyTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Fact]
    public async Task BASIC_1_Registration_data_changes_by_an_inquiry_and_exactly_as_asked()
    {
        var buyer = await store.NewBuyer();
        var before = await store.Get(buyer.Client, "/v1/account");
        var email = StoreApi.NewEmail();
        var inquiry = await buyer.Inquired(
            new
            {
                type = "basicInfoChange",
                message = "担当者が変わりました。",
                changes = new { contactName = "見本 次郎", email },
            }
        );
        inquiry.GetProperty("changes").Text("contactName").Should().Be("見本 次郎");
        (await store.Resolve(inquiry.Text("id"), new { outcome = "approved", reason = "本人確認済み" }))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);

        var after = await store.Get(buyer.Client, "/v1/account");
        (after.Text("contactName"), after.Text("email")).Should().Be(("見本 次郎", email));
        foreach (var kept in (string[])["companyName", "phone", "postalCode", "address", "registrationNumber"])
        {
            after.Text(kept).Should().Be(before.Text(kept));
        }

        await store.SignIn(email);
    }

    [Fact]
    public async Task BASIC_1_An_address_that_somebody_else_has_is_refused_and_nothing_is_recorded()
    {
        var (buyer, other) = (await store.NewBuyer(), await store.NewBuyer());
        var inquiry = await buyer.Inquired(
            new
            {
                type = "basicInfoChange",
                message = "変更",
                changes = new { email = other.Email },
            }
        );
        var refused = await store.Resolve(inquiry.Text("id"), new { outcome = "approved", reason = "本人確認済み" });
        await refused.ShouldBeProblem(409, "account.email_taken");
        (await store.Get(buyer.Client, $"/v1/inquiries/{inquiry.Text("id")}")).Text("status").Should().Be("open");
        (await store.Get(buyer.Client, "/v1/account")).Text("email").Should().Be(buyer.Email);
    }

    [Fact]
    public async Task ORD_4_Seats_are_asked_for_offered_ordered_and_in_use()
    {
        var buyer = await store.NewBuyer();
        var contract = InquirySteps.ContractOf((await store.Order(buyer)).Text("number"));
        var sent = await buyer.Inquire(
            new
            {
                type = "seatAddition",
                message = "3名分の追加をお願いします。",
                contractId = contract,
                seats = 3,
            },
            "seats-1"
        );
        sent.StatusCode.Should().Be(HttpStatusCode.Created);
        var inquiry = await sent.Json();
        sent.Headers.Location!.ToString().Should().Be($"/v1/inquiries/{inquiry.Text("id")}");

        var key = Guid.NewGuid().ToString();
        var approved = await store.Resolve(
            inquiry.Text("id"),
            new { outcome = "approved", reason = "承りました" },
            key
        );
        var body = await approved.Content.ReadAsStringAsync();
        approved.StatusCode.Should().Be(HttpStatusCode.OK, body);
        var again = await store.Resolve(inquiry.Text("id"), new { outcome = "approved", reason = "承りました" }, key);
        (await again.Content.ReadAsStringAsync()).Should().Be(body, "a retry is the first answer again");

        var offer = (await approved.Json()).GetProperty("offer");
        var quote = await store.Get(buyer.Client, $"/v1/quotes/{offer.Text("quoteId")}");
        quote.Text("contractId").Should().Be(contract);
        quote.GetProperty("lines")[0].GetProperty("proration").Text("policy").Should().Be("fullMonthsFromNext");
        await (await buyer.Client.Send(HttpMethod.Post, $"/v1/quotes/{offer.Text("quoteId")}/reissue")).ShouldBeProblem(
            409,
            "quote.offer_not_reissued"
        );

        var placed = await store.Place(buyer, offer.Text("quoteId"), waitSeconds: 20);
        await store.Settled(buyer, await placed.Json());
        var enlarged = await store.Get(buyer.Client, $"/v1/contracts/{contract}");
        enlarged.GetProperty("seats").GetInt32().Should().Be(4);
        enlarged
            .GetProperty("orders")
            .EnumerateArray()
            .Select(o => o.Text("kind"))
            .Should()
            .Equal("start", "seatAddition");
    }

    [Fact]
    public async Task ORD_4_An_operator_offers_a_renewal_that_nobody_asked_for()
    {
        var buyer = await store.NewBuyer();
        var contract = InquirySteps.ContractOf((await store.Order(buyer)).Text("number"));
        var made = await store.Operator.Send(
            HttpMethod.Post,
            "/v1/operator/offers",
            new
            {
                contractId = contract,
                kind = "renewal",
                seats = 2,
                unitPriceYen = 900,
                reason = "満了前のご案内",
            }
        );
        made.StatusCode.Should().Be(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        (await made.Json()).GetProperty("subtotalYen").GetInt64().Should().Be(21_600);
        await store.Offer(
            new
            {
                contractId = "C-000000-000000-1",
                kind = "renewal",
                reason = "r",
            },
            404,
            "contract.not_found"
        );
        await store.Offer(
            new
            {
                contractId = contract,
                kind = "seatAddition",
                reason = "r",
            },
            422,
            "offer.seats_required"
        );
        await store.Offer(
            new
            {
                contractId = contract,
                kind = "seatAddition",
                seats = 1,
                planId = SandboxStore.Slow,
                reason = "r",
            },
            422,
            "offer.plan_differs"
        );
        await store.Offer(
            new
            {
                contractId = contract,
                kind = "renewal",
                planId = "kanri.none",
                reason = "r",
            },
            404,
            "plan.not_found"
        );
        await store.Offer(new { contractId = contract, kind = "renewal" }, 400, "request.invalid");
    }

    [Fact]
    public async Task ORD_5_A_termination_ends_the_contract_and_too_late_is_said_with_the_earliest_day()
    {
        var buyer = await store.NewBuyer();
        var contract = InquirySteps.ContractOf((await store.Order(buyer)).Text("number"));
        var endsOn = (await store.Get(buyer.Client, $"/v1/contracts/{contract}")).Text("endsOn");
        var early = await buyer.Inquired(
            new
            {
                type = "termination",
                message = "解約",
                contractId = contract,
                endsOn = "2026-12-31",
            }
        );
        var late = await store.Resolve(early.Text("id"), new { outcome = "approved", reason = "r" });
        var problem = await late.ShouldBeProblem(409, "contract.notice_too_late");
        problem.Text("earliestEndOn").Should().Be(endsOn);
        await store.Resolve(early.Text("id"), new { outcome = "declined", reason = "満了日での解約をご案内" });

        var asked = await buyer.Inquired(
            new
            {
                type = "termination",
                message = "解約",
                contractId = contract,
            }
        );
        var agreed = await store.Resolve(asked.Text("id"), new { outcome = "approved", reason = "承りました" });
        (await agreed.Json()).Text("endsOn").Should().Be(endsOn);
        (await store.Get(buyer.Client, $"/v1/contracts/{contract}")).Text("status").Should().Be("terminating");

        var renewal = await buyer.Inquired(
            new
            {
                type = "renewal",
                message = "更新",
                contractId = contract,
            }
        );
        await (await store.Resolve(renewal.Text("id"), new { outcome = "approved", reason = "r" })).ShouldBeProblem(
            409,
            "contract.terminating"
        );
    }

    [Fact]
    public async Task ORD_2_A_cancellation_goes_through_the_desk_and_the_provider()
    {
        var buyer = await store.NewBuyer();
        var number = (await store.Order(buyer, plan: SandboxStore.Slow)).Text("number");
        var inquiry = await buyer.Inquired(
            new
            {
                type = "cancellationRequest",
                message = "間違えて購入ボタンを押しました。",
                orderNumber = number,
            }
        );
        (await store.Resolve(inquiry.Text("id"), new { outcome = "approved", reason = "誤発注のため" }))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);
        await store.Until(buyer, number, "cancelled");

        var delivered = (await store.Order(buyer, plan: SandboxStore.Slow)).Text("number");
        await store.Operate(delivered, "delivered", new { reason = "納品確認" });
        var second = await buyer.Inquired(
            new
            {
                type = "cancellationRequest",
                message = "取消",
                orderNumber = delivered,
            }
        );
        await (await store.Resolve(second.Text("id"), new { outcome = "approved", reason = "r" })).ShouldBeProblem(
            409,
            "order.delivered_already"
        );
    }

    [Fact]
    public async Task DD_1_to_DD_6_Direct_debit_takes_its_steps_and_is_stopped_before_it_is_changed()
    {
        var buyer = await store.NewBuyer();
        var inquiry = await buyer.Inquired(new { type = "directDebit", message = "口座振替を希望します。" });
        await store.Resolve(inquiry.Text("id"), new { outcome = "approved", reason = "承りました" });
        (await store.Collection(buyer)).Should().Be(("bankTransfer", "requested"));

        var another = await buyer.Inquired(new { type = "directDebit", message = "別の口座に変更します。" });
        await (await store.Resolve(another.Text("id"), new { outcome = "approved", reason = "r" })).ShouldBeProblem(
            409,
            "direct_debit.under_way"
        );
        await (
            await store.Step(buyer, "active", new { reason = "r", effectiveFromClosing = "2099-01" })
        ).ShouldBeProblem(409, "direct_debit.out_of_order");
        foreach (var step in (string[])["formSent", "formReceived", "bankScreening"])
        {
            (await store.Step(buyer, step, new { reason = "NPからの連絡" })).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await store.Collection(buyer)).Should().Be(("bankTransfer", "bankScreening"), "two months are an estimate");
        await (await store.Step(buyer, "active", new { reason = "r" })).ShouldBeProblem(
            422,
            "direct_debit.month_required"
        );
        await (
            await store.Step(buyer, "active", new { reason = "r", effectiveFromClosing = "2020-01" })
        ).ShouldBeProblem(422, "direct_debit.month_over");
        await store.Step(buyer, "active", new { reason = "NPからの連絡", effectiveFromClosing = "2099-01" });
        (await store.Collection(buyer)).Should().Be(("directDebit", "active"));
        await (await store.Step(buyer, "sideways", new { reason = "r" })).ShouldBeProblem(404, "route.not_found");
        (
            await store.Operator.Send(
                HttpMethod.Post,
                $"/v1/operator/accounts/{buyer.AccountId}/direct-debit/stopRequested",
                new { reason = "r" }
            )
        )
            .StatusCode.Should()
            .Be(HttpStatusCode.PreconditionRequired);
    }

    [Fact]
    public async Task A_conversation_has_two_sides_and_ends_with_the_resolution()
    {
        var buyer = await store.NewBuyer();
        var id = (await buyer.Inquired(new { type = "other", message = "教えてください。" })).Text("id");
        var work = await store.Get(store.Operator, $"/v1/operator/inquiries?status=open&accountId={buyer.AccountId}");
        work.GetProperty("items").EnumerateArray().Select(i => i.Text("id")).Should().Equal(id);

        var reply = new { message = "承知しました。", reason = "ご案内" };
        await (
            await store.Operator.Send(HttpMethod.Post, $"/v1/operator/inquiries/{id}/messages", reply)
        ).ShouldBeProblem(428, "etag.required");
        (await store.OnInquiry(id, "messages", reply)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await buyer.Client.Send(HttpMethod.Post, $"/v1/inquiries/{id}/messages", new { message = "もう一点。" }))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);
        var shown = await store.Get(buyer.Client, $"/v1/inquiries/{id}");
        shown
            .GetProperty("messages")
            .EnumerateArray()
            .Select(m => m.Text("from"))
            .Should()
            .Equal("buyer", "desk", "buyer");

        await store.Resolve(id, new { outcome = "approved", reason = "ご案内済み" });
        await (
            await buyer.Client.Send(HttpMethod.Post, $"/v1/inquiries/{id}/messages", new { message = "まだ" })
        ).ShouldBeProblem(409, "inquiry.closed");
        await (await store.Resolve(id, new { outcome = "declined", reason = "r" })).ShouldBeProblem(
            409,
            "inquiry.closed"
        );
    }

    [Fact]
    public async Task The_work_list_by_deadline_shows_what_is_open_and_when_it_is_due()
    {
        var buyer = await store.NewBuyer();
        var contract = InquirySteps.ContractOf((await store.Order(buyer)).Text("number"));
        var endsOn = (await store.Get(buyer.Client, $"/v1/contracts/{contract}")).Text("endsOn");
        var without = await buyer.Inquired(new { type = "other", message = "m" });
        var with = await buyer.Inquired(
            new
            {
                type = "renewal",
                message = "m",
                contractId = contract,
            }
        );
        with.Text("dueOn").Should().Be(endsOn);
        without.GetProperty("dueOn").ValueKind.Should().Be(JsonValueKind.Null);
        (await Urgent()).Should().Equal(with.Text("id"));
        await store.Resolve(with.Text("id"), new { outcome = "declined", reason = "r" });
        (await Urgent()).Should().BeEmpty();

        async Task<IEnumerable<string>> Urgent()
        {
            var list = $"/v1/operator/inquiries?sort=deadline&accountId={buyer.AccountId}";
            return (await store.Get(store.Operator, list))
                .GetProperty("items")
                .EnumerateArray()
                .Select(i => i.Text("id"));
        }
    }

    [Fact]
    public async Task Timelines_tell_buyers_what_happened_and_operators_why()
    {
        var buyer = await store.NewBuyer();
        var contract = InquirySteps.ContractOf((await store.Order(buyer)).Text("number"));
        var asked = new
        {
            type = "termination",
            message = "秘密の事情",
            contractId = contract,
        };
        var id = (await buyer.Inquired(asked)).Text("id");
        await store.Resolve(id, new { outcome = "approved", reason = "承りました" });
        foreach (
            var (path, whats) in ((string, string[])[])
                [
                    ($"contracts/{contract}", ["contract.started", "contract.termination_agreed"]),
                    ($"inquiries/{id}", ["inquiry.received", "inquiry.approved"]),
                ]
        )
        {
            var seen = await store.Get(buyer.Client, $"/v1/{path}/timeline");
            seen.GetProperty("items").EnumerateArray().Select(i => i.Text("what")).Should().Equal(whats);
            seen.GetRawText().Should().NotContain("秘密").And.NotContain("承りました\"");
            var told = await store.Get(store.Operator, $"/v1/operator/{path}/timeline");
            told.GetProperty("items")[1].Text("reason").Should().Be("承りました");
            told.GetProperty("items")[1].Text("by").Should().Be("operator");
        }
    }
}
