using FluentValidation;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;

namespace Store.Application.Carts;

/// <summary>Puts seats of a plan into a cart, or changes how many. Refuses what could not be ordered today.</summary>
public sealed record PutCartLine(CommandContext Context, string CartId, string PlanId, PutCartLine.RequestBody Body)
    : ICommand
{
    public sealed record RequestBody(int Seats);

    public sealed class Validator : AbstractValidator<PutCartLine>
    {
        public Validator(SaleSettings settings) => RuleFor(c => c.Body.Seats).InclusiveBetween(1, settings.MaxSeats);
    }

    public sealed class Handler(ChangeCart cart, CartView view, SaleSettings settings) : ICommandHandler<PutCartLine>
    {
        public async Task<CommandResult> Handle(PutCartLine command, CancellationToken cancellationToken)
        {
            var line = new CartLine(command.PlanId, command.Body.Seats);
            var unsold = await view.Refuse(line, cancellationToken);
            return await cart.Carry(
                command.Context,
                command.CartId,
                c =>
                    unsold
                    ?? (
                        c.Lines.Count >= settings.MaxCartLines && c.Lines.All(l => l.PlanId != line.PlanId)
                            ? CartRefusals.TooManyLines.With("maxLines", settings.MaxCartLines)
                            : null
                    ),
                c => c.Put(line),
                cancellationToken
            );
        }
    }
}
