using Store.Application.EventSourcing;
using Store.Domain;
using Store.Domain.Catalogue;

namespace Store.Application.Catalogue;

/// <summary>
/// What every change of one plan shares: the plan must be the product's, and the answer is its new tag.
/// </summary>
internal static class PlanChange
{
    public static Verdict Of(IDesk desk, string productId, string planId, Func<Product, string, Decision> decide)
    {
        if (!desk.State<Product>(productId).Listed)
        {
            return ProductRefusals.NotFound;
        }

        if (PlanId.Parse(planId) is not { } id || id.ProductId != productId)
        {
            return PlanRefusals.NotFound;
        }

        if (desk.Record<Product>(productId, p => decide(p, id.Slug)) is { } refused)
        {
            return refused;
        }

        var tag = Answer.ETagOf(desk.Version<Product>(productId));
        return Verdict.Answering(_ => Answer.NoContent with { ETag = tag });
    }
}
