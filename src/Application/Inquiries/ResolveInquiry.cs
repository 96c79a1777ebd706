using System.Diagnostics;
using FluentValidation;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Application.PersonalData;
using Store.Application.Support;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Inquiries;
using Store.Domain.Orders;
using Store.Domain.Quotes;

namespace Store.Application.Inquiries;

/// <summary>
/// An operator approves or declines. The transaction of an approval holds what the inquiry asks for; where its target
/// refuses that, nothing is recorded and the refusal is the target's.
/// </summary>
public sealed record ResolveInquiry(CommandContext Context, string Number, ResolveInquiry.RequestBody Body) : ICommand
{
    /// <param name="Reason">Told to the buyer, and kept.</param>
    /// <param name="Offer">For an approved renewal or addition; what is not given is the contract's.</param>
    public sealed record RequestBody(InquiryOutcome Outcome, string Reason, ContractOffers.OfferTerms? Offer = null);

    public sealed class Validator : AbstractValidator<ResolveInquiry>
    {
        private const int MostSeats = 100_000;
        private const long GreatestPriceYen = 10_000_000;

        public Validator()
        {
            RuleFor(c => c.Body.Outcome).IsInEnum();
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.Offer).Null().When(c => c.Body.Outcome == InquiryOutcome.Declined);
            RuleFor(c => c.Body.Offer!.PlanId)
                .Must(id => id is null || PlanId.Parse(id) is not null)
                .When(c => c.Body.Offer is not null);
            RuleFor(c => c.Body.Offer!.Seats).InclusiveBetween(1, MostSeats).When(c => c.Body.Offer?.Seats is not null);
            RuleFor(c => c.Body.Offer!.UnitPriceYen)
                .InclusiveBetween(1, GreatestPriceYen)
                .When(c => c.Body.Offer?.UnitPriceYen is not null);
        }
    }

    public sealed class Handler(
        IEventLog log,
        IPersonalKeys keys,
        IEmailIndex emails,
        ContractOffers offers,
        SupportDesks desks
    ) : ICommandHandler<ResolveInquiry>
    {
        public Task<CommandResult> Handle(ResolveInquiry command, CancellationToken cancellationToken) =>
            log.ChangeInquiry(
                command.Context.WithReason(command.Body.Reason),
                nameof(ResolveInquiry),
                command.Number,
                desks,
                first => Prepare(first, command, cancellationToken),
                cancellationToken
            );

        private async Task<InquiryAnswer.Change> Prepare(
            RecordedFact? first,
            ResolveInquiry command,
            CancellationToken ct
        )
        {
            if (first is not { Fact: InquiryReceived asked })
            {
                return InquiryAnswer.NoSuchInquiry;
            }

            if (command.Body.Outcome == InquiryOutcome.Declined)
            {
                return new([], session => session.Decide<Inquiry>(command.Number, i => i.Decline()));
            }

            var effect = await EffectOf(first, asked, command, ct);
            return effect with
            {
                Decide = session => session.State<Inquiry>(command.Number).RefuseResolution() ?? effect.Decide(session),
            };
        }

        private Task<InquiryAnswer.Change> EffectOf(
            RecordedFact first,
            InquiryReceived asked,
            ResolveInquiry command,
            CancellationToken ct
        ) =>
            asked.Type switch
            {
                InquiryType.BasicInfoChange => Correct(asked, command.Number, ct),
                InquiryType.CancellationRequest => CancelOrder(asked.OrderNumber!, command.Number, ct),
                InquiryType.Renewal => Offer(asked, OfferKind.Renewal, command, ct),
                InquiryType.SeatAddition => Offer(asked, OfferKind.SeatAddition, command, ct),
                InquiryType.Termination => Task.FromResult(Terminate(first, asked, command.Number)),
                InquiryType.DirectDebit => Task.FromResult(RequestDebit(asked.AccountId, command.Number)),
                InquiryType.DocumentReissue or InquiryType.Payment or InquiryType.Other => Task.FromResult(
                    new InquiryAnswer.Change([], session => Approve(session, command.Number, new InquiryApproved()))
                ),
                _ => throw new UnreachableException($"{asked.Type}"),
            };

        /// <summary>BASIC-1: exactly the fields asked for; the others as they are at this moment.</summary>
        private async Task<InquiryAnswer.Change> Correct(InquiryReceived asked, string number, CancellationToken ct)
        {
            var (account, changes) = (asked.AccountId, asked.Changes!);
            await keys.Load([account], ct);
            var known = await log.Read(StreamId.Of<Account>(account), ct);
            var state = known.Aggregate(Account.Initial, (s, f) => s.Evolve(f.Fact));
            var now = known.Select(f => InformationOf(f.Fact)).Last(i => i is not null)!;
            var next = new BasicInformation(
                changes.CompanyName ?? now.CompanyName,
                changes.ContactName ?? now.ContactName,
                changes.Email ?? now.Email,
                changes.Phone ?? now.Phone,
                changes.PostalCode ?? now.PostalCode,
                changes.Address ?? now.Address,
                changes.RegistrationNumber ?? now.RegistrationNumber
            );
            if (state.Erased || next.Email.Value is not { } email)
            {
                return new([], _ => AccountRefusals.Erased);
            }

            var claim = emails.ClaimOf(email);
            return new(
                [StreamId.Of<Account>(account), .. CorrectBasicInformation.Handler.Claims(state, claim)],
                session =>
                    session.Version<Account>(account) != known.Count
                        ? LogRefusals.Retry
                        : CorrectBasicInformation.Handler.Correct(session, account, next, claim, number)
                            ?? Approve(session, number, new InquiryApproved())
            );
        }

        /// <summary>ORD-2. The provider's part is carried out by reactors.</summary>
        private async Task<InquiryAnswer.Change> CancelOrder(string order, string number, CancellationToken ct) =>
            new(
                await log.StreamsOfOrder(order, ct),
                session =>
                    session.DecideOrder(order, o => o.Cancel(CancellationCause.Operator))
                    ?? Approve(session, number, new InquiryApproved())
            );

        private async Task<InquiryAnswer.Change> Offer(
            InquiryReceived asked,
            OfferKind kind,
            ResolveInquiry command,
            CancellationToken ct
        )
        {
            var terms = command.Body.Offer ?? new ContractOffers.OfferTerms();
            var offer = await offers.For(asked.ContractId!, asked.AccountId, kind, asked.Seats, terms, ct);
            return new(
                offer.Streams,
                session =>
                    offer.Decide(session)
                    ?? Approve(
                        session,
                        command.Number,
                        new InquiryApproved(offer.QuoteId, session.State<Quote>(offer.QuoteId).Issued!.Number)
                    )
            );
        }

        /// <summary>ORD-5: notice counts from the day on which the inquiry came in.</summary>
        private static InquiryAnswer.Change Terminate(RecordedFact first, InquiryReceived asked, string number)
        {
            var contract = asked.ContractId!;
            var noticedOn = Tokyo.DateOf(first.RecordedAt);
            return new(
                [StreamId.Of<Contract>(contract)],
                session =>
                    session.Decide<Contract>(contract, c => c.Terminate(number, noticedOn, asked.WishedOn))
                    ?? Approve(
                        session,
                        number,
                        new InquiryApproved(EndsOn: session.State<Contract>(contract).Termination!.EndsOn)
                    )
            );
        }

        /// <summary>DD-1.</summary>
        private static InquiryAnswer.Change RequestDebit(string account, string number) =>
            new(
                [StreamId.Of<Account>(account)],
                session =>
                    session.Decide<Account>(
                        account,
                        a =>
                            a.MoveDirectDebit(
                                new DirectDebitMoved(
                                    DirectDebitStep.Requested,
                                    Tokyo.DateOf(session.Now),
                                    InquiryNumber: number
                                )
                            )
                    ) ?? Approve(session, number, new InquiryApproved())
            );

        private static Refusal? Approve(IDecisionSession session, string number, InquiryApproved approved) =>
            session.Decide<Inquiry>(number, i => i.Approve(approved));

        private static BasicInformation? InformationOf(Fact fact) =>
            fact switch
            {
                AccountRegistered f => f.Information,
                BasicInformationCorrected f => f.Information,
                _ => null,
            };
    }
}

public enum InquiryOutcome
{
    Approved,
    Declined,
}
