using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>Starts a session for a buyer, an operator or an auditor. Records no fact.</summary>
public sealed record SignIn(CommandContext Context, SignIn.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Email, string Password)
    {
        public override string ToString() => "(secret)";
    }

    public sealed class Validator : AbstractValidator<SignIn>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Email).NotEmpty().MaximumLength(AccountShapes.MaxEmailLength);
            RuleFor(c => c.Body.Password).NotEmpty().MaximumLength(AccountShapes.MaxPasswordLength);
        }
    }

    public sealed class Handler(IEventLog log, IEmailIndex emails, ICredentials credentials, ISessions sessions)
        : ICommandHandler<SignIn>
    {
        public async Task<CommandResult> Handle(SignIn command, CancellationToken cancellationToken)
        {
            var claim = await Fold<EmailClaim>(emails.ClaimOf(command.Body.Email), cancellationToken);
            if (!await credentials.Verify(claim.Holder, command.Body.Password, cancellationToken))
            {
                return SessionRefusals.CredentialsInvalid;
            }

            var role = claim.StaffId is { } staff ? RoleOf(await Fold<Staff>(staff, cancellationToken)) : Role.Buyer;
            return Started(await sessions.Start(claim.Holder!, role, cancellationToken));
        }

        internal static CommandResult Started(SessionTokens tokens) =>
            new CommandResult.Done(StoredResponse.Shown(null, StoreJson.Write(tokens)), -1, false);

        private async Task<T> Fold<T>(string id, CancellationToken ct)
            where T : class, Domain.IAggregate<T> =>
            (await log.Read(StreamId.Of<T>(id), ct)).Aggregate(T.Initial, (state, fact) => state.Evolve(fact.Fact));

        private static Role RoleOf(Staff staff) =>
            staff.Role switch
            {
                StaffRole.Operator => Role.Operator,
                StaffRole.Auditor => Role.Auditor,
                _ => throw new System.Diagnostics.UnreachableException("A claim names staff that was never added."),
            };
    }
}
