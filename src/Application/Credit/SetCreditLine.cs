using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Credit;

namespace Store.Application.Credit;

/// <summary>
/// NP-4: an operator sets a buyer's credit line. Lowering it below what orders hold takes nothing from them; the rest
/// shows as over the limit until they are paid.
/// </summary>
public sealed record SetCreditLine(CommandContext Context, string AccountId, SetCreditLine.RequestBody Body) : ICommand
{
    public sealed record RequestBody(long LimitYen, string Reason);

    public sealed class Validator : AbstractValidator<SetCreditLine>
    {
        public Validator()
        {
            RuleFor(c => c.Body.LimitYen).InclusiveBetween(0, CreditLine.GreatestLimitYen);
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<SetCreditLine>
    {
        public Task<CommandResult> Handle(SetCreditLine command, CancellationToken cancellationToken)
        {
            var (id, body) = (command.AccountId, command.Body);
            var context = command.Context with { Actor = command.Context.Actor with { Reason = body.Reason } };
            return log.Decide(
                context.ToDecide(
                    nameof(SetCreditLine),
                    [StreamId.Of<CreditLine>(id)],
                    session =>
                        session.Decide<CreditLine>(id, line => line.SetLimit(body.LimitYen, body.Reason)) is { } refused
                            ? refused
                            : Answering(session, id)
                ),
                cancellationToken
            );
        }

        private static DecisionResult Answering(IDecisionSession session, string accountId)
        {
            var version = session.Version<CreditLine>(accountId);
            var document = CreditLineDocument.Of(session.State<CreditLine>(accountId), version, sort: 0);
            return DecisionResult.Answering(_ => StoredResponse.Shown(StateTag.Of(version), StoreJson.Write(document)));
        }
    }
}
