using Microsoft.AspNetCore.HttpOverrides;
using Store.Api.Http.OpenApi;

namespace Store.Api.Http;

/// <summary>What every request passes through: the services, and the middleware around every endpoint.</summary>
public static class HttpPipeline
{
    public static void AddHttpPipeline(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Above our own limit, so that what is a little too large is read to its end and the refusal arrives.
            kestrel.Limits.MaxRequestBodySize = 16 * RequestBody.MaxBytes;
        });
        var services = builder.Services;
        // The authorization middleware asks for the scheme by name, and only where a route looks at credentials.
        services.AddAuthentication();
        services.AddSingleton<SeenPosition>();
        services.AddSingleton<RateLimits>();
        services.AddOpenApiDocument();
        var limits = services.AddOptions<LimitSettings>();
        if (builder.Environment.IsDevelopment())
        {
            limits.Configure(LimitSettings.Widen);
        }

        limits.BindConfiguration("Store:Limits");
    }

    /// <summary>Call before the endpoints are mapped.</summary>
    public static void UseHttpPipeline(this WebApplication app)
    {
        TrustProxies(app);
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.UseMiddleware<AuthorizationMiddleware>();
    }

    /// <summary>
    /// Behind a proxy every visitor would have one address and share one rate limit. The setting
    /// <c>Store:TrustedProxies</c> lists the networks whose word about the caller's address is taken; nobody else's is.
    /// </summary>
    private static void TrustProxies(WebApplication app)
    {
        var networks = app.Configuration.GetSection("Store:TrustedProxies").Get<string[]>() ?? [];
        if (networks.Length == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        app.UseForwardedHeaders(options);
    }
}
