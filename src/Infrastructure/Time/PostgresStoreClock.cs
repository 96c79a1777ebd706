using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Store.Application.Time;

namespace Store.Infrastructure.Time;

/// <summary>
/// The machine's clock and an offset that the database keeps, so that every process of the store lives at the same
/// business time. Another process's move is seen within half a second; until the first look at the database no time
/// is told at all.
/// </summary>
public sealed class PostgresStoreClock(NpgsqlDataSource database, TimeProvider machine, ILogger<PostgresStoreClock> log)
    : BackgroundService,
        IMovableClock
{
    private const long Unread = -1;
    private const long TicksPerMicrosecond = 10;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private long _offsetMicroseconds = Unread;

    public Instant Now
    {
        get
        {
            var offset = Volatile.Read(ref _offsetMicroseconds);
            return offset == Unread
                ? throw new InvalidOperationException("The store's clock was asked before it was started.")
                : Machine + Microseconds(offset);
        }
    }

    private Instant Machine => Instant.FromDateTimeOffset(machine.GetUtcNow());

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Look(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task<bool> Advance(Instant to, CancellationToken ct)
    {
        await Look(ct);
        if (to < Now)
        {
            return false;
        }

        // Rounded up, so that Now has reached the instant when this returns.
        var ahead = ((to - Machine).BclCompatibleTicks / TicksPerMicrosecond) + 1;
        await using var command = database.CreateCommand(
            """
            update store.clock set offset_microseconds = greatest(offset_microseconds, $1)
            returning offset_microseconds
            """
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = ahead });
        Raise((long)(await command.ExecuteScalarAsync(ct))!);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, machine);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await Look(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                // The offset known so far stays good; whoever needs the database will say that it is away.
                log.LogDebug(e, "The clock's offset could not be read.");
            }
        }
    }

    private async Task Look(CancellationToken ct)
    {
        await using var command = database.CreateCommand("select offset_microseconds from store.clock");
        Raise((long)(await command.ExecuteScalarAsync(ct))!);
    }

    /// <summary>An answer that was overtaken by a newer one must not take time back.</summary>
    private void Raise(long offset)
    {
        var known = Volatile.Read(ref _offsetMicroseconds);
        while (offset > known)
        {
            var before = Interlocked.CompareExchange(ref _offsetMicroseconds, offset, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }

    private static Duration Microseconds(long microseconds) => Duration.FromTicks(microseconds * TicksPerMicrosecond);
}
