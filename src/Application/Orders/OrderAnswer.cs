using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Orders;

namespace Store.Application.Orders;

/// <summary>What an operator's command on an order answers: where the order stands now.</summary>
/// <param name="AnswerByOn">Last day on which a held or refused order can be answered; null where none waits.</param>
public sealed record OrderAnswer(
    string Number,
    OrderStatus Status,
    string AccountId,
    long TotalYen,
    LocalDate? AnswerByOn,
    bool Delivered
)
{
    /// <summary>The order as the decision left it.</summary>
    public static DecisionResult Of(IDecisionSession session, string number)
    {
        var (order, version) = (session.State<Order>(number), session.Version<Order>(number));
        return DecisionResult.Answering(_ =>
            StoredResponse.Shown(
                StateTag.Of(version),
                StoreJson.Write(
                    new OrderAnswer(
                        number,
                        order.Status!.Value,
                        order.Placed!.AccountId,
                        order.Placed.TotalYen,
                        order.AnswerByOn,
                        order.Delivered
                    )
                )
            )
        );
    }
}
