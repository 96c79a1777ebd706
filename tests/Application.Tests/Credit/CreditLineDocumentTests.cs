using System.Text;
using FluentAssertions;
using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain;
using Store.Domain.Credit;
using Store.TestKit;
using Xunit;

namespace Store.Application.Tests.Credit;

public sealed class CreditLineDocumentTests
{
    private readonly InMemoryEventLog _log = new(
        new Aggregates([AggregateType.Of<CreditLine>()]),
        TestClock.Monday,
        new InMemoryPersonalKeys()
    );

    [Fact]
    public async Task NP_4_The_line_shows_what_orders_hold_of_it()
    {
        await Record(l => l.Open(1_000, "setting"));
        await Record(l => l.Reserve("O-1", 700));
        await Record(l => l.Use("O-1", 700));
        await Record(l => l.Reserve("O-2", 200));
        await Record(l => l.SetLimit(800, "lowered"));
        (await Folded())
            .Should()
            .Be("""{"limitYen":800,"reservedYen":200,"usedYen":700,"availableYen":0,"overLimitYen":100}""");
    }

    [Fact]
    public async Task An_operator_sets_the_limit_with_a_reason_and_sees_the_line()
    {
        await Record(l => l.Open(1_000, "setting"));
        var context = new CommandContext(new Actor(ActorKind.Operator, "staff-1"), null, "trace", IfVersion: 1);
        var command = new SetCreditLine(context, "account-1", new(5_000, "決算書を確認"));
        var done = (await new SetCreditLine.Handler(_log).Handle(command, default))
            .Should()
            .BeOfType<CommandResult.Done>()
            .Which;
        (done.Response.Kind, done.Response.Tag).Should().Be((ResponseKind.Shown, "2"));
        Encoding.UTF8.GetString(done.Response.Body.Span).Should().Be(await Folded());
        done.Facts.Single().Actor.Reason.Should().Be("決算書を確認");

        (await new SetCreditLine.Handler(_log).Handle(command, default))
            .Should()
            .Be(new CommandResult.Refused(LogRefusals.Stale));
        var unknown = command with { AccountId = "nobody", Context = context with { IfVersion = null } };
        (await new SetCreditLine.Handler(_log).Handle(unknown, default))
            .Should()
            .Be(new CommandResult.Refused(CreditRefusals.LineNotFound));
    }

    [Theory]
    [InlineData(-1, "reason", false)]
    [InlineData(1_000_000_000_001, "reason", false)]
    [InlineData(0, "", false)]
    [InlineData(0, "reason", true)]
    public void A_limit_is_sensible_and_has_a_reason(long limit, string reason, bool valid) =>
        new SetCreditLine.Validator()
            .Validate(new SetCreditLine(new CommandContext(Actor.System, null, ""), "a", new(limit, reason)))
            .IsValid.Should()
            .Be(valid);

    private Task<CommandResult> Record(Func<CreditLine, Decision> decide) =>
        _log.Decide(
            new DecisionRequest(
                "test",
                Actor.System,
                [StreamId.Of<CreditLine>("account-1")],
                session => session.Decide("account-1", decide) is { } refused ? refused : DecisionResult.Done
            ),
            default
        );

    private async Task<string> Folded()
    {
        var projection = new CreditLineDocument.Projection();
        CreditLineDocument? document = null;
        await foreach (var fact in _log.ReadAll(-1, default))
        {
            // Through the stored form at every step, as the runner may.
            var stored = projection.Store("account-1", projection.Apply(document, fact));
            document = projection.Load(stored);
        }

        return Encoding.UTF8.GetString(StoreJson.Write(document));
    }
}
