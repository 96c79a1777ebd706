using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Time;

namespace Store.Application.Carts;

/// <summary>
/// An empty cart. The log keeps the answer where the caller sent an idempotency key, and no fact: the same key gives
/// the same cart.
/// </summary>
public sealed record CreateCart(CommandContext Context) : ICommand
{
    public sealed class Handler(IEventLog log, ICarts carts, IStoreClock clock) : ICommandHandler<CreateCart>
    {
        public async Task<CommandResult> Handle(CreateCart command, CancellationToken cancellationToken)
        {
            var id = UnguessableId.Create();
            var context = command.Context with { IfVersion = null };
            var result = await log.Decide(
                context.ToDecide(nameof(CreateCart), [], _ => DecisionResult.Answering(_ => Empty(id))),
                cancellationToken
            );
            if (result is CommandResult.Done { Response.Id: { } cart })
            {
                // Also after a replay: the first attempt may have ended between the two.
                await carts.Create(cart, context.AccountId, clock.Now, cancellationToken);
            }

            return result;
        }

        private static StoredResponse Empty(string id) =>
            StoredResponse.Created(id, StateTag.Of(1, "0"), StoreJson.Write(new CartDocument(id, [], 0, [], 0, 0)));
    }
}
