using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Api.Http;

/// <summary>
/// Makes of <c>Idempotency-Key</c> what the writer stores: the key, whose it is, and a fingerprint of route and
/// payload. A visitor has no identity, so a visitor's key counts together with what it was sent with.
/// </summary>
internal static class Idempotency
{
    private const int MaxLength = 255;

    public static Refusal? Read(
        HttpRequest request,
        RoutePolicy policy,
        Caller caller,
        ReadOnlySpan<byte> body,
        out IdempotencyKey? key
    )
    {
        key = null;
        if (policy.Key == KeyRule.Ignored)
        {
            return null;
        }

        if (!request.Headers.TryGetValue("Idempotency-Key", out var header) || header.Count == 0)
        {
            var needed =
                policy.Key == KeyRule.Required && caller.Role != Role.Visitor && HttpMethods.IsPost(request.Method);
            return needed ? HttpRefusals.KeyMissing : null;
        }

        if (Parse(header) is not { } text)
        {
            return HttpRefusals.KeyMalformed;
        }

        var fingerprint = Fingerprint(request, body);
        var scope =
            caller.Role == Role.Visitor
                ? $"visitor/{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(text), 0, .. fingerprint]))}"
                : $"{ScopeOf(caller.Actor.Kind)}/{caller.Actor.Id}";
        key = new IdempotencyKey(scope, text, fingerprint) { Subject = caller.AccountId };
        return null;
    }

    /// <summary>Bare or as a quoted string of RFC 9651; both spell the same key. Null where it is neither.</summary>
    internal static string? Parse(StringValues header)
    {
        if (header.Count != 1 || header[0] is not { Length: > 0 } value)
        {
            return null;
        }

        var text = value.Trim();
        if (text.Length >= 2 && text[0] == '"')
        {
            if (text[^1] != '"')
            {
                return null;
            }

            text = Unescape(text.AsSpan(1, text.Length - 2));
        }
        else if (text.Contains('"'))
        {
            return null;
        }

        return text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? text
            : null;
    }

    private static string? Unescape(ReadOnlySpan<char> quoted)
    {
        if (!quoted.ContainsAny('\\', '"'))
        {
            return quoted.ToString();
        }

        var text = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            var c = quoted[i];
            if (c == '"' || (c == '\\' && (++i == quoted.Length || quoted[i] is not ('"' or '\\'))))
            {
                return null;
            }

            text.Append(c == '\\' ? quoted[i] : c);
        }

        return text.ToString();
    }

    private static byte[] Fingerprint(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var route = $"{request.Method} {request.PathBase}{request.Path}{request.QueryString}\n";
        var length = Encoding.UTF8.GetByteCount(route) + body.Length;
        var all = length <= 1024 ? stackalloc byte[length] : new byte[length];
        var written = Encoding.UTF8.GetBytes(route, all);
        body.CopyTo(all[written..]);
        return SHA256.HashData(all);
    }

    private static string ScopeOf(ActorKind kind) =>
        kind switch
        {
            ActorKind.Buyer => "buyer",
            ActorKind.Machine => "machine",
            ActorKind.Operator => "operator",
            ActorKind.Auditor => "auditor",
            _ => throw new System.Diagnostics.UnreachableException($"No request comes from {kind}."),
        };
}
