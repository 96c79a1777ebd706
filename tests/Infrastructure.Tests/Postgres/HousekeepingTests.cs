using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Infrastructure.Postgres;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Postgres;

public sealed class HousekeepingTests
{
    [Fact]
    public async Task What_has_outlived_its_use_goes_and_the_rest_stays()
    {
        await using var store = await PostgresStore.Start("housekeeping");
        await Execute(
            store,
            """
            insert into store.idempotency (scope, key, fingerprint, kind, position, created_at) values
              ('s', 'old', '\x00', 'created', 0, now() - interval '8 days'), ('s', 'new', '\x00', 'created', 0, now());
            insert into store.carts (id, version, plan_ids, seats, changed_at) values
              ('old', 1, '{}', '{}', '2026-10-01'), ('new', 1, '{}', '{}', '2026-11-15');
            insert into store.password_resets (hash, subject, expires_at) values
              (decode(repeat('00', 32), 'hex'), 'a', now() - interval '2 days'),
              (decode(repeat('01', 32), 'hex'), 'a', now());
            """
        );
        var housekeeping = new Housekeeping(
            store.Database,
            store.Clock,
            TimeProvider.System,
            NullLogger<Housekeeping>.Instance
        );

        (await housekeeping.Sweep(CancellationToken.None)).Should().Be(3);

        await using var left = store.Database.CreateCommand(
            "select string_agg(key, ',') || (select string_agg(id, ',') from store.carts) from store.idempotency"
        );
        (await left.ExecuteScalarAsync()).Should().Be("newnew");
        (await housekeeping.Sweep(CancellationToken.None)).Should().Be(0);
    }

    private static async Task Execute(PostgresStore store, string sql)
    {
        await using var command = store.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
