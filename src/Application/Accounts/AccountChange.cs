using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Credit;

namespace Store.Application.Accounts;

/// <summary>
/// Decides on an account and answers it as the next read shows it. What the answer shows of earlier facts is read
/// before the decision, which therefore insists that nothing was recorded in between.
/// </summary>
internal static class AccountChange
{
    private const int MaxAttempts = 3;

    private static readonly AccountDocument.Projection Documents = new();

    /// <param name="alsoReads">Further streams of the decision, from the account as it was read.</param>
    public static async Task<CommandResult> ChangeAccount(
        this IEventLog log,
        CommandContext context,
        string name,
        string accountId,
        Func<Account, IEnumerable<StreamId>> alsoReads,
        Func<IDecisionSession, Refusal?> decide,
        CancellationToken ct
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var known = await log.Read(StreamId.Of<Account>(accountId), ct);
            var account = known.Aggregate(Account.Initial, (state, fact) => state.Evolve(fact.Fact));
            StreamId[] streams =
            [
                StreamId.Of<Account>(accountId),
                StreamId.Of<CreditLine>(accountId),
                .. alsoReads(account),
            ];
            var result = await log.Decide(
                context
                    .About(accountId)
                    .ToDecide(
                        name,
                        streams,
                        session =>
                            session.Version<Account>(accountId) != known.Count
                                ? LogRefusals.Retry
                                : decide(session)
                                    ?? Answering(ResponseKind.Shown, accountId, known, session, IsOperator(context))
                    ),
                ct
            );
            if (
                attempt == MaxAttempts
                || result is not CommandResult.Refused { Refusal: var why }
                || why != LogRefusals.Retry
            )
            {
                return result;
            }
        }
    }

    /// <summary>Accepts, with the account's answer made by the fold of its read model.</summary>
    public static DecisionResult Answering(
        ResponseKind kind,
        string id,
        IReadOnlyList<RecordedFact> known,
        IDecisionSession session,
        bool forOperators = false
    )
    {
        var lineVersion = session.Version<CreditLine>(id);
        var line = CreditLineDocument.Of(session.State<CreditLine>(id), lineVersion, sort: 0);
        var tag = AccountDocument.TagOf(session.Version<Account>(id), lineVersion);
        return DecisionResult.Answering(recorded =>
        {
            var document = known
                .Concat(recorded.Where(f => Documents.KeyOf(f) == id))
                .Aggregate((AccountDocument?)null, Documents.Apply)!;
            return new StoredResponse(
                kind,
                kind == ResponseKind.Created ? id : null,
                tag,
                StoreJson.Write((forOperators ? document.ForOperators : document.Answer) with { CreditLine = line })
            );
        });
    }

    private static bool IsOperator(CommandContext context) => context.Actor.Kind == ActorKind.Operator;
}
