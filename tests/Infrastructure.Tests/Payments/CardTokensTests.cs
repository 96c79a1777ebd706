using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Application.Payments;
using Store.Infrastructure.Postgres;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Payments;

/// <summary>Tokens while they wait: sealed, for an hour of the machine's, for one use.</summary>
public sealed class CardTokensTests
{
    private static readonly CardToken Token = new(
        "13260F601944E5088EA1D967B62D637F",
        "3059301306072A8648CE3D020106082A"
    );

    [Fact]
    public async Task A_token_waits_sealed_and_is_gone_after_its_use_or_its_hour()
    {
        var time = new TestTime();
        await using var store = await PostgresStore.Start("card_tokens", s => s.AddSingleton<TimeProvider>(time));
        var tokens = store.Get<ICardTokens>();

        await tokens.Keep("t1", Token, default);
        await tokens.Keep("t1", new CardToken("another", "one"), default);
        await tokens.Keep("t2", Token, default);
        (await tokens.Find("t1", default)).Should().Be(Token);
        (await tokens.Find("t3", default)).Should().BeNull();
        (await Stored(store)).Should().HaveCount(2).And.NotContain(s => s.Contains(Token.Token));

        await tokens.Forget("t1", default);
        await tokens.Forget("t1", default);
        (await tokens.Find("t1", default)).Should().BeNull();

        time.Ahead = TimeSpan.FromMinutes(61);
        (await tokens.Find("t2", default)).Should().BeNull();
        var log = NullLogger<Housekeeping>.Instance;
        await new Housekeeping(store.Database, store.Clock, time, log).Sweep(default);
        (await Stored(store)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_sealed_token_opens_under_its_own_id_only()
    {
        await using var store = await PostgresStore.Start("card_tokens_swapped");
        var tokens = store.Get<ICardTokens>();
        await tokens.Keep("t1", Token, default);
        await using var move = store.Database.CreateCommand("update store.card_tokens set id = 't2'");
        await move.ExecuteNonQueryAsync();

        var finding = () => tokens.Find("t2", default);

        await finding.Should().ThrowAsync<InvalidOperationException>();
    }

    private static async Task<List<string>> Stored(PostgresStore store)
    {
        await using var command = store.Database.CreateCommand("select sealed from store.card_tokens");
        await using var row = await command.ExecuteReaderAsync();
        var stored = new List<string>();
        while (await row.ReadAsync())
        {
            stored.Add(Encoding.Latin1.GetString(row.GetFieldValue<byte[]>(0)));
        }

        return stored;
    }
}
