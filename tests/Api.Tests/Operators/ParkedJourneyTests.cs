using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Store.Application;
using Xunit;

namespace Store.Api.Tests.Operators;

/// <summary>Work that stands still: operators see it, let it go again or give it up, and say why.</summary>
public sealed class ParkedJourneyTests(StoreHost store) : IClassFixture<StoreHost>
{
    private const string Operator = "operator.op-1";
    private const string Path = "/v1/operator/parked";

    [Fact]
    public async Task An_operator_lets_a_failed_reaction_go_again_and_the_audit_trail_says_who_and_why()
    {
        var (id, position) = await Park();
        var listed = (await store.Get(Path, Operator)).Is(200).Json.GetProperty("items").EnumerateArray();
        listed.Should().Contain(i => i.Text("id") == id);
        var before = (await store.Get($"{Path}/{id}", Operator)).Is(200);
        (before.Text("status"), before.Text("error"), before.Json.GetProperty("position").GetInt64())
            .Should()
            .Be(("parked", "away", position));
        (await store.Get($"{Path}/{id}", Operator, before.ETag)).Is(304);

        var key = UnguessableId.Create();
        var retried = (await store.Post($"{Path}/{id}/retry", """{"reason":"復旧を確認"}""", Operator, key)).Is(202);
        (retried.Text("decision"), retried.Text("consumer")).Should().Be(("retry", "account_erasure"));
        (await Until(id, "resumed")).Json.GetProperty("decisions").GetArrayLength().Should().Be(1);
        var again = (await store.Post($"{Path}/{id}/retry", """{"reason":"復旧を確認"}""", Operator, key)).Is(202);
        again.Body.Should().Equal(retried.Body);
        again.Headers["Idempotent-Replayed"].Should().Be("true");

        var after = (await store.Get($"{Path}/{id}", Operator, before.ETag)).Is(200);
        var decision = after.Json.GetProperty("decisions")[0];
        (decision.Text("decision"), decision.Text("by"), decision.Text("reason"))
            .Should()
            .Be(("retry", "op-1", "復旧を確認"));
        (await store.Post($"{Path}/{id}/retry", """{"reason":"r"}""", Operator)).Is(404, "parked.not_found");
        (await store.Get(Path, Operator))
            .Json.GetProperty("items")
            .EnumerateArray()
            .Should()
            .NotContain(i => i.Text("id") == id);
    }

    [Fact]
    public async Task An_operator_gives_a_reaction_up_for_good()
    {
        var (id, _) = await Park();
        (await store.Post($"{Path}/{id}/give-up", """{"reason":"電話で連絡済み"}""", Operator)).Is(202);
        var shown = await Until(id, "givenUp");
        shown.Json.GetProperty("decisions")[0].Text("reason").Should().Be("電話で連絡済み");
        (await store.Post($"{Path}/{id}/retry", """{"reason":"r"}""", Operator)).Is(409, "parked.given_up");
        (await store.Post($"{Path}/{id}/give-up", """{"reason":"r"}""", Operator)).Is(409, "parked.given_up");
    }

    [Fact]
    public async Task A_read_model_that_stopped_is_retried_and_never_given_up()
    {
        await Execute(
            """
            insert into store.projections (name, generation, version, state, stopped, stopped_at)
            values ('of_old', 1, 1, 'live', 'poison', 0)
            """
        );
        const string View = Path + "/projection:of_old";
        (await store.Post(View + "/give-up", """{"reason":"r"}""", Operator)).Is(409, "parked.must_go_on");
        (await store.Post(View + "/retry", """{"reason":"直しました"}""", Operator)).Is(202);
        (await Until("projection:of_old", "resumed")).Json.GetProperty("decisions").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task What_does_not_stand_still_is_not_found()
    {
        foreach (var id in new[] { "reaction:order_mails:1", "projection:orders", "nonsense", new string('x', 2000) })
        {
            (await store.Get($"{Path}/{id}", Operator)).Is(404, "parked.not_found");
            (await store.Post($"{Path}/{id}/retry", """{"reason":"r"}""", Operator)).Is(404, "parked.not_found");
            (await store.Post($"{Path}/{id}/give-up", """{"reason":"r"}""", Operator)).Is(404, "parked.not_found");
        }
    }

    /// <summary>A reaction that has failed to the end, at a fact of its own.</summary>
    private async Task<(string Id, long Position)> Park()
    {
        var account = await store.Register();
        var fact = (
            await store.Log.Read(
                Application.EventSourcing.StreamId.Of<Domain.Accounts.Account>(account),
                CancellationToken.None
            )
        )[0];
        await Execute(
            """
            insert into store.reactions (reactor, position, due_at, attempts, outside, parked_at, reason)
            values ('account_erasure', $1, now(), 8, false, now(), 'away')
            """,
            new NpgsqlParameter<long> { TypedValue = fact.Position }
        );
        return ($"reaction:account_erasure:{fact.Position}", fact.Position);
    }

    private async Task Execute(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = store.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<Answered> Until(string id, string status)
    {
        for (var i = 0; ; i++)
        {
            var answer = (await store.Get($"{Path}/{id}", Operator)).Is(200);
            if (answer.Text("status") == status)
            {
                return answer;
            }

            i.Should().BeLessThan(400, Encoding.UTF8.GetString(answer.Body));
            await Task.Delay(25);
        }
    }
}
