using FluentAssertions;
using Store.Application.Audit;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Tests.Invoices;
using Store.TestKit;
using Xunit;

namespace Store.Application.Tests.Audit;

/// <summary>C5: which documents there are after an order's facts, folded from the log.</summary>
public sealed class IssuedDocumentTests
{
    [Fact]
    public async Task C5_An_order_by_card_that_is_corrected_and_cancelled_leaves_each_document_with_what_became_of_it()
    {
        var scenario = await InvoiceScenario.Open();
        var order = await scenario.Orders.OrderByCard(2);
        await scenario.Settle();
        await scenario.Orders.Shop.Done(scenario.Correct("INV-2026-000001", "株式会社新社名"));
        await scenario.Orders.Shop.Done(scenario.Orders.Cancel(order));
        await scenario.Settle();

        var documents = await Documents(scenario);
        documents
            .Where(d => d.Kind is not DocumentKind.Quote)
            .Select(d => (d.Kind, d.Number, d.Counterparty, d.TotalYen, d.Replaces, d.ReplacedBy))
            .Should()
            .BeEquivalentTo([
                (DocumentKind.Acknowledgement, order, "株式会社バイヤー", 26_400L, (string?)null, (string?)null),
                (
                    DocumentKind.QualifiedInvoice,
                    "INV-2026-000001",
                    "株式会社バイヤー",
                    26_400L,
                    null,
                    "INV-2026-000002"
                ),
                (DocumentKind.QualifiedInvoice, "INV-2026-000002", "株式会社新社名", 26_400L, "INV-2026-000001", null),
                (DocumentKind.ReturnInvoice, "RIN-2026-000001", "株式会社新社名", 26_400L, null, null),
            ]);
        documents
            .Where(d => d.Kind is DocumentKind.QualifiedInvoice or DocumentKind.ReturnInvoice)
            .Should()
            .OnlyContain(d => d.File != null && d.IssuedOn != null);
    }

    [Fact]
    public async Task C5_An_acknowledgement_that_nobody_has_asked_for_is_kept_and_found_by_nothing()
    {
        var scenario = await InvoiceScenario.Open();
        var order = await scenario.Orders.OrderByCard();
        await scenario.Settle();

        var key = IssuedDocument.KeyOf(DocumentKind.Acknowledgement, order);
        var stored = (await Reads(scenario).Get(IssuedDocument.ProjectionName, key, default)).Value;
        stored.Should().NotBeNull();
        stored!.Facets.Should().BeEmpty("it is issued when it is printed");
    }

    private static FoldedReads Reads(InvoiceScenario scenario) =>
        new(scenario.Orders.Log, [new IssuedDocument.Projection()]);

    private static async Task<List<IssuedDocument>> Documents(InvoiceScenario scenario)
    {
        var found = await Reads(scenario)
            .List(new DocumentQuery(IssuedDocument.ProjectionName, Owner: null, 100), default);
        return [.. found.Value.Select(d => StoreJson.Read<IssuedDocument>(d.Body))];
    }
}
