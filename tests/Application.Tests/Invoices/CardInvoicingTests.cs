using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Application.Invoices;
using Store.Application.Payments;
using Store.Application.Tests.Orders;
using Store.Application.Tests.Quotes;
using Store.Domain.Invoices;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;

namespace Store.Application.Tests.Invoices;

/// <summary>What the store issues for card orders over the log, however often its facts are met.</summary>
public sealed class CardInvoicingTests
{
    private static readonly LocalDate Monday = new(2026, 11, 16);

    [Fact]
    public async Task C1_A_captured_order_has_one_invoice_with_all_six_items()
    {
        var scenario = await InvoiceScenario.Open();
        var order = await scenario.Orders.OrderByCard(2);
        for (var i = 0; i < 3; i++)
        {
            await scenario.Settle();
        }

        var invoice = (await scenario.Facts<QualifiedInvoiceIssued>()).Should().ContainSingle().Subject;
        invoice.Number.Should().Be("INV-2026-000001");
        (invoice.Seller.Name, invoice.Seller.RegistrationNumber)
            .Should()
            .Be((ShopFixture.Settings.Seller.Name, ShopFixture.Settings.Seller.RegistrationNumber), "1");
        (invoice.SuppliedOn, invoice.ChargedOn, invoice.IssuedOn).Should().Be((Monday, Monday, Monday), "2");
        invoice.Lines.Should().ContainSingle(l => l.Seats == 2 && l.AmountYen == 24_000 && l.TaxRatePercent == 10, "3");
        invoice.TaxByRate.Should().Equal([new TaxOfRate(10, 24_000, 2_400)], "4 and 5");
        (invoice.CompanyName, invoice.AccountId).Should().Be(("株式会社バイヤー", OrderScenario.Buyer), "6");
        (invoice.OrderNumber, invoice.PaymentMethod, invoice.TotalYen).Should().Be((order, PaymentMethod.Card, 26_400));
        (await scenario.Orders.StateOf(order)).InvoiceNumber.Should().Be(invoice.Number);
        (await scenario.Facts<QualifiedInvoiceDocumentFiled>()).Should().ContainSingle();
        scenario.Renderer.Drawn.OfType<QualifiedInvoiceSheet>().Should().ContainSingle("it is drawn once");
    }

    [Fact]
    public async Task C4_Orders_on_account_have_no_invoice_of_the_store_and_one_that_a_card_answered_has()
    {
        var scenario = await InvoiceScenario.Open();
        var onAccount = await scenario.Orders.Order();
        scenario.Orders.Np.Screenings.Enqueue(new NpScreeningAnswer.Ok("NP-1"));
        await scenario.Settle();
        (await scenario.Orders.StatusOf(onAccount)).Should().Be(OrderStatus.Accepted);
        (await scenario.Facts<QualifiedInvoiceIssued>()).Should().BeEmpty();
        var refused = await Show(scenario, onAccount);
        refused.Refused!.Code.Should().Be("invoice.issued_by_net_protections");

        scenario.Orders.Np.Screenings.Enqueue(new NpScreeningAnswer.Ng("NP-2", NpNgReason.Overall));
        var answered = await scenario.Orders.Order();
        await scenario.Settle();
        (await scenario.Orders.StatusOf(answered)).Should().Be(OrderStatus.ScreeningRefused);
        (await Show(scenario, answered)).Refused!.Code.Should().Be("invoice.issued_by_net_protections");
        await scenario.Orders.Shop.Done(scenario.Orders.Pay(answered));
        (await Show(scenario, answered)).Refused!.Code.Should().Be("invoice.not_issued");
        await scenario.Settle();
        (await scenario.InvoiceOf(answered)).TotalYen.Should().Be(13_200);

        // What is billed on account and then undone stays between the buyer and Net Protections.
        await scenario.Orders.Shop.Done(scenario.Orders.Cancel(onAccount));
        await scenario.Settle();
        (await scenario.Facts<QualifiedInvoiceIssued>()).Should().ContainSingle();
        (await scenario.Facts<ReturnInvoiceIssued>()).Should().BeEmpty();
    }

