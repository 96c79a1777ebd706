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
        app.MapGet("/sandbox/clock", (EndpointContext endpoint, IMovableClock clock) => Show(endpoint, clock))
            .ForAnyone()
            .ExcludeFromDescription();
        app.MapPost("/sandbox/clock", Move).ForAnyone().WithoutIdempotency().ExcludeFromDescription();
    }

    private static async Task Move(EndpointContext endpoint, IMovableClock clock, IStoreProgress progress)
    {
        if (await endpoint.Body<MoveClock>() is not { AdvanceTo: var to })
        {
            return;
        }

        if (to > Latest)
        {
            await endpoint.Refuse(RequestRefusals.With(ShapeError.OutOfRange("/advanceTo")));
            return;
        }

        if (!await clock.Advance(to, endpoint.Aborted))
        {
            await endpoint.Refuse(ClockRefusals.Backwards);
            return;
        }

        if (await progress.Settled(clock.Now, endpoint.Aborted))
        {
            await Show(endpoint, clock);
        }
        else
        {
            await endpoint.Refuse(ClockRefusals.Unsettled);
        }
    }

    private static Task Show(EndpointContext endpoint, IMovableClock clock) =>
        endpoint.Answer(200, new ClockAnswer(clock.Now));

    public sealed record MoveClock(Instant AdvanceTo);

    public sealed record ClockAnswer(Instant Now);
}
