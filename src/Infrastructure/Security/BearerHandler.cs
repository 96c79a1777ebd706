using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Store.Infrastructure.Security;

/// <summary>
/// Reads <c>Authorization: Bearer …</c> (RFC 6750). The principal carries <c>sub</c> (account or staff id),
/// <c>role</c> and <c>sid</c>.
/// </summary>
public sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessTokenCheck check
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Bearer";

    private const string Prefix = Scheme + " ";

    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("The access token does not hold.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        return
            header.Count == 1
            && header[0] is { } value
            && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && await check.Admit(value[Prefix.Length..].Trim(), Context.RequestAborted) is { } admitted
            ? admitted
            : Refused;
    }
}
