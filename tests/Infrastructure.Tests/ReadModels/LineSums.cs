using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Credit;

namespace Store.Infrastructure.Tests.ReadModels;

/// <summary>A read model for tests: per credit line, how often and how much was reserved.</summary>
public sealed record LineSums(string Id, int Reservations, long ReservedYen)
{
    /// <param name="poison">An amount that this projection cannot take.</param>
    public sealed class Projection(string name, int version = 1, long poison = -1) : Projection<LineSums>
    {
        public long Poison { get; set; } = poison;

        public override string Name => name;

        public override int Version => version;

        public override string? KeyOf(RecordedFact fact) => fact.Fact is CreditFact ? fact.Stream.Id : null;

        public override LineSums? Apply(LineSums? document, RecordedFact fact) =>
            fact.Fact switch
            {
                CreditReserved f when f.AmountYen == Poison => throw new InvalidOperationException("poison"),
                CreditReserved f => document! with
                {
                    Reservations = document.Reservations + 1,
                    ReservedYen = document.ReservedYen + (f.AmountYen * version),
                },
                CreditLineOpened => new LineSums(fact.Stream.Id, 0, 0),
                _ => document,
            };

        public override ReadDocument Store(string key, LineSums document) =>
            new(key, "owner", document.Reservations, document.Reservations + 1, StoreJson.Write(document))
            {
                Facets = new Dictionary<string, string> { ["many"] = document.Reservations > 1 ? "yes" : "no" },
                SearchText = key,
            };
    }
}
