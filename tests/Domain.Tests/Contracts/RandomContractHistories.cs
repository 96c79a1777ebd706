using FluentAssertions;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Xunit;
using Xunit.Abstractions;

namespace Store.Domain.Tests.Contracts;

/// <summary>Random lives of contracts: whatever happens to one, its terms and seats stay sound.</summary>
public sealed class RandomContractHistories(ITestOutputHelper output)
{
    private const int Lives = 400;

    [Fact]
    public void Terms_never_overlap_seats_are_never_negative_and_what_was_charged_is_in_the_facts()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < Lives; i++)
        {
            Live(random, $"seed {seed}, life {i}");
        }
    }

    private static void Live(Random random, string because)
    {
        var policy = PolicyOf(random);
        var start = new LocalDate(2024, 1, 1).PlusDays(random.Next(800));
        var first = LineOf(random, policy);
        var charged = new Dictionary<string, long> { ["O-1"] = first.AmountYen };
        List<Fact> facts = [.. Contract.Initial.Start("a", "O-1", first, start).Facts];
        var today = start;
        for (var step = 2; step < 30; step++)
        {
            today = today.PlusDays(random.Next(60));
            var contract = Fold(facts);
            var order = $"O-{step}";
            var decision = random.Next(7) switch
            {
                0 or 1 when contract.RefuseOffer("a") is null => contract.Take(
                    order,
                    Charge(LineOf(random, policy)),
                    today
                ),
                2 when contract.RefuseOffer("a") is null && contract.TermOn(today) is { } term => contract.Take(
                    order,
                    Charge(Added(random, term, today, policy)),
                    today
                ),
                3 => Undo(contract, $"O-{random.Next(1, step)}"),
                4 when random.Next(4) == 0 => contract.Terminate(
                    "I-1",
                    today,
                    random.Next(2) == 0 ? null : today.PlusDays(random.Next(400))
                ),
                5 => contract.End(today),
                _ => contract.Remind(30, contract.EndsOn),
            };
            facts.AddRange(decision.Facts);
            Check(Fold(facts), because);

            AgreedLine Charge(AgreedLine line)
            {
                charged[order] = line.AmountYen;
                return line;
            }

            Decision Undo(Contract state, string number)
            {
                var undone = state.Undo(number);
                if (undone.Facts.Count > 0)
                {
                    charged.Remove(number);
                }

                return undone;
            }
        }

        SumOf(facts).Should().Be(charged.Values.Sum(), because);
    }

    /// <summary>What the facts say was charged: their lines' amounts, without the orders that were undone.</summary>
    private static long SumOf(List<Fact> facts)
    {
        var undone = facts.OfType<ContractOrderUndone>().Select(f => f.OrderNumber).ToHashSet();
        return facts.Sum(f =>
            f switch
            {
                ContractStarted s when !undone.Contains(s.OrderNumber) => s.Line.AmountYen,
                ContractRenewed r when !undone.Contains(r.OrderNumber) => r.Line.AmountYen,
                SeatsAdded s when !undone.Contains(s.OrderNumber) => s.Line.AmountYen,
                _ => 0,
            }
        );
    }

    private static void Check(Contract contract, string because)
    {
        foreach (var (before, after) in contract.Terms.Zip(contract.Terms.Skip(1)))
        {
            after.FromOn.Should().Be(before.ToOn.PlusDays(1), because);
        }

        foreach (var term in contract.Terms)
        {
            term.ToOn.Should().BeGreaterThanOrEqualTo(term.FromOn, because);
            contract.SeatsOn(term.FromOn).Should().BeGreaterThanOrEqualTo(0, because);
            contract.SeatsOn(term.ToOn).Should().BeGreaterThanOrEqualTo(0, because);
        }

        foreach (var added in contract.Additions)
        {
            added.Seats.Should().BePositive(because);
            added.FromOn.Should().BeLessThanOrEqualTo(added.ToOn, because);
        }

        contract.SeatsOn(contract.EndsOn.PlusDays(1)).Should().Be(0, because);
    }

    private static Contract Fold(List<Fact> facts) =>
        facts.Aggregate(Contract.Initial, (state, fact) => state.Evolve(fact));

    private static AgreedLine LineOf(Random random, TerminationPolicy policy)
    {
        var (seats, months) = (random.Next(1, 50), random.Next(3) == 0 ? 1 : 12);
        return ContractTests.Line(seats, policy) with
        {
            TermMonths = months,
            Months = months,
            AmountYen = 1500L * seats * months,
            ProrationPolicy = (ProrationPolicy)random.Next(4),
        };
    }

    private static AgreedLine Added(Random random, ContractTerm term, LocalDate today, TerminationPolicy policy)
    {
        var line = LineOf(random, policy);
        var (proration, amount) = SeatProration.Of(line.ProrationPolicy, 1, term, today, line.Seats, line.UnitPriceYen);
        return line with { Months = null, AmountYen = amount, Proration = proration };
    }

    private static TerminationPolicy PolicyOf(Random random) =>
        new(
            random.Next(2) == 0,
            random.Next(2) == 0,
            random.Next(2) == 0 ? random.Next(1, 90) : null,
            random.Next(3) == 0 ? random.Next(1, 31) : null
        );
}
