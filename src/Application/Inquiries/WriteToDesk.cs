using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Application.Support;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Inquiries;

namespace Store.Application.Inquiries;

/// <summary>The buyer adds to an inquiry that is not resolved yet.</summary>
public sealed record WriteToDesk(CommandContext Context, string Number, WriteToDesk.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Message)
    {
        public override string ToString() => "(personal)";
    }

    public sealed class Validator : AbstractValidator<WriteToDesk>
    {
        public Validator() => RuleFor(c => c.Body.Message).NotEmpty().MaximumLength(SendInquiry.Validator.MostText);
    }

    public sealed class Handler(IEventLog log, IPersonalKeys keys, SupportDesks desks) : ICommandHandler<WriteToDesk>
    {
        public async Task<CommandResult> Handle(WriteToDesk command, CancellationToken cancellationToken)
        {
            var account = command.Context.AccountId ?? throw new InvalidOperationException("Only accounts inquire.");
            await keys.Load([account], cancellationToken);
            var context = command.Context with { IfVersion = null };
            return await log.ChangeInquiry(
                context,
                nameof(WriteToDesk),
                command.Number,
                desks,
                _ =>
                    Task.FromResult(
                        new InquiryAnswer.Change(
                            [StreamId.Of<Account>(account)],
                            session =>
                                session.State<Account>(account).Erased
                                    ? AccountRefusals.Erased
                                    : session.Decide<Inquiry>(
                                        command.Number,
                                        i => i.Write(account, new PersonalText(account, command.Body.Message))
                                    )
                        )
                    ),
                cancellationToken
            );
        }
    }
}
