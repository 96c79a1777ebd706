using FluentValidation;
using Store.Application.EventSourcing;

namespace Store.Application.Reactors;

/// <summary>
/// An operator leaves a parked reaction undone for good, and says why. What it would have done is then for people to
/// see to.
/// </summary>
public sealed record GiveUpParked(CommandContext Context, string Id, GiveUpParked.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Reason);

    public sealed class Validator : AbstractValidator<GiveUpParked>
    {
        public Validator() => RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
    }

    public sealed class Handler(IEventLog log, IParkedWork parked) : ICommandHandler<GiveUpParked>
    {
        public async Task<CommandResult> Handle(GiveUpParked command, CancellationToken cancellationToken) =>
            await log.Decide(
                ParkedAnswer.ToDecide(
                    command.Context.WithReason(command.Body.Reason),
                    nameof(GiveUpParked),
                    command.Id,
                    await parked.Find(command.Id, cancellationToken),
                    ParkedAnswer.GiveUp,
                    (work, item) =>
                        work.GiveUp(item.Kind == ParkedItem.ReactionKind, item.Consumer, item.Position, item.Attempts)
                ),
                cancellationToken
            );
    }
}
