using FluentAssertions;
using Store.Application.EventSourcing;
using Store.Application.Invoices;
using Store.Application.Reactors;
using Store.Application.Tests.Orders;
using Store.Application.Tests.Quotes;
using Store.Domain;
using Store.Domain.Invoices;

namespace Store.Application.Tests.Invoices;

/// <summary>The scenario of orders with what issues invoices and makes their documents beside it.</summary>
internal sealed class InvoiceScenario(OrderScenario orders)
{
    public OrderScenario Orders => orders;

    public CountingRenderer Renderer { get; } = new();

    public InvoicePdf Pdf =>
        new(orders.Log, orders.Shop.Files, Renderer, ShopFixture.Settings.TaxRates, orders.Shop.Clock);

    public static async Task<InvoiceScenario> Open() => new(await OrderScenario.Open());

    /// <summary>Lets orders settle, and what issues act on every fact there is, as after a restart.</summary>
    public async Task Settle()
    {
        await orders.Settle();
        foreach (var reactor in (IReactor[])[new CardInvoicing(orders.Log), new InvoiceDocuments(Pdf)])
        {
            foreach (var fact in await All())
            {
                if (reactor.Concerns(fact))
                {
                    (await reactor.React(fact, default)).Should().Be(Reaction.Done);
                }
            }
        }
    }

    public async Task<List<T>> Facts<T>()
        where T : Fact => [.. (await All()).Select(f => f.Fact).OfType<T>()];

    public async Task<QualifiedInvoiceIssued> InvoiceOf(string order) =>
        (await Facts<QualifiedInvoiceIssued>()).Single(i => i.OrderNumber == order && i.Corrects is null);

    public Task<CommandResult> Correct(
        string number,
        string? companyName = null,
        string? note = null,
        long? ifVersion = null
    ) =>
        new CorrectInvoice.Handler(orders.Log).Handle(
            new CorrectInvoice(
                new CommandContext(new Actor(ActorKind.Operator, "op"), null, "test") with
                {
                    IfVersion = ifVersion,
                },
                number,
                new("社名変更", companyName, note)
            ),
            default
        );

    public async Task<List<RecordedFact>> All()
    {
        var facts = new List<RecordedFact>();
        await foreach (var fact in orders.Log.ReadAll(-1, default))
        {
            facts.Add(fact);
        }

        return facts;
    }
}
