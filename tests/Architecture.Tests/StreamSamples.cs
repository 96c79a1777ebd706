using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Contracts;
using Store.Domain.Credit;
using Store.Domain.Inquiries;
using Store.Domain.Orders;

namespace Store.Architecture.Tests;

/// <summary>
/// Sample lives of aggregates: which family of facts belongs to which, and which facts must stand before one can.
/// </summary>
internal static class StreamSamples
{
    private static readonly Type[] CardAsked =
    [
        typeof(OrderPlaced),
        typeof(OrderCardChosen),
        typeof(OrderAuthorizationSent),
    ];

    /// <summary>Facts that no stream can begin with, and a shortest life that leads to them.</summary>
    private static readonly Dictionary<Type, Type[]> Before = new()
    {
        [typeof(CreditUsed)] = [typeof(CreditLineOpened), typeof(CreditReserved)],
        [typeof(CreditReleased)] =
        [
            typeof(CreditLineOpened),
            typeof(CreditReserved),
            typeof(CreditUsed),
            typeof(CreditReserved),
        ],
        [typeof(ContractRenewed)] = [typeof(ContractStarted)],
        [typeof(SeatsAdded)] = [typeof(ContractStarted)],
        [typeof(ContractOrderUndone)] = [typeof(ContractStarted)],
        [typeof(TerminationAgreed)] = [typeof(ContractStarted)],
        [typeof(ContractReminded)] = [typeof(ContractStarted)],
        [typeof(ContractRenewalOrdered)] = [typeof(ContractStarted)],
        [typeof(ContractEnded)] = [typeof(ContractStarted)],
        [typeof(DirectDebitMoved)] = [typeof(AccountRegistered)],
        [typeof(BuyerWrote)] = [typeof(InquiryReceived)],
        [typeof(DeskReplied)] = [typeof(InquiryReceived)],
        [typeof(InquiryApproved)] = [typeof(InquiryReceived)],
        [typeof(InquiryDeclined)] = [typeof(InquiryReceived)],
        [typeof(InquiryErased)] = [typeof(InquiryReceived)],
        [typeof(OrderCardChosen)] = [typeof(OrderPlaced)],
        [typeof(OrderAuthorizationReturned)] = CardAsked,
        [typeof(OrderAuthorizationSent)] = [typeof(OrderPlaced), typeof(OrderCardChosen)],
        [typeof(OrderCardAuthorized)] = CardAsked,
        [typeof(OrderPaymentDeclined)] = CardAsked,
        [typeof(OrderPaymentUnknown)] = CardAsked,
        [typeof(OrderPaymentResolved)] = [.. CardAsked, typeof(OrderPaymentUnknown)],
        [typeof(OrderCaptured)] = [.. CardAsked, typeof(OrderCardAuthorized), typeof(OrderAccepted)],
        [typeof(OrderRefunded)] = [.. CardAsked, typeof(OrderCardAuthorized), typeof(OrderAccepted)],
    };

    private static readonly ConcurrentDictionary<Type, AggregateType> Aggregates = [];
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Fact>> Variants = [];

    /// <summary>The facts before this one in a sample life.</summary>
    public static IEnumerable<Fact> BeforeOf(Type fact) => Before.GetValueOrDefault(fact, []).Select(Golden.SampleOf);

    /// <summary>The golden sample, and the same with every other value of each enumeration it holds.</summary>
    public static IReadOnlyList<Fact> VariantsOf(Type fact) => Variants.GetOrAdd(fact, f => [.. MakeVariants(f)]);

    private static IEnumerable<Fact> MakeVariants(Type fact)
    {
        var sample = Golden.SampleOf(fact);
        yield return sample;
        foreach (var field in FactKinds.FieldsOf(fact).Where(f => FactKinds.Bare(f.PropertyType).IsEnum))
        {
            foreach (var value in Enum.GetValues(FactKinds.Bare(field.PropertyType)))
            {
                if (!value.Equals(field.GetValue(sample)))
                {
                    var name = StoreJson.Options.PropertyNamingPolicy!.ConvertName(field.Name);
                    var json = (JsonObject)JsonNode.Parse(Golden.Encode(sample))!;
                    json[name] = StoreJson.Options.PropertyNamingPolicy.ConvertName(value.ToString()!);
                    yield return Golden.Decode(fact, json.ToJsonString());
                }
            }
        }
    }

    /// <summary>The one aggregate that folds a family, found by asking: every other refuses all of its facts.</summary>
    public static AggregateType AggregateOf(Type family) => Aggregates.GetOrAdd(family, FindAggregate);

    private static AggregateType FindAggregate(Type family)
    {
        var folding = StoreModel
            .Aggregates.Where(a => FactKinds.All.Any(t => FactKinds.FamilyOf(t) == family && Knows(a, t)))
            .ToList();
        return folding is [var one]
            ? one
            : throw new InvalidOperationException(
                $"{family.Name} is folded by {folding.Count} aggregates of StoreModel.Aggregates"
                    + $" ({string.Join(", ", folding.Select(a => a.Category))}); every family has exactly one."
            );
    }

    public static object StateBefore(AggregateType aggregate, Type fact) =>
        BeforeOf(fact).Aggregate(aggregate.Initial, aggregate.Evolve);

    /// <summary>
    /// Whether an aggregate has an arm for the kind of fact, whatever that arm then says of the state.
    /// </summary>
    private static bool Knows(AggregateType aggregate, Type fact)
    {
        try
        {
            aggregate.Evolve(aggregate.Initial, Golden.SampleOf(fact));
            return true;
        }
        catch (UnreachableException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
