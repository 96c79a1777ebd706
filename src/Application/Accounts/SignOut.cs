using Store.Application.EventSourcing;

namespace Store.Application.Accounts;

/// <summary>Ends the session that the request came with; its tokens are refused from then on.</summary>
public sealed record SignOut(CommandContext Context, string SessionId) : ICommand
{
    public sealed class Handler(ISessions sessions) : ICommandHandler<SignOut>
    {
        public async Task<CommandResult> Handle(SignOut command, CancellationToken cancellationToken)
        {
            await sessions.End(command.SessionId, cancellationToken);
            return new CommandResult.Done(StoredResponse.Done, -1, false);
        }
    }
}
