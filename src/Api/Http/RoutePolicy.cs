using Store.Application;

namespace Store.Api.Http;

/// <summary>
/// Under which policy a route answers: who may call it, which headers it needs, which rate limit counts it. One
/// object per route, made once at start; a route that names no audience is closed to everyone.
/// </summary>
public sealed class RoutePolicy
{
    /// <summary>Null is a mistake that the start of the program reports.</summary>
    public IReadOnlyList<Role>? Audience { get; set; }

    /// <summary>
    /// True where a token that does not hold is no reason to refuse: signing in again must always work.
    /// </summary>
    public bool IgnoresCredentials { get; set; }

    /// <summary>True where an operator must say, in <c>If-Match</c>, which version was read (428 otherwise).</summary>
    public bool NeedsIfMatch { get; set; }

    public KeyRule Key { get; set; }

    /// <summary>The rate limit that counts the route, beside the one of the caller; null for none.</summary>
    public string? Limit { get; set; }

    /// <summary>True where no rate limit counts the route at all.</summary>
    public bool IsUncounted { get; set; }
}

/// <summary>What a route does with <c>Idempotency-Key</c>.</summary>
public enum KeyRule
{
    /// <summary>A POST of a signed-in caller needs one; everybody else may send one.</summary>
    Required,

    /// <summary>Honoured where it is sent.</summary>
    Optional,

    /// <summary>Not looked at: the answer hands out a secret or changes nothing.</summary>
    Ignored,
}

/// <summary>How an endpoint file says the policy of its routes.</summary>
public static class RoutePolicies
{
    private static readonly Role[] Everyone = Enum.GetValues<Role>();

    public static TBuilder ForAnyone<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.Audience = Everyone);

    public static TBuilder ForBuyers<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.Audience = [Role.Buyer]);

    public static TBuilder ForOperators<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.Audience = [Role.Operator]);

    public static TBuilder ForAuditors<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.Audience = [Role.Auditor]);

    /// <summary>Whoever has signed in, in whichever role.</summary>
    public static TBuilder ForSignedIn<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.With(p => p.Audience = [Role.Buyer, Role.Operator, Role.Auditor]);

    /// <summary>For sign-in and refresh: whoever sends an outdated token along is answered all the same.</summary>
    public static TBuilder IgnoringCredentials<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.IgnoresCredentials = true);

    public static TBuilder NeedsIfMatch<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.NeedsIfMatch = true);

    public static TBuilder WithoutIdempotency<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.Key = KeyRule.Ignored);

    public static TBuilder KeyOptional<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.Key = KeyRule.Optional);

    /// <summary>
    /// Counts the route under a limit of its own: <c>sign-in</c>, <c>registration</c>, <c>password-reset</c>.
    /// </summary>
    public static TBuilder LimitedAs<TBuilder>(this TBuilder route, string limit)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.Limit = limit);

    /// <summary>For probes, which must not take a process out of service by asking often.</summary>
    public static TBuilder Uncounted<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.With(p => p.IsUncounted = true);

    private static TBuilder With<TBuilder>(this TBuilder route, Action<RoutePolicy> say)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            var policy = endpoint.Metadata.OfType<RoutePolicy>().FirstOrDefault();
            if (policy is null)
            {
                endpoint.Metadata.Add(policy = new RoutePolicy());
            }

            say(policy);
        });
        return route;
    }
}
