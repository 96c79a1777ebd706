using System.Diagnostics;

namespace Store.Domain.Reactors;

public abstract record ParkedWorkFact : Fact;

/// <summary>
/// An operator let parked work go again; the envelope's actor has the reason. It is carried out from this fact.
/// </summary>
/// <param name="Consumer">The reactor or read model that stood still.</param>
/// <param name="Position">Of the fact at which it stood.</param>
/// <param name="Attempts">How often it had been tried by then.</param>
[StoredAs("parked_work.retried", 1)]
public sealed record ParkedWorkRetried(string Consumer, long Position, int Attempts) : ParkedWorkFact;

/// <summary>An operator left a reaction undone for good; the envelope's actor has the reason.</summary>
/// <param name="Consumer">The reactor that stood still.</param>
/// <param name="Position">Of the fact at which it stood.</param>
/// <param name="Attempts">How often it had been tried by then.</param>
[StoredAs("parked_work.given_up", 1)]
public sealed record ParkedWorkGivenUp(string Consumer, long Position, int Attempts) : ParkedWorkFact;

/// <summary>What operators decided about one piece of parked work. The stream's id is the work's.</summary>
public sealed record ParkedWork(bool GivenUp) : IAggregate<ParkedWork>
{
    public static string Category => "parked-work";

    public static int Schema => 1;

    public static ParkedWork Initial { get; } = new(false);

    public Decision Retry(string consumer, long position, int attempts) =>
        GivenUp ? ParkedRefusals.GivenUp : new ParkedWorkRetried(consumer, position, attempts);

    /// <param name="isReaction">Reads stand on a read model: it can go on, but never be left where it is.</param>
    public Decision GiveUp(bool isReaction, string consumer, long position, int attempts) =>
        !isReaction ? ParkedRefusals.MustGoOn
        : GivenUp ? ParkedRefusals.GivenUp
        : new ParkedWorkGivenUp(consumer, position, attempts);

    public ParkedWork Evolve(Fact fact) =>
        fact switch
        {
            ParkedWorkRetried => this,
            ParkedWorkGivenUp => new ParkedWork(true),
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}

public static class ParkedRefusals
{
    public static readonly Refusal NotFound = new(
        "parked.not_found",
        RefusalKind.NotFound,
        "停止中の処理が見つかりません。",
        "There is no parked work by this id."
    );

    public static readonly Refusal GivenUp = new(
        "parked.given_up",
        RefusalKind.Conflict,
        "この処理は打ち切り済みのため、再実行できません。",
        "The work was given up for good."
    );

    /// <summary>A read model that stays behind would answer 503 for ever.</summary>
    public static readonly Refusal MustGoOn = new(
        "parked.must_go_on",
        RefusalKind.Conflict,
        "表示用データの更新は打ち切れません。原因を取り除いてから再実行してください。",
        "A read model cannot be given up: mend the cause, then retry."
    );
}
