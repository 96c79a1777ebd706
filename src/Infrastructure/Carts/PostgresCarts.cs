using NodaTime;
using Npgsql;
using Store.Application.Carts;
using Store.Application.Catalogue;

namespace Store.Infrastructure.Carts;

/// <summary>The table of carts. Old ones are swept a few at a time, whenever a new one is made.</summary>
internal sealed class PostgresCarts(NpgsqlDataSource database, SaleSettings settings) : ICarts
{
    public async Task Create(string id, string? accountId, Instant now, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            with swept as (
              delete from store.carts where ctid = any (array(
                select ctid from store.carts where changed_at < $4 order by changed_at limit 10
                for update skip locked))
            )
            insert into store.carts (id, account_id, version, plan_ids, seats, changed_at)
            values ($1, $2, 1, '{}', '{}', $3) on conflict do nothing
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = accountId });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.ToDateTimeUtc() });
        command.Parameters.Add(
            new NpgsqlParameter<DateTime> { TypedValue = (now - Duration.FromDays(settings.CartDays)).ToDateTimeUtc() }
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<Cart?> Find(string id, Instant keptSince, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select account_id, version, plan_ids, seats from store.carts where id = $1 and changed_at >= $2"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = keptSince.ToDateTimeUtc() });
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            return null;
        }

        var plans = row.GetFieldValue<string[]>(2);
        var seats = row.GetFieldValue<int[]>(3);
        return new Cart(
            id,
            row.IsDBNull(0) ? null : row.GetString(0),
            row.GetInt64(1),
            [.. plans.Zip(seats, (plan, count) => new CartLine(plan, count))]
        );
    }

    public async Task<bool> Replace(Cart cart, Instant now, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update store.carts set version = $2, plan_ids = $3, seats = $4, changed_at = greatest(changed_at, $5)
            where id = $1 and version = $2 - 1
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cart.Id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = cart.Version });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. cart.Lines.Select(l => l.PlanId)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. cart.Lines.Select(l => l.Seats)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.ToDateTimeUtc() });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
