using NodaTime;
using Store.Api.Http;
using Store.Application.Pipeline;
using Store.Application.Time;

namespace Store.Api.Sandbox;

/// <summary>Development's clock: business time moves forward on demand, and what it brings has then happened.</summary>
public static class ClockEndpoints
{
    /// <summary>Beyond this, contracts could end after the last day that calendars know.</summary>
    private static readonly Instant Latest = Instant.FromUtc(2100, 1, 1, 0, 0);

    public static void MapSandboxClock(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sandbox/clock", (Exchange exchange, IMovableClock clock) => Show(exchange, clock))
            .ForAnyone()
            .ExcludeFromDescription();
        app.MapPost("/sandbox/clock", Move).ForAnyone().WithoutIdempotency().ExcludeFromDescription();
    }

    private static async Task Move(Exchange exchange, IMovableClock clock, IStoreProgress progress)
    {
        if (await exchange.Body<MoveClock>() is not { AdvanceTo: var to })
        {
            return;
        }

        if (to > Latest)
        {
            await exchange.Refuse(RequestRefusals.With(ShapeError.OutOfRange("/advanceTo")));
            return;
        }

        if (!await clock.Advance(to, exchange.Aborted))
        {
            await exchange.Refuse(ClockRefusals.Backwards);
            return;
        }

        if (await progress.Settled(clock.Now, exchange.Aborted))
        {
            await Show(exchange, clock);
        }
        else
        {
            await exchange.Refuse(ClockRefusals.Unsettled);
        }
    }

    private static Task Show(Exchange exchange, IMovableClock clock) =>
        exchange.Answer(200, new ClockAnswer(clock.Now));

    public sealed record MoveClock(Instant AdvanceTo);

    public sealed record ClockAnswer(Instant Now);
}
