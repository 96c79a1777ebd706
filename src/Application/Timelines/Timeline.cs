using System.Diagnostics;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Application.Timelines;

/// <summary>What happened and when, for people: made from the facts themselves at every read.</summary>
/// <param name="Id">Of what it happened to.</param>
public sealed record Timeline(string Id, IReadOnlyList<TimelineEntry> Items)
{
    /// <param name="textOf">One text for each kind of fact; a kind without one throws.</param>
    public static Timeline Of(
        string id,
        IReadOnlyList<RecordedFact> facts,
        bool forOperators,
        Func<Fact, TimelineText> textOf
    ) => new(id, [.. facts.Select(f => TimelineEntry.Of(f, textOf(f.Fact), forOperators))]);
}

/// <param name="What">The fact's stored name: stable, for programs.</param>
/// <param name="By">Who caused it: <c>buyer</c>, <c>operator</c>, or the <c>store</c> itself.</param>
/// <param name="Reason">What an operator gave; shown to operators alone.</param>
/// <param name="ActorId">The operator's id, or the reactor's name; shown to operators alone.</param>
public sealed record TimelineEntry(
    long Version,
    Instant At,
    string What,
    string By,
    TimelineText Text,
    string? Reason,
    string? ActorId
)
{
    public static TimelineEntry Of(RecordedFact fact, TimelineText text, bool forOperators) =>
        new(
            fact.Version,
            fact.RecordedAt,
            fact.Type,
            ByOf(fact.Actor),
            text,
            forOperators ? fact.Actor.Reason : null,
            forOperators ? fact.Actor.Id : null
        );

    private static string ByOf(Actor actor) =>
        actor.Kind switch
        {
            ActorKind.Buyer or ActorKind.Machine => "buyer",
            ActorKind.Operator => "operator",
            ActorKind.Reactor or ActorKind.System => "store",
            _ => throw new UnreachableException($"{actor.Kind} does nothing that a timeline tells."),
        };
}

public sealed record TimelineText(string Ja, string En)
{
    /// <summary>A day as each language writes it.</summary>
    public static (string Ja, string En) Of(LocalDate day) =>
        (
            string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日"),
            LocalDatePattern.Iso.Format(day)
        );
}
