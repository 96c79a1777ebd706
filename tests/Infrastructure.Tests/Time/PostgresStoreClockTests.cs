using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using Store.Infrastructure.Time;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Time;

public sealed class PostgresStoreClockTests : IAsyncLifetime
{
    private NpgsqlDataSource _database = null!;

    public async Task InitializeAsync()
    {
        var connectionString = await TestPostgres.CreateStore(nameof(PostgresStoreClockTests));
        _database = NpgsqlDataSource.Create(connectionString);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task It_reaches_the_instant_it_is_moved_to_and_goes_on_from_there()
    {
        var clock = await Started();
        var to = clock.Now + Duration.FromDays(40) + Duration.FromNanoseconds(1);

        (await clock.Advance(to, default)).Should().BeTrue();

        clock.Now.Should().BeGreaterThanOrEqualTo(to).And.BeLessThan(to + Duration.FromSeconds(20));
    }

    [Fact]
    public async Task It_is_never_moved_back()
    {
        var clock = await Started();
        var before = clock.Now;

        (await clock.Advance(before - Duration.FromSeconds(1), default)).Should().BeFalse();
        clock.Now.Should().BeGreaterThanOrEqualTo(before);

        var lower = async () =>
        {
            await clock.Advance(clock.Now + Duration.FromDays(1), default);
            await using var command = _database.CreateCommand("update store.clock set offset_microseconds = 0");
            await command.ExecuteNonQueryAsync();
        };
        await lower.Should().ThrowAsync<PostgresException>();
    }

    [Fact]
    public async Task Another_process_follows_within_a_second()
    {
        var (one, other) = (await Started(), await Started());
        var to = one.Now + Duration.FromDays(400);
        await one.Advance(to, default);

        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (other.Now < to && waited.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(20);
        }

        other.Now.Should().BeGreaterThanOrEqualTo(to);
        Console.WriteLine($"The other process followed after {waited.ElapsedMilliseconds} ms.");
    }

    [Fact]
    public void It_tells_no_time_before_it_has_looked()
    {
        var clock = new PostgresStoreClock(_database, TimeProvider.System, NullLogger<PostgresStoreClock>.Instance);

        clock.Invoking(c => c.Now).Should().Throw<InvalidOperationException>();
    }

    private async Task<PostgresStoreClock> Started()
    {
        var clock = new PostgresStoreClock(_database, TimeProvider.System, NullLogger<PostgresStoreClock>.Instance);
        await clock.StartAsync(default);
        return clock;
    }
}