    [Fact]
    public async Task C3_A_refund_has_one_return_invoice_that_says_both_dates_and_names_its_invoice()
    {
        var scenario = await InvoiceScenario.Open();
        var order = await scenario.Orders.OrderByCard();
        await scenario.Settle();
        await scenario.Orders.Later(Duration.FromDays(3));
        await scenario.Orders.Shop.Done(scenario.Orders.Cancel(order));
        await scenario.Settle();
        await scenario.Settle();

        var returned = (await scenario.Facts<ReturnInvoiceIssued>()).Should().ContainSingle().Subject;
        (returned.Number, returned.InvoiceNumber, returned.OrderNumber)
            .Should()
            .Be(("RIN-2026-000001", "INV-2026-000001", order));
        (returned.ReturnedOn, returned.SuppliedOn).Should().Be((Monday.PlusDays(3), Monday));
        (returned.SubtotalYen, returned.TaxYen, returned.TotalYen).Should().Be((12_000, 1_200, 13_200));
        returned.TaxByRate.Should().Equal(new TaxOfRate(10, 12_000, 1_200));
        (await scenario.Orders.StateOf(order)).ReturnInvoiceNumber.Should().Be(returned.Number);
        scenario.Renderer.Drawn.OfType<ReturnInvoiceSheet>().Should().ContainSingle();
    }

    [Fact]
    public async Task C3_A_small_refund_has_none()
    {
        var scenario = await InvoiceScenario.Open();
        var quote = await scenario.Orders.Quote(5, ShopFixture.Light);
        var body = new Store.Application.Orders.PlaceOrder.RequestBody(
            PaymentMethod.Card,
            quote,
            Card: OrderScenario.Card()
        );
        var order = ShopFixture.Text(
            (await scenario.Orders.Shop.Done(scenario.Orders.Place(body))).Response.Body,
            "number"
        );
        await scenario.Settle();
        await scenario.Orders.Shop.Done(scenario.Orders.Cancel(order));
        await scenario.Settle();

        (await scenario.Orders.StatusOf(order)).Should().Be(OrderStatus.Cancelled);
        (await scenario.Facts<ReturnInvoiceIssued>()).Should().BeEmpty();
        var result = await new GetReturnInvoicePdf.Handler(scenario.Orders.Log, scenario.Pdf).Handle(
            new GetReturnInvoicePdf(OrderScenario.Buyer, order),
            default
        );
        result.Refused!.Code.Should().Be("return_invoice.not_issued");
    }

    [Fact]
    public async Task An_order_that_is_undone_before_anybody_acted_on_its_charge_has_both()
    {
        var scenario = await InvoiceScenario.Open();
        var order = await scenario.Orders.OrderByCard();
        await scenario.Orders.Settle();
        await scenario.Orders.Shop.Done(scenario.Orders.Cancel(order));
        await scenario.Orders.Settle();
        // The cancellation is met first, as by a reactor of which one half is behind.
        var facts = await scenario.Orders.Log.Read(StreamId.Of<Order>(order), default);
        await new CardInvoicing(scenario.Orders.Log).React(facts[^1], default);
        await scenario.Settle();

        (await scenario.Facts<ReturnInvoiceIssued>())
            .Should()
            .ContainSingle()
            .Which.InvoiceNumber.Should()
            .Be((await scenario.InvoiceOf(order)).Number);
    }

