using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Application.Support;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Inquiries;

namespace Store.Application.Inquiries;

/// <summary>An operator answers without resolving: the buyer is mailed and asked to go on.</summary>
public sealed record ReplyToBuyer(CommandContext Context, string Number, ReplyToBuyer.RequestBody Body) : ICommand
{
    /// <param name="Message">As the buyer reads it.</param>
    /// <param name="Reason">As the history keeps it.</param>
    public sealed record RequestBody(string Message, string Reason)
    {
        public override string ToString() => "(personal)";
    }

    public sealed class Validator : AbstractValidator<ReplyToBuyer>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Message).NotEmpty().MaximumLength(SendInquiry.Validator.MostText);
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Handler(IEventLog log, IPersonalKeys keys, SupportDesks desks) : ICommandHandler<ReplyToBuyer>
    {
        public Task<CommandResult> Handle(ReplyToBuyer command, CancellationToken cancellationToken) =>
            log.ChangeInquiry(
                command.Context.WithReason(command.Body.Reason),
                nameof(ReplyToBuyer),
                command.Number,
                desks,
                async first =>
                {
                    if (first is not { Fact: InquiryReceived { AccountId: var account } })
                    {
                        return InquiryAnswer.NoSuchInquiry;
                    }

                    await keys.Load([account], cancellationToken);
                    return new InquiryAnswer.Change(
                        [StreamId.Of<Account>(account)],
                        session =>
                            session.State<Account>(account).Erased
                                ? AccountRefusals.Erased
                                : session.Decide<Inquiry>(
                                    command.Number,
                                    i => i.Reply(new PersonalText(account, command.Body.Message))
                                )
                    );
                },
                cancellationToken
            );
    }
}
