using FluentValidation;
using NodaTime;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Application.Support;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Contracts;
using Store.Domain.Inquiries;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Inquiries;

/// <summary>
/// A buyer asks the store for something (お問い合わせ). It is about the account's own order or contract, where the type
/// needs one: another account's is not found.
/// </summary>
public sealed record SendInquiry(CommandContext Context, SendInquiry.RequestBody Body) : ICommand
{
    /// <param name="OrderNumber">For <c>cancellationRequest</c>; may be given for documents and payments.</param>
    /// <param name="ContractId">For <c>renewal</c>, <c>seatAddition</c> and <c>termination</c>.</param>
    /// <param name="Seats">To add, or to renew for; a renewal without it is for the seats in use.</param>
    /// <param name="EndsOn">The last day that a termination wishes for; the earliest possible without it.</param>
    /// <param name="Changes">For <c>basicInfoChange</c>: the fields that shall change.</param>
    public sealed record RequestBody(
        InquiryType Type,
        string Message,
        string? OrderNumber = null,
        string? ContractId = null,
        int? Seats = null,
        LocalDate? EndsOn = null,
        ChangesBody? Changes = null
    )
    {
        public override string ToString() => $"{Type} (personal)";
    }

    public sealed record ChangesBody(
        string? CompanyName = null,
        string? ContactName = null,
        string? Email = null,
        string? Phone = null,
        string? PostalCode = null,
        string? Address = null,
        string? RegistrationNumber = null
    )
    {
        public override string ToString() => "(personal)";

        internal bool IsEmpty => this == new ChangesBody();

        internal RequestedChanges Of(string account) =>
            new(
                CompanyName,
                Sealed(account, ContactName),
                Sealed(account, Email),
                Sealed(account, Phone),
                Sealed(account, PostalCode),
                Sealed(account, Address),
                RegistrationNumber
            );

        private static PersonalText? Sealed(string account, string? text) =>
            text is null ? null : new PersonalText(account, text);
    }

    public sealed class Validator : AbstractValidator<SendInquiry>
    {
        public const int MostText = 4000;

        private const int MostSeats = 100_000;

        public Validator()
        {
            RuleFor(c => c.Body.Type).IsInEnum();
            RuleFor(c => c.Body.Message).NotEmpty().MaximumLength(MostText);
            RuleFor(c => c.Body.OrderNumber)
                .NotEmpty()
                .When(c => c.Body.Type == InquiryType.CancellationRequest)
                .MaximumLength(40);
            RuleFor(c => c.Body.ContractId)
                .NotEmpty()
                .When(c => c.Body.Type is InquiryType.Renewal or InquiryType.SeatAddition or InquiryType.Termination)
                .MaximumLength(64);
            RuleFor(c => c.Body.Seats).NotNull().When(c => c.Body.Type == InquiryType.SeatAddition);
            RuleFor(c => c.Body.Seats).InclusiveBetween(1, MostSeats).When(c => c.Body.Seats is not null);
            RuleFor(c => c.Body.Seats)
                .Null()
                .When(c => c.Body.Type is not (InquiryType.SeatAddition or InquiryType.Renewal));
            RuleFor(c => c.Body.EndsOn).Null().When(c => c.Body.Type != InquiryType.Termination);
            RuleFor(c => c.Body.Changes).NotNull().When(c => c.Body.Type == InquiryType.BasicInfoChange);
            RuleFor(c => c.Body.Changes).Null().When(c => c.Body.Type != InquiryType.BasicInfoChange);
            RuleFor(c => c.Body.Changes!).Must(c => !c.IsEmpty).When(c => c.Body.Changes is not null);
            When(
                c => c.Body.Changes?.CompanyName is not null,
                () => RuleFor(c => c.Body.Changes!.CompanyName).OneLine(200)
            );
            When(
                c => c.Body.Changes?.ContactName is not null,
                () => RuleFor(c => c.Body.Changes!.ContactName).OneLine(100)
            );
            When(c => c.Body.Changes?.Email is not null, () => RuleFor(c => c.Body.Changes!.Email).Email());
            When(c => c.Body.Changes?.Phone is not null, () => RuleFor(c => c.Body.Changes!.Phone).Phone());
            When(
                c => c.Body.Changes?.PostalCode is not null,
                () => RuleFor(c => c.Body.Changes!.PostalCode).PostalCode()
            );
            When(c => c.Body.Changes?.Address is not null, () => RuleFor(c => c.Body.Changes!.Address).OneLine(300));
            RuleFor(c => c.Body.Changes!.RegistrationNumber).IssuerNumber().When(c => c.Body.Changes is not null);
        }
    }

    public sealed class Handler(IEventLog log, IPersonalKeys keys, SupportDesks desks) : ICommandHandler<SendInquiry>
    {
        public async Task<CommandResult> Handle(SendInquiry command, CancellationToken cancellationToken)
        {
            var account = command.Context.AccountId ?? throw new InvalidOperationException("Only accounts inquire.");
            var body = command.Body;
            await keys.Load([account], cancellationToken);
            StreamId[] streams =
            [
                StreamId.Of<Account>(account),
                .. body.OrderNumber is { } order ? [StreamId.Of<Order>(order)] : Array.Empty<StreamId>(),
                .. body.ContractId is { } contract ? [StreamId.Of<Contract>(contract)] : Array.Empty<StreamId>(),
            ];
            var context = command.Context.About(account) with { IfVersion = null };
            return await log.Decide(
                context.ToDecide(nameof(SendInquiry), streams, session => Decide(session, account, body)),
                cancellationToken
            );
        }

        private DecisionResult Decide(IDecisionSession session, string account, RequestBody body)
        {
            if (session.State<Account>(account).Erased)
            {
                return AccountRefusals.Erased;
            }

            PaymentMethod? method = null;
            if (body.OrderNumber is { } number)
            {
                var order = session.State<Order>(number);
                if (order.Placed?.AccountId != account)
                {
                    return OrderRefusals.NotFound;
                }

                method = order.Method;
            }

            if (body.ContractId is { } contract && session.State<Contract>(contract).AccountId != account)
            {
                return ContractRefusals.NotFound;
            }

            var id = session.NextNumber(NumberSeries.Inquiry);
            var received = new InquiryReceived(
                account,
                body.Type,
                new PersonalText(account, body.Message),
                body.OrderNumber,
                body.ContractId,
                body.Seats,
                body.EndsOn,
                method,
                body.ContractId is { } about ? DueOn(session.State<Contract>(about), body.Type) : null,
                body.Changes?.Of(account)
            );
            return session.Decide<Inquiry>(id, i => i.Receive(received)) is { } refused
                ? refused
                : InquiryAnswer.Answering(ResponseKind.Created, id, [], desks);
        }

        /// <summary>A notice helps while it stops the renewal, an offer while the term lasts.</summary>
        private static LocalDate? DueOn(Contract contract, InquiryType type) =>
            type switch
            {
                InquiryType.Termination => contract.Line!.TerminationPolicy.NoticeBy(contract.EndsOn),
                InquiryType.Renewal or InquiryType.SeatAddition => contract.EndsOn,
                _ => null,
            };
    }
}
