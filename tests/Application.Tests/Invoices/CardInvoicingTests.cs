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
        var floor = await InvoiceFloor.Open();
        var order = await floor.Orders.OrderByCard(2);
        for (var i = 0; i < 3; i++)
        {
            await floor.Settle();
        }

        var invoice = (await floor.Facts<QualifiedInvoiceIssued>()).Should().ContainSingle().Subject;
        invoice.Number.Should().Be("INV-2026-000001");
        (invoice.Seller.Name, invoice.Seller.RegistrationNumber)
            .Should()
            .Be((Counter.Settings.Seller.Name, Counter.Settings.Seller.RegistrationNumber), "1");
        (invoice.SuppliedOn, invoice.ChargedOn, invoice.IssuedOn).Should().Be((Monday, Monday, Monday), "2");
        invoice.Lines.Should().ContainSingle(l => l.Seats == 2 && l.AmountYen == 24_000 && l.TaxRatePercent == 10, "3");
        invoice.TaxByRate.Should().Equal([new TaxOfRate(10, 24_000, 2_400)], "4 and 5");
        (invoice.CompanyName, invoice.AccountId).Should().Be(("株式会社バイヤー", OrderFloor.Buyer), "6");
        (invoice.OrderNumber, invoice.PaymentMethod, invoice.TotalYen).Should().Be((order, PaymentMethod.Card, 26_400));
        (await floor.Orders.StateOf(order)).InvoiceNumber.Should().Be(invoice.Number);
        (await floor.Facts<QualifiedInvoiceDocumentFiled>()).Should().ContainSingle();
        floor.Renderer.Drawn.OfType<QualifiedInvoiceSheet>().Should().ContainSingle("it is drawn once");
    }

    [Fact]
    public async Task C4_Orders_on_account_have_no_invoice_of_the_store_and_one_that_a_card_answered_has()
    {
        var floor = await InvoiceFloor.Open();
        var onAccount = await floor.Orders.Order();
        floor.Orders.Np.Screenings.Enqueue(new NpScreeningAnswer.Ok("NP-1"));
        await floor.Settle();
        (await floor.Orders.StatusOf(onAccount)).Should().Be(OrderStatus.Accepted);
        (await floor.Facts<QualifiedInvoiceIssued>()).Should().BeEmpty();
        var refused = await Show(floor, onAccount);
        refused.Refused!.Code.Should().Be("invoice.issued_by_net_protections");

        floor.Orders.Np.Screenings.Enqueue(new NpScreeningAnswer.Ng("NP-2", NpNgReason.Overall));
        var answered = await floor.Orders.Order();
        await floor.Settle();
        (await floor.Orders.StatusOf(answered)).Should().Be(OrderStatus.ScreeningRefused);
        (await Show(floor, answered)).Refused!.Code.Should().Be("invoice.issued_by_net_protections");
        await floor.Orders.Counter.Done(floor.Orders.Pay(answered));
        (await Show(floor, answered)).Refused!.Code.Should().Be("invoice.not_issued");
        await floor.Settle();
        (await floor.InvoiceOf(answered)).TotalYen.Should().Be(13_200);

        // What is billed on account and then undone stays between the buyer and Net Protections.
        await floor.Orders.Counter.Done(floor.Orders.Cancel(onAccount));
        await floor.Settle();
        (await floor.Facts<QualifiedInvoiceIssued>()).Should().ContainSingle();
        (await floor.Facts<ReturnInvoiceIssued>()).Should().BeEmpty();
    }

    [Fact]
    public async Task C3_A_refund_has_one_return_invoice_that_says_both_dates_and_names_its_invoice()
    {
        var floor = await InvoiceFloor.Open();
        var order = await floor.Orders.OrderByCard();
        await floor.Settle();
        await floor.Orders.Later(Duration.FromDays(3));
        await floor.Orders.Counter.Done(floor.Orders.Cancel(order));
        await floor.Settle();
        await floor.Settle();

        var returned = (await floor.Facts<ReturnInvoiceIssued>()).Should().ContainSingle().Subject;
        (returned.Number, returned.InvoiceNumber, returned.OrderNumber)
            .Should()
            .Be(("RIN-2026-000001", "INV-2026-000001", order));
        (returned.ReturnedOn, returned.SuppliedOn).Should().Be((Monday.PlusDays(3), Monday));
        (returned.SubtotalYen, returned.TaxYen, returned.TotalYen).Should().Be((12_000, 1_200, 13_200));
        returned.TaxByRate.Should().Equal(new TaxOfRate(10, 12_000, 1_200));
        (await floor.Orders.StateOf(order)).ReturnInvoiceNumber.Should().Be(returned.Number);
        floor.Renderer.Drawn.OfType<ReturnInvoiceSheet>().Should().ContainSingle();
    }

    [Fact]
    public async Task C3_A_small_refund_has_none()
    {
        var floor = await InvoiceFloor.Open();
        var quote = await floor.Orders.Quote(5, Counter.Light);
        var body = new Store.Application.Orders.PlaceOrder.RequestBody(
            PaymentMethod.Card,
            quote,
            Card: OrderFloor.Card()
        );
        var order = Counter.Text((await floor.Orders.Counter.Done(floor.Orders.Place(body))).Response.Body, "number");
        await floor.Settle();
        await floor.Orders.Counter.Done(floor.Orders.Cancel(order));
        await floor.Settle();

        (await floor.Orders.StatusOf(order)).Should().Be(OrderStatus.Cancelled);
        (await floor.Facts<ReturnInvoiceIssued>()).Should().BeEmpty();
        var result = await new GetReturnInvoicePdf.Handler(floor.Orders.Log, floor.Pdf).Handle(
            new GetReturnInvoicePdf(OrderFloor.Buyer, order),
            default
        );
        result.Refused!.Code.Should().Be("return_invoice.not_issued");
    }

    [Fact]
    public async Task An_order_that_is_undone_before_anybody_acted_on_its_charge_has_both()
    {
        var floor = await InvoiceFloor.Open();
        var order = await floor.Orders.OrderByCard();
        await floor.Orders.Settle();
        await floor.Orders.Counter.Done(floor.Orders.Cancel(order));
        await floor.Orders.Settle();
        // The cancellation is met first, as by a reactor of which one half is behind.
        var facts = await floor.Orders.Log.Read(StreamId.Of<Order>(order), default);
        await new CardInvoicing(floor.Orders.Log).React(facts[^1], default);
        await floor.Settle();

        (await floor.Facts<ReturnInvoiceIssued>())
            .Should()
            .ContainSingle()
            .Which.InvoiceNumber.Should()
            .Be((await floor.InvoiceOf(order)).Number);
    }

    [Fact]
    public async Task A_correction_is_another_invoice_and_leaves_the_first_as_it_was()
    {
        var floor = await InvoiceFloor.Open();
        var order = await floor.Orders.OrderByCard();
        await floor.Settle();
        var first = await floor.InvoiceOf(order);
        var before = await Show(floor, order);
        await floor.Orders.Later(Duration.FromDays(46));
        var done = await floor.Orders.Counter.Done(floor.Correct(first.Number, "株式会社新社名", "社名変更のため"));

        (done.Response.Status, done.Response.Location).Should().Be((201, "/v1/operator/invoices/INV-2027-000001"));
        var second = (await floor.Facts<QualifiedInvoiceIssued>())[^1];
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
        await floor.Settle();
        var after = await Show(floor, order);
        after.FileName.Should().Be("適格請求書_INV-2027-000001.pdf");
        (await ByNumber(floor, order, first.Number)).Body.ToArray().Should().Equal(before.Body.ToArray());
        (await ByNumber(floor, order, second.Number)).Body.ToArray().Should().Equal(after.Body.ToArray());
        (await ByNumber(floor, order, "INV-2026-000099")).Refused!.Code.Should().Be("document.not_found");

        (await Counter.Refused(floor.Correct(first.Number, "株式会社さらに別")))
            .Code.Should()
            .Be("invoice.corrected_already");
        (await Counter.Refused(floor.Correct(second.Number, "株式会社新社名")))
            .Code.Should()
            .Be("invoice.nothing_corrected");
        (await Counter.Refused(floor.Correct(second.Number, "別", ifVersion: 1))).Code.Should().Be("concurrency.stale");
        (await Counter.Refused(floor.Correct("INV-2026-000099", "別"))).Code.Should().Be("document.not_found");
        await floor.Orders.Counter.Done(floor.Correct(second.Number, note: "再訂正"));
        (await floor.Facts<QualifiedInvoiceIssued>())
            .Select(i => (i.Number, i.Corrects))
            .Should()
            .Equal((first.Number, null), (second.Number, first.Number), ("INV-2027-000002", second.Number));
        // What is given back belongs to the invoice that is valid then.
        await floor.Orders.Counter.Done(floor.Orders.Cancel(order));
        await floor.Settle();
        (await floor.Facts<ReturnInvoiceIssued>())
            .Should()
            .ContainSingle()
            .Which.InvoiceNumber.Should()
            .Be("INV-2027-000002");
    }

    [Fact]
    public async Task The_list_of_an_order_s_documents_shows_each_with_what_became_of_it()
    {
        var floor = await InvoiceFloor.Open();
        var order = await floor.Orders.OrderByCard();
        await floor.Settle();
        await floor.Orders.Counter.Done(floor.Correct("INV-2026-000001", "株式会社新社名"));
        await floor.Orders.Counter.Done(floor.Orders.Cancel(order));
        await floor.Settle();

        var result = await new ListOrderDocuments.Handler(floor.Orders.Log).Handle(
            new ListOrderDocuments(OrderFloor.Buyer, order),
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
        list.Items.Select(i => i.Sha256 is not null).Should().Equal(false, true, true, true);
        var others = new ListOrderDocuments("00000000000000000000000000000099", order);
        (await new ListOrderDocuments.Handler(floor.Orders.Log).Handle(others, default))
            .Refused!.Code.Should()
            .Be("order.not_found");
    }

    private static Task<QueryResult> Show(InvoiceFloor floor, string order) =>
        new GetInvoicePdf.Handler(floor.Orders.Log, floor.Pdf).Handle(
            new GetInvoicePdf(OrderFloor.Buyer, order),
            default
        );

    private static Task<QueryResult> ByNumber(InvoiceFloor floor, string order, string number) =>
        new GetOrderDocumentPdf.Handler(floor.Orders.Log, floor.Pdf).Handle(
            new GetOrderDocumentPdf(OrderFloor.Buyer, order, number),
            default
        );

    private static string Json(QualifiedInvoiceIssued invoice) =>
        JsonSerializer.Serialize(invoice, Store.Application.Json.StoreJson.Options);
}
