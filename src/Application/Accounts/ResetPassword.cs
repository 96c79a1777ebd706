using FluentValidation;
using Store.Application.EventSourcing;

namespace Store.Application.Accounts;

/// <summary>
/// BASIC-2: a link goes to the registered address, and only there. The answer is the same for every address.
/// </summary>
public sealed record RequestPasswordReset(CommandContext Context, RequestPasswordReset.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Email)
    {
        public override string ToString() => "(personal)";
    }

    public sealed class Validator : AbstractValidator<RequestPasswordReset>
    {
        public Validator() => RuleFor(c => c.Body.Email).Email();
    }

    public sealed class Handler(IPasswordResets resets) : ICommandHandler<RequestPasswordReset>
    {
        public Task<CommandResult> Handle(RequestPasswordReset command, CancellationToken cancellationToken)
        {
            resets.Request(command.Body.Email);
            return Task.FromResult<CommandResult>(new CommandResult.Done(StoredResponse.Accepted(default), -1, false));
        }
    }
}

/// <summary>Sets a new password with the token from the mail and ends every session.</summary>
public sealed record ConfirmPasswordReset(CommandContext Context, ConfirmPasswordReset.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Token, string NewPassword)
    {
        public override string ToString() => "(secret)";
    }

    public sealed class Validator : AbstractValidator<ConfirmPasswordReset>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Token).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Body.NewPassword).NewPassword();
        }
    }

    public sealed class Handler(IPasswordResets resets) : ICommandHandler<ConfirmPasswordReset>
    {
        public async Task<CommandResult> Handle(ConfirmPasswordReset command, CancellationToken cancellationToken) =>
            await resets.Confirm(command.Body.Token, command.Body.NewPassword, cancellationToken)
                ? new CommandResult.Done(StoredResponse.Done, -1, false)
                : SessionRefusals.ResetInvalid;
    }
}
