using System.Diagnostics;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Quotes;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Money;
using Store.Domain.Quotes;

namespace Store.Application.Inquiries;

/// <summary>
/// ORD-4: how an operator's offer for a contract becomes a quote bound to it, whether an inquiry asked for it or not.
/// </summary>
public sealed class ContractOffers(Addressees addressees, SaleSettings sale)
{
    /// <summary>What an operator says of an offer; what is null is the contract's.</summary>
    /// <param name="PlanId">A renewal can change the plan; added seats can't.</param>
    /// <param name="UnitPriceYen">Per seat and month, tax excluded.</param>
    public sealed record OfferTerms(string? PlanId = null, int? Seats = null, long? UnitPriceYen = null);

    /// <summary>An offer on its way: the streams that it reads, and how it is recorded.</summary>
    internal sealed record Draft(
        string QuoteId,
        IReadOnlyList<StreamId> Streams,
        Func<IDecisionSession, Refusal?> Decide
    );

    /// <param name="seats">For added seats: how many; for a renewal null means those in use.</param>
    internal async Task<Draft> For(
        string contractId,
        string account,
        OfferKind kind,
        int? seats,
        OfferTerms terms,
        CancellationToken ct
    )
    {
        var quoteId = ContractNumber.OfferId(contractId, UnguessableId.Create());
        var addressee = await addressees.Of(account, ct);
        var plan = terms.PlanId is { } id ? PlanId.Parse(id) : null;
        return new Draft(
            quoteId,
            [
                StreamId.Of<Contract>(contractId),
                StreamId.Of<Quote>(quoteId),
                .. QuoteIssue.Streams(account),
                .. plan is { } named ? [StreamId.Of<Product>(named.ProductId)] : Array.Empty<StreamId>(),
            ],
            session =>
            {
                var contract = session.State<Contract>(contractId);
                if (contract.RefuseOffer(account) is { } no)
                {
                    return no;
                }

                var priced = LineOf(
                    session,
                    sale.TaxRates,
                    contract,
                    kind,
                    plan,
                    terms.Seats ?? seats,
                    terms.UnitPriceYen
                );
                if (priced.Refused is { } refused)
                {
                    return refused;
                }

                var draft = QuoteIssue.Draft(session, sale, account, addressee, [priced.Line!]) with
                {
                    ContractId = contractId,
                };
                return session.Decide<Quote>(quoteId, q => q.Issue(draft));
            }
        );
    }

    private static PricedLine LineOf(
        IDecisionSession session,
        TaxRates rates,
        Contract contract,
        OfferKind kind,
        PlanId? plan,
        int? seats,
        long? unitPriceYen
    )
    {
        var today = Tokyo.DateOf(session.Now);
        switch (kind)
        {
            case OfferKind.Renewal when plan is { } other && other.ToString() != contract.Line!.PlanId:
                var count = seats ?? contract.SeatsOn(contract.Terms[^1].ToOn);
                return session.State<Product>(other.ProductId).PriceOffer(other, count, unitPriceYen, rates, today);
            case OfferKind.Renewal:
                return ContractOffer.Renewal(contract, seats, unitPriceYen, rates, today);
            case OfferKind.SeatAddition when plan is { } other && other.ToString() != contract.Line!.PlanId:
                return OfferRefusals.PlanDiffers;
            case OfferKind.SeatAddition when seats is null:
                return OfferRefusals.SeatsRequired;
            case OfferKind.SeatAddition:
                return ContractOffer.Seats(contract, seats!.Value, unitPriceYen, rates, today);
            default:
                throw new UnreachableException($"{kind}");
        }
    }
}

/// <summary>What an offer for a contract offers.</summary>
public enum OfferKind
{
    /// <summary>契約更新.</summary>
    Renewal,

    /// <summary>アカウント追加.</summary>
    SeatAddition,
}

public static class OfferRefusals
{
    public static readonly Refusal PlanDiffers = new(
        "offer.plan_differs",
        RefusalKind.Unprocessable,
        "アカウントの追加では、ご契約中のプランを変更できません。",
        "Seats are added to the plan of the contract; another plan takes a renewal."
    );

    public static readonly Refusal SeatsRequired = new(
        "offer.seats_required",
        RefusalKind.Unprocessable,
        "追加するアカウント数を指定してください。",
        "Say how many seats are added."
    );
}
