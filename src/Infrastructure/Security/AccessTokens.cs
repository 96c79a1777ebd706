using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Store.Application;
using Store.Application.Accounts;

namespace Store.Infrastructure.Security;

/// <summary>
/// Makes and reads access tokens: JWTs signed with ES256, so that a third party's back end can verify one with
/// <c>/.well-known/jwks.json</c> and without asking the store.
/// </summary>
public sealed class AccessTokens : ITokenKeys
{
    /// <summary>RFC 9068: no other kind of JWT is mistaken for an access token.</summary>
    private const string TokenType = "at+jwt";

    private readonly JsonWebTokenHandler _handler = new()
    {
        SetDefaultTimesOnTokenCreation = false,
        MapInboundClaims = false,
        MaximumTokenSizeInBytes = 4096,
    };

    private readonly SecuritySettings _settings;
    private readonly TimeProvider _time;
    private readonly SigningCredentials _signing;
    private readonly TokenValidationParameters _validation;

    public AccessTokens(KeyFolder folder, SecuritySettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(folder.ReadOrMake("access-tokens.key", NewKey), out _);
        var key = new ECDsaSecurityKey(ecdsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        _signing = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
        _validation = new TokenValidationParameters
        {
            ValidIssuer = settings.PublicUrl,
            ValidAudience = settings.Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [TokenType],
            IssuerSigningKey = key,
            LifetimeValidator = (from, until, _, _) => from <= Now && Now < until,
        };
        KeySet = Publish(key.KeyId, ecdsa.ExportParameters(includePrivateParameters: false).Q);
    }

    public ReadOnlyMemory<byte> KeySet { get; }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    public string Issue(string subject, Role role, string sessionId)
    {
        var now = Now;
        return _handler.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = TokenType,
                Issuer = _settings.PublicUrl,
                Audience = _settings.Audience,
                IssuedAt = now,
                NotBefore = now,
                Expires = now + _settings.AccessTokenLifetime,
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = subject,
                    ["role"] = NameOf(role),
                    ["sid"] = sessionId,
                    ["jti"] = RandomNumberGenerator.GetHexString(16, lowercase: true),
                },
                SigningCredentials = _signing,
            }
        );
    }

    /// <summary>
    /// Null where the token is not one of ours, or its time is over. Whether its session ended is not asked.
    /// </summary>
    internal async Task<ReadToken?> Read(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _validation);
        return result.IsValid && result.ClaimsIdentity.FindFirst("sid")?.Value is { } session
            ? new ReadToken(new ClaimsPrincipal(result.ClaimsIdentity), session, result.SecurityToken.ValidTo)
            : null;
    }

    internal static string NameOf(Role role) =>
        role switch
        {
            Role.Buyer => "buyer",
            Role.Operator => "operator",
            Role.Auditor => "auditor",
            _ => throw new System.Diagnostics.UnreachableException($"Nobody signs in as {role}."),
        };

    internal static Role RoleOf(string name) =>
        name switch
        {
            "buyer" => Role.Buyer,
            "operator" => Role.Operator,
            "auditor" => Role.Auditor,
            _ => throw new System.Diagnostics.UnreachableException($"There is no role '{name}'."),
        };

    private static byte[] NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    private static byte[] Publish(string id, ECPoint q) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "EC",
                        use = "sig",
                        alg = SecurityAlgorithms.EcdsaSha256,
                        crv = "P-256",
                        kid = id,
                        x = Base64UrlEncoder.Encode(q.X),
                        y = Base64UrlEncoder.Encode(q.Y),
                    },
                },
            }
        );
}

/// <summary>What a genuine access token says.</summary>
internal sealed record ReadToken(ClaimsPrincipal Principal, string SessionId, DateTime ExpiresAt);
