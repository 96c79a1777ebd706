using System.Text.Json;
using FluentAssertions;
using Npgsql;
using Xunit;

namespace Store.Api.Tests.Orders;

/// <summary>S6: a card number is refused wherever it stands, and neither it nor a token is kept anywhere.</summary>
public sealed class CardSecretsTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    private const string Number = "4242424242424242";

    [Fact]
    public async Task S6_A_card_number_is_in_no_log_line_no_fact_and_no_table()
    {
        var buyer = await store.NewBuyer(limitYen: 0);
        var quoteId = await store.Quote(buyer);
        var held = (await store.Order(buyer)).Text("number");
        object Card(string token, string key) => new { token, tokenKey = key };
        object[] orders =
        [
            new
            {
                quoteId,
                paymentMethod = "card",
                card = Card(Number, "k"),
            },
            new
            {
                quoteId,
                paymentMethod = "card",
                card = Card("t", "4242 4242 4242 4242"),
            },
            new
            {
                quoteId,
                paymentMethod = "card",
                card = Card("t", "k"),
                purchaseOrderNumber = "4242-4242-4242-4242",
            },
            new { quoteId = Number, paymentMethod = "onAccount" },
        ];
        foreach (var body in orders)
        {
            await (await SandboxStore.Send(buyer, body)).ShouldBeProblem(422, "card.pan_refused");
        }

        var paid = await buyer.Client.Send(
            HttpMethod.Post,
            $"/v1/orders/{held}/payment",
            new { paymentMethod = "card", card = Card(Number, "k") }
        );
        await paid.ShouldBeProblem(422, "card.pan_refused");
        var resolved = await store.Operate(
            held,
            "resolve-payment",
            new { outcome = "cancelled", reason = $"カード {Number}" }
        );
        await resolved.ShouldBeProblem(422, "card.pan_refused");

        (await Found(Number)).Should().BeEmpty();
        store.Lines.All.Should().NotBeEmpty().And.NotContain(l => l.Contains(Number) || l.Contains("4242 4242"));
    }

    [Fact]
    public async Task S6_A_token_is_in_no_log_line_no_fact_and_no_table()
    {
        var buyer = await store.NewBuyer();
        var quoteId = await store.Quote(buyer);
        var card = await store.Card();
        var body = JsonSerializer.SerializeToElement(card);
        var (token, key) = (body.Text("token"), body.Text("tokenKey"));
        var placed = await SandboxStore.Send(
            buyer,
            new
            {
                quoteId,
                paymentMethod = "card",
                card,
            },
            waitSeconds: 20
        );
        (await placed.Json()).Text("status").Should().Be("accepted");
        (await Found(token)).Should().BeEmpty();
        (await Found(key)).Should().BeEmpty();
        store.Lines.All.Should().NotContain(l => l.Contains(token) || l.Contains(key));
        // What is kept can be found this way at all.
        (await Found(quoteId))
            .Should()
            .Contain("store.facts");
    }

    /// <summary>The tables in which the text stands in any column, bytes included.</summary>
    private async Task<IReadOnlyList<string>> Found(string text)
    {
        await using var database = NpgsqlDataSource.Create(store.ConnectionString);
        var columns = new List<(string Table, string Column, string Type)>();
        await using (
            var all = database.CreateCommand(
                """
                select c.table_schema || '.' || c.table_name, c.column_name, c.data_type
                  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
                 where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
                """
            )
        )
        {
            await using var row = await all.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                columns.Add((row.GetString(0), row.GetString(1), row.GetString(2)));
            }
        }

        columns.Should().NotBeEmpty();
        var found = new List<string>();
        foreach (var (table, column, type) in columns)
        {
            var shown = type == "bytea" ? $"encode(\"{column}\", 'escape')" : $"\"{column}\"::text";
            await using var search = database.CreateCommand(
                $"select 1 from {table} where strpos({shown}, $1) > 0 limit 1"
            );
            search.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
            if (await search.ExecuteScalarAsync() is not null)
            {
                found.Add(table);
            }
        }

        return found;
    }
}
