using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Store.Application;
using Store.Domain;

namespace Store.Api.Http;

/// <summary>How often a caller may ask: so many requests in so many seconds.</summary>
public sealed class RateLimit
{
    public int Requests { get; set; }

    public int Seconds { get; set; } = 60;
}

/// <summary>
/// The settings <c>Store:Limits</c>. <see cref="PerCaller"/> counts every request of a signed-in caller or, for
/// visitors, of an address; the others count one kind of request of an address.
/// </summary>
public sealed class LimitSettings
{
    public RateLimit PerCaller { get; set; } = new() { Requests = 1200 };

    /// <summary>Wide enough for load tests on one machine.</summary>
    public static void Widen(LimitSettings settings)
    {
        settings.PerCaller = new() { Requests = 100_000_000 };
        foreach (var name in settings.Routes.Keys.ToList())
        {
            settings.Routes[name] = new() { Requests = 1_000_000 };
        }
    }

    /// <summary>By the name that <c>LimitedAs</c> gives: sign-in, registration, password-reset.</summary>
    public Dictionary<string, RateLimit> Routes { get; } =
        new(StringComparer.Ordinal)
        {
            ["sign-in"] = new() { Requests = 10 },
            ["registration"] = new() { Requests = 10, Seconds = 3600 },
            ["password-reset"] = new() { Requests = 5, Seconds = 900 },
        };
}

/// <summary>Counts requests with the framework's limiters, by the machine's clock and per process.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly Counted _perCaller;
    private readonly Dictionary<string, Counted> _routes;

    public RateLimits(IOptions<LimitSettings> settings)
    {
        _perCaller = new Counted("caller", settings.Value.PerCaller);
        _routes = settings.Value.Routes.ToDictionary(r => r.Key, r => new Counted(r.Key, r.Value));
    }

    /// <summary>
    /// Takes one permit of each limit that counts the request; the refusal where one of them has none.
    /// </summary>
    public Refusal? Take(HttpContext http, RoutePolicy policy, Caller caller)
    {
        if (policy.IsUncounted)
        {
            return null;
        }

        var whose = caller.Role == Role.Visitor ? AddressOf(http) : caller.Actor.Id;
        if (!_perCaller.Take(http, whose))
        {
            return HttpRefusals.RateLimited;
        }

        if (policy.Limit is null)
        {
            return null;
        }

        return _routes[policy.Limit].Take(http, AddressOf(http)) ? null : HttpRefusals.RateLimited;
    }

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "local";

    public void Dispose()
    {
        _perCaller.Dispose();
        foreach (var limit in _routes.Values)
        {
            limit.Dispose();
        }
    }

    private sealed class Counted : IDisposable
    {
        private readonly PartitionedRateLimiter<string> _limiter;
        private readonly string _policy;
        private readonly string _name;
        private readonly string _seconds;

        public Counted(string name, RateLimit limit)
        {
            var options = new FixedWindowRateLimiterOptions
            {
                PermitLimit = limit.Requests,
                Window = TimeSpan.FromSeconds(limit.Seconds),
                QueueLimit = 0,
            };
            _limiter = PartitionedRateLimiter.Create<string, string>(whose =>
                RateLimitPartition.GetFixedWindowLimiter(whose, _ => options)
            );
            _name = $"\"{name}\";r=";
            _policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={limit.Requests};w={limit.Seconds}");
            _seconds = limit.Seconds.ToString(CultureInfo.InvariantCulture);
        }

        public bool Take(HttpContext http, string whose)
        {
            using var lease = _limiter.AttemptAcquire(whose);
            var left = _limiter.GetStatistics(whose)?.CurrentAvailablePermits ?? 0;
            var headers = http.Response.Headers;
            headers["RateLimit-Policy"] = _policy;
            headers["RateLimit"] = _name + left.ToString(CultureInfo.InvariantCulture);
            if (lease.IsAcquired)
            {
                return true;
            }

            headers.RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
                ? Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
                : _seconds;
            return false;
        }

        public void Dispose() => _limiter.Dispose();
    }
}
