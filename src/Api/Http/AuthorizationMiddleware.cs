using Microsoft.AspNetCore.Authentication;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Api.Http;

/// <summary>
/// Lets a request through to its endpoint: the caller is who the token says, the route is for that role, and the
/// caller's rate limit has room. A route without <see cref="RoutePolicy"/> is closed.
/// </summary>
internal sealed class AuthorizationMiddleware(RequestDelegate next, RateLimits limits)
{
    public const string Scheme = "Bearer";

    public async Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<RoutePolicy>() is not { } policy)
        {
            if (endpoint is RouteEndpoint)
            {
                await Problems.Write(http, HttpRefusals.RouteNotFound);
                return;
            }

            // No route at all, or one of the framework's own endings (405, 415).
            await next(http);
            return;
        }

        var (caller, unproven) = await Identify(http, policy);
        // Counted first, so that whoever tries tokens runs out of tries.
        var refused = limits.Take(http, policy, caller) ?? unproven ?? RefusedTo(caller, policy);
        var context = new EndpointContext(http, policy, caller);
        if (refused is not null)
        {
            if (refused.Kind == RefusalKind.Unauthenticated)
            {
                http.Response.Headers.WWWAuthenticate =
                    refused == HttpRefusals.TokenInvalid
                        ? "Bearer realm=\"store\", error=\"invalid_token\""
                        : "Bearer realm=\"store\"";
            }

            await context.Refuse(refused);
            return;
        }

        http.Features.Set(context);
        await next(http);
    }

    private static async ValueTask<(Caller Caller, Refusal? Refused)> Identify(HttpContext http, RoutePolicy policy)
    {
        if (policy.IgnoresCredentials || http.Request.Headers.Authorization.Count == 0)
        {
            return (Caller.Visitor, null);
        }

        var result = await http.AuthenticateAsync(Scheme);
        if (result is not { Succeeded: true, Principal: var principal })
        {
            // A token that does not hold is refused on open routes too: nobody should issue an anonymous quote
            // because a session ended unnoticed.
            return (Caller.Visitor, HttpRefusals.TokenInvalid);
        }

        http.User = principal;
        var id = principal.FindFirst("sub")?.Value;
        return (id, principal.FindFirst("role")?.Value) switch
        {
            (null, _) => (Caller.Visitor, HttpRefusals.TokenInvalid),
            (_, "buyer") => (new Caller(new Actor(ActorKind.Buyer, id), id, Role.Buyer), null),
            (_, "operator") => (new Caller(new Actor(ActorKind.Operator, id), null, Role.Operator), null),
            (_, "auditor") => (new Caller(new Actor(ActorKind.Auditor, id), null, Role.Auditor), null),
            _ => (Caller.Visitor, HttpRefusals.TokenInvalid),
        };
    }

    private static Refusal? RefusedTo(Caller caller, RoutePolicy policy)
    {
        if (policy.Audience?.Contains(caller.Role) == true)
        {
            return null;
        }

        return caller.Role == Role.Visitor ? HttpRefusals.AuthenticationRequired : HttpRefusals.Forbidden;
    }
}
