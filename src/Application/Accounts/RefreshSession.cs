using FluentValidation;
using Store.Application.EventSourcing;

namespace Store.Application.Accounts;

/// <summary>New tokens for a refresh token, which is good for one use.</summary>
public sealed record RefreshSession(CommandContext Context, RefreshSession.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string RefreshToken)
    {
        public override string ToString() => "(secret)";
    }

    public sealed class Validator : AbstractValidator<RefreshSession>
    {
        public Validator() => RuleFor(c => c.Body.RefreshToken).NotEmpty().MaximumLength(200);
    }

    public sealed class Handler(ISessions sessions) : ICommandHandler<RefreshSession>
    {
        public async Task<CommandResult> Handle(RefreshSession command, CancellationToken cancellationToken) =>
            await sessions.Refresh(command.Body.RefreshToken, cancellationToken) is { } tokens
                ? SignIn.Handler.Started(tokens)
                : SessionRefusals.RefreshInvalid;
    }
}
