using Store.Application.EventSourcing;

namespace Store.Application.Carts;

/// <summary>Takes a plan out of a cart. One that is not in it is out already.</summary>
public sealed record RemoveCartLine(CommandContext Context, string CartId, string PlanId) : ICommand
{
    public sealed class Handler(ChangeCart cart) : ICommandHandler<RemoveCartLine>
    {
        public Task<CommandResult> Handle(RemoveCartLine command, CancellationToken cancellationToken) =>
            cart.Carry(
                command.Context,
                command.CartId,
                _ => null,
                c => c.Lines.Any(l => l.PlanId == command.PlanId) ? c.Without(command.PlanId) : c,
                cancellationToken
            );
    }
}
