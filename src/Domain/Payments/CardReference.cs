namespace Store.Domain.Payments;

/// <summary>How SBPS names an authorisation: what committing, capturing and undoing it ask for.</summary>
/// <param name="TrackingId">14 digits; without it no request can find the payment.</param>
public sealed record CardReference(string SpsTransactionId, string TrackingId);
