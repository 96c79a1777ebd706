using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Health;

namespace Store.Api.Health;

/// <summary>For whoever starts, stops and balances processes.</summary>
public static class HealthEndpoints
{
    private static readonly byte[] Alive = """{"status":"ok"}"""u8.ToArray();

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", (EndpointContext endpoint) => endpoint.Answer(200, "application/json", Alive))
            .ForAnyone()
            .IgnoringCredentials()
            .Uncounted()
            .Describe("プロセスの生存 / Whether the process lives")
            .Answers(200, new { status = "ok" });
        app.MapGet("/health/ready", Ready)
            .ForAnyone()
            .IgnoringCredentials()
            .Uncounted()
            .Describe("受付可否 / Whether the process can serve, check by check")
            .Answers(200, new HealthAnswer("ok", [new("database", true)]))
            .Answers(503, new HealthAnswer("unavailable", [new("database", false, "The database does not answer.")]));
    }

    private static async Task Ready(EndpointContext endpoint, IReadiness readiness)
    {
        var checks = await readiness.Check(endpoint.Aborted);
        var ready = checks.All(c => c.Ok);
        if (!ready)
        {
            endpoint.Http.Response.Headers.RetryAfter = "1";
        }

        await endpoint.Answer(ready ? 200 : 503, new HealthAnswer(ready ? "ok" : "unavailable", checks));
    }

    public sealed record HealthAnswer(string Status, IReadOnlyList<ReadinessCheck> Checks);
}