    [Fact]
    public async Task A_correction_is_another_invoice_and_leaves_the_first_as_it_was()
    {
        var scenario = await InvoiceScenario.Open();
        var order = await scenario.Orders.OrderByCard();
        await scenario.Settle();
        var first = await scenario.InvoiceOf(order);
        var before = await Show(scenario, order);
        await scenario.Orders.Later(Duration.FromDays(46));
        var done = await scenario.Orders.Shop.Done(scenario.Correct(first.Number, "株式会社新社名", "社名変更のため"));

        (done.Response.Kind, done.Response.Id).Should().Be((ResponseKind.Created, "INV-2027-000001"));
        var second = (await scenario.Facts<QualifiedInvoiceIssued>())[^1];
        Json(second)
            .Should()
            .Be(
                Json(
                    first with
                    {
                        Number = "INV-2027-000001",
                        IssuedOn = new LocalDate(2027, 1, 1),
                        CompanyName = "株式会社新社名",
                        Note = "社名変更のため",
                        Corrects = first.Number,
                    }
                ),
                "amounts, dates and content are those of the order"
            );
        await scenario.Settle();
        var after = await Show(scenario, order);
        after.FileName.Should().Be("適格請求書_INV-2027-000001.pdf");
        (await ByNumber(scenario, order, first.Number)).Body.ToArray().Should().Equal(before.Body.ToArray());
        (await ByNumber(scenario, order, second.Number)).Body.ToArray().Should().Equal(after.Body.ToArray());
        (await ByNumber(scenario, order, "INV-2026-000099")).Refused!.Code.Should().Be("document.not_found");

        (await ShopFixture.Refused(scenario.Correct(first.Number, "株式会社さらに別")))
            .Code.Should()
            .Be("invoice.corrected_already");
        (await ShopFixture.Refused(scenario.Correct(second.Number, "株式会社新社名")))
            .Code.Should()
            .Be("invoice.nothing_corrected");
        (await ShopFixture.Refused(scenario.Correct(second.Number, "別", ifVersion: 1)))
            .Code.Should()
            .Be("concurrency.stale");
        (await ShopFixture.Refused(scenario.Correct("INV-2026-000099", "別"))).Code.Should().Be("document.not_found");
        await scenario.Orders.Shop.Done(scenario.Correct(second.Number, note: "再訂正"));
        (await scenario.Facts<QualifiedInvoiceIssued>())
            .Select(i => (i.Number, i.Corrects))
            .Should()
            .Equal((first.Number, null), (second.Number, first.Number), ("INV-2027-000002", second.Number));
        // What is given back belongs to the invoice that is valid then.
        await scenario.Orders.Shop.Done(scenario.Orders.Cancel(order));
        await scenario.Settle();
        (await scenario.Facts<ReturnInvoiceIssued>())
            .Should()
            .ContainSingle()
            .Which.InvoiceNumber.Should()
            .Be("INV-2027-000002");
    }

    [Fact]
    public async Task The_list_of_an_order_s_documents_shows_each_with_what_became_of_it()
    {
        var scenario = await InvoiceScenario.Open();
        var order = await scenario.Orders.OrderByCard();
        await scenario.Settle();
        await scenario.Orders.Shop.Done(scenario.Correct("INV-2026-000001", "株式会社新社名"));
        await scenario.Orders.Shop.Done(scenario.Orders.Cancel(order));
        await scenario.Settle();

        var result = await new ListOrderDocuments.Handler(scenario.Orders.Log).Handle(
            new ListOrderDocuments(OrderScenario.Buyer, order, (kind, number) => $"{kind} {number}"),
            default
        );
        var list = Store.Application.Json.StoreJson.Read<OrderDocuments>(result.Body);
        list.Items.Select(i => (i.Kind, i.Number, i.Corrects, i.CorrectedBy, i.TotalYen))
            .Should()
            .Equal(
                (OrderDocumentKind.Acknowledgement, order, null, null, 13_200),
                (OrderDocumentKind.QualifiedInvoice, "INV-2026-000001", null, "INV-2026-000002", 13_200),
                (OrderDocumentKind.QualifiedInvoice, "INV-2026-000002", "INV-2026-000001", null, 13_200),
                (OrderDocumentKind.ReturnInvoice, "RIN-2026-000001", null, null, 13_200)
            );
        list.Items.Select(i => i.Pdf).Should().Equal(list.Items.Select(i => $"{i.Kind} {i.Number}"));
        list.Items.Select(i => i.Sha256 is not null).Should().Equal(false, true, true, true);
        var others = new ListOrderDocuments("00000000000000000000000000000099", order, (_, _) => "");
        (await new ListOrderDocuments.Handler(scenario.Orders.Log).Handle(others, default))
            .Refused!.Code.Should()
            .Be("order.not_found");
    }

    private static Task<QueryResult> Show(InvoiceScenario scenario, string order) =>
        new GetInvoicePdf.Handler(scenario.Orders.Log, scenario.Pdf).Handle(
            new GetInvoicePdf(OrderScenario.Buyer, order),
            default
        );

    private static Task<QueryResult> ByNumber(InvoiceScenario scenario, string order, string number) =>
        new GetOrderDocumentPdf.Handler(scenario.Orders.Log, scenario.Pdf).Handle(
            new GetOrderDocumentPdf(OrderScenario.Buyer, order, number),
            default
        );

    private static string Json(QualifiedInvoiceIssued invoice) =>
        JsonSerializer.Serialize(invoice, Store.Application.Json.StoreJson.Options);
}
