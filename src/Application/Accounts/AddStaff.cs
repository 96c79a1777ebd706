using System.Security.Cryptography;
using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Domain;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>Lets an operator or auditor sign in. It comes from the command line; no route leads here.</summary>
public sealed record AddStaff(CommandContext Context, AddStaff.RequestBody Body) : ICommand
{
    public sealed record RequestBody(StaffRole Role, string Email, string Name, string Password)
    {
        public override string ToString() => "(secret)";
    }

    public sealed class Validator : AbstractValidator<AddStaff>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Email).Email();
            RuleFor(c => c.Body.Name).OneLine(100);
            RuleFor(c => c.Body.Password).NewPassword();
        }
    }

    public sealed class Handler(IEventLog log, IPersonalKeys keys, ICredentials credentials, IEmailIndex emails)
        : ICommandHandler<AddStaff>
    {
        public async Task<CommandResult> Handle(AddStaff command, CancellationToken cancellationToken)
        {
            var body = command.Body;
            var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
            await keys.Create(id, cancellationToken);
            await credentials.Keep(id, body.Password, cancellationToken);
            var claim = emails.ClaimOf(body.Email);
            var result = await log.Decide(
                command.Context.ToDecide(
                    nameof(AddStaff),
                    [StreamId.Of<Staff>(id), StreamId.Of<EmailClaim>(claim)],
                    session =>
                        session.Decide<Staff>(
                            id,
                            staff =>
                                staff.Add(body.Role, new PersonalText(id, body.Email), new PersonalText(id, body.Name))
                        )
                        ?? session.Decide<EmailClaim>(claim, e => e.ClaimForStaff(id))
                        ?? DecisionResult.Done
                ),
                cancellationToken
            );
            if (result is CommandResult.Refused { Refusal.Kind: not RefusalKind.Unavailable })
            {
                await credentials.Discard(id, CancellationToken.None);
            }

            return result;
        }
    }
}
