using Microsoft.AspNetCore.Authentication;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Api.Http;

/// <summary>
/// Lets a request through to its endpoint: the caller is who the token says, the route is for that role, and the
/// caller's rate limit has room. A route without <see cref="Terms"/> is closed.
/// </summary>
internal sealed class Admission(RequestDelegate next, RateLimits limits)
{
    public const string Scheme = "Bearer";

    public async Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<Terms>() is not { } terms)
        {
            if (endpoint is RouteEndpoint)
            {
                await Problems.Write(http, BorderRefusals.RouteNotFound);
                return;
            }

            // No route at all, or one of the framework's own endings (405, 415).
            await next(http);
            return;
        }

        var (caller, unproven) = await Identify(http, terms);
        // Counted first, so that whoever tries tokens runs out of tries.
        var refused = limits.Take(http, terms, caller) ?? unproven ?? RefusedTo(caller, terms);
        var exchange = new Exchange(http, terms, caller);
        if (refused is not null)
        {
            if (refused.Kind == RefusalKind.Unauthenticated)
            {
                http.Response.Headers.WWWAuthenticate =
                    refused == BorderRefusals.TokenInvalid
                        ? "Bearer realm=\"store\", error=\"invalid_token\""
                        : "Bearer realm=\"store\"";
            }

            await exchange.Refuse(refused);
            return;
        }

        http.Features.Set(exchange);
        await next(http);
    }

    private static async ValueTask<(Caller Caller, Refusal? Refused)> Identify(HttpContext http, Terms terms)
    {
        if (terms.IgnoresCredentials || http.Request.Headers.Authorization.Count == 0)
        {
            return (Caller.Visitor, null);
        }

        var result = await http.AuthenticateAsync(Scheme);
        if (result is not { Succeeded: true, Principal: var principal })
        {
            // A token that does not hold is refused on open routes too: nobody should issue an anonymous quote
            // because a session ended unnoticed.
            return (Caller.Visitor, BorderRefusals.TokenInvalid);
        }

        http.User = principal;
        var id = principal.FindFirst("sub")?.Value;
        return (id, principal.FindFirst("role")?.Value) switch
        {
            (null, _) => (Caller.Visitor, BorderRefusals.TokenInvalid),
            (_, "buyer") => (new Caller(new Actor(ActorKind.Buyer, id), id, Role.Buyer), null),
            (_, "operator") => (new Caller(new Actor(ActorKind.Operator, id), null, Role.Operator), null),
            (_, "auditor") => (new Caller(new Actor(ActorKind.Auditor, id), null, Role.Auditor), null),
            _ => (Caller.Visitor, BorderRefusals.TokenInvalid),
        };
    }

    private static Refusal? RefusedTo(Caller caller, Terms terms)
    {
        if (terms.Audience?.Contains(caller.Role) == true)
        {
            return null;
        }

        return caller.Role == Role.Visitor ? BorderRefusals.AuthenticationRequired : BorderRefusals.Forbidden;
    }
}
