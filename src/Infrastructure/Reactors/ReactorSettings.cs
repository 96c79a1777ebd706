using NodaTime;

namespace Store.Infrastructure.Reactors;

/// <summary>How reactors act and how often they try; settings under <c>Store:Reactors</c>.</summary>
public sealed record ReactorSettings
{
    /// <summary>
    /// Facts of different streams that one reactor acts on at a time. Most of a reaction is waiting, and what several
    /// record together costs the writer and the projections little more than one.
    /// </summary>
    public int Parallelism { get; init; } = 16;

    /// <summary>
    /// How long others wait for a reaction. One that takes longer, as where a provider does not answer, goes on beside.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The retry table: how long after each failure the next try comes; after the last the reaction is parked.
    /// </summary>
    public IReadOnlyList<Duration> RetryAfter { get; init; } =
    [
        Duration.FromSeconds(1),
        Duration.FromSeconds(5),
        Duration.FromSeconds(30),
        Duration.FromMinutes(2),
        Duration.FromMinutes(10),
        Duration.FromHours(1),
        Duration.FromHours(6),
    ];
}
