using Store.Application.EventSourcing;
using Store.Domain;
using Store.Domain.Catalogue;

namespace Store.Application.Catalogue;

/// <summary>
/// What every change of one plan shares: the plan must be the product's, and the answer is its new tag.
/// </summary>
internal static class PlanChange
{
    public static DecisionResult Of(
        IDecisionSession session,
        string productId,
        string planId,
        Func<Product, string, Decision> decide
    )
    {
        if (!session.State<Product>(productId).Listed)
        {
            return ProductRefusals.NotFound;
        }

        if (PlanId.Parse(planId) is not { } id || id.ProductId != productId)
        {
            return PlanRefusals.NotFound;
        }

        if (session.Decide<Product>(productId, p => decide(p, id.Slug)) is { } refused)
        {
            return refused;
        }

        var tag = StateTag.Of(session.Version<Product>(productId));
        return DecisionResult.Answering(_ => StoredResponse.Done with { Tag = tag });
    }
}
