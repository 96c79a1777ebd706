using System.Globalization;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Application.Carts;

/// <summary>A cart at today's prices.</summary>
public sealed record CartDocument(
    string Id,
    IReadOnlyList<CartLineDocument> Lines,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen
);

/// <param name="UnitPriceYen">Null, as the other prices, where the plan cannot be bought any more.</param>
/// <param name="Problem">The code that ordering the line would be refused with; null where it can be bought.</param>
public sealed record CartLineDocument(
    string PlanId,
    string? ProductName,
    string? PlanName,
    int Seats,
    long? UnitPriceYen,
    int? Months,
    long? AmountYen,
    int? TaxRatePercent,
    bool? SoleProprietorAllowed,
    string? Problem
);

/// <summary>Prices a cart from the catalogue's read model.</summary>
public sealed class CartView(IReadDocuments reads, SaleSettings settings, IStoreClock clock)
{
    /// <summary>
    /// The cart's body and tag. The tag's suffix is the sum of the products' versions and of the law's changes of tax,
    /// which grows with every change of a price that the body shows.
    /// </summary>
    public async Task<QueryResult> Show(Cart cart, CancellationToken ct)
    {
        var (products, position, refused) = await Products(cart.Lines.Select(l => l.PlanId), ct);
        if (refused is not null)
        {
            return refused;
        }

        var priced = cart.Lines.Select(line => (line, Found: Price(products, line))).ToList();
        var totals = DocumentTotals.Of(
            priced.Where(p => p.Found.Line is not null).Select(p => p.Found.Line!.AsTaxable()),
            settings.TaxRounding
        );
        var document = new CartDocument(
            cart.Id,
            [.. priced.Select(p => LineOf(p.line, p.Found, products))],
            totals.SubtotalYen,
            totals.TaxByRate,
            totals.TaxYen,
            totals.TotalYen
        );
        var changes = products.Values.Sum(p => p.Version) + settings.TaxRates.ChangesBy(Tokyo.DateOf(clock.Now));
        var prices = changes.ToString(CultureInfo.InvariantCulture);
        return new QueryResult(StoreJson.Write(document), position, StateTag.Of(cart.Version, prices));
    }

    /// <summary>Whether the line can be bought today; why not, otherwise.</summary>
    public async Task<Refusal?> Refuse(CartLine line, CancellationToken ct)
    {
        var (products, _, refused) = await Products([line.PlanId], ct);
        return refused ?? Price(products, line).Refused;
    }

    private async Task<(Dictionary<string, ProductDocument> Products, long Position, Refusal? Refused)> Products(
        IEnumerable<string> planIds,
        CancellationToken ct
    )
    {
        var ids = planIds.Select(p => PlanId.Parse(p)?.ProductId).OfType<string>().Distinct().ToList();
        if (ids.Count == 0)
        {
            // The position alone: an empty cart shows no product.
            var none = await reads.Get(ProductDocument.ProjectionName, "", ct);
            return ([], none.Position, none.Refused);
        }

        var found = await Task.WhenAll(ids.Select(id => reads.Get(ProductDocument.ProjectionName, id, ct)));
        var products = found
            .Select(r => r.Value)
            .OfType<ReadDocument>()
            .ToDictionary(d => d.Key, d => new ProductDocument.Projection().Load(d));
        var refused = found.Select(r => r.Refused).OfType<Refusal>().FirstOrDefault();
        return (products, found.Min(r => r.Position), refused);
    }

    private PricedLine Price(Dictionary<string, ProductDocument> products, CartLine line) =>
        PlanId.Parse(line.PlanId) is { } id && products.TryGetValue(id.ProductId, out var product)
            ? product.ToProduct().Price(id, line.Seats, settings.TaxRates, Tokyo.DateOf(clock.Now))
            : PlanRefusals.NotFound.With("planId", line.PlanId);

    private static CartLineDocument LineOf(
        CartLine line,
        PricedLine found,
        Dictionary<string, ProductDocument> products
    )
    {
        var product = PlanId.Parse(line.PlanId) is { } id ? products.GetValueOrDefault(id.ProductId) : null;
        var plan = product?.Plans.FirstOrDefault(p => p.Id == line.PlanId);
        return new CartLineDocument(
            line.PlanId,
            product?.Name,
            plan?.Name,
            line.Seats,
            found.Line?.UnitPriceYen,
            found.Line?.Months,
            found.Line?.AmountYen,
            found.Line?.TaxRatePercent,
            plan?.SoleProprietorAllowed,
            found.Refused?.Code
        );
    }
}
