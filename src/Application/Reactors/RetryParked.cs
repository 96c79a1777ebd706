using FluentValidation;
using Store.Application.EventSourcing;

namespace Store.Application.Reactors;

/// <summary>
/// An operator lets parked work go again, once the cause is mended. The decision is recorded and answered as taken up;
/// it is carried out from the record.
/// </summary>
public sealed record RetryParked(CommandContext Context, string Id, RetryParked.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Reason);

    public sealed class Validator : AbstractValidator<RetryParked>
    {
        public Validator() => RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
    }

    public sealed class Handler(IEventLog log, IParkedWork parked) : ICommandHandler<RetryParked>
    {
        public async Task<CommandResult> Handle(RetryParked command, CancellationToken cancellationToken) =>
            await log.Decide(
                ParkedAnswer.ToDecide(
                    command.Context.WithReason(command.Body.Reason),
                    nameof(RetryParked),
                    command.Id,
                    await parked.Find(command.Id, cancellationToken),
                    ParkedAnswer.Retry,
                    (work, item) => work.Retry(item.Consumer, item.Position, item.Attempts)
                ),
                cancellationToken
            );
    }
}
