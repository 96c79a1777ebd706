namespace Store.Application.Health;

/// <summary>Tells whether this process can serve, and what stands in the way.</summary>
public interface IReadiness
{
    /// <summary>Never throws and never takes long: what cannot be found out is a failed check.</summary>
    Task<IReadOnlyList<ReadinessCheck>> Check(CancellationToken ct);
}

/// <param name="Name">Stable, camelCase.</param>
/// <param name="Ok">False takes the process out of service.</param>
/// <param name="Detail">For operators: what was found, also where it is fine but worth knowing. No secrets.</param>
public sealed record ReadinessCheck(string Name, bool Ok, string? Detail = null);
