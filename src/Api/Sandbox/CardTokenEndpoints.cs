using System.Security.Cryptography;
using NodaTime;
using Store.Api.Http;
using Store.Application.Payments;
using Store.Application.Sandbox;
using Store.Domain.Payments;

namespace Store.Api.Sandbox;

/// <summary>
/// Development: tokens as SBPS's script would give them to a browser. Where the real one is asked with a card, this
/// one is asked with what shall become of it.
/// </summary>
public static class CardTokenEndpoints
{
    private const int TokenBytes = 124;
    private const int TokenKeyBytes = 91;

    public static void MapSandboxCardTokens(this IEndpointRouteBuilder app) =>
        app.MapPost("/sandbox/card-tokens", Make).ForAnyone().WithoutIdempotency().ExcludeFromDescription();

    private static async Task Make(EndpointContext endpoint, ISbpsBooks books, TimeProvider time)
    {
        if (await endpoint.Body<MakeToken>() is not { } asked)
        {
            return;
        }

        var token = new CardToken(Random(TokenBytes), Random(TokenKeyBytes));
        var kept = new SbpsBookedToken(
            asked.Brand.ToString(),
            (asked.Outcome ?? CardOutcome.Ok).ToString(),
            Instant.FromDateTimeOffset(time.GetUtcNow())
        );
        await books.KeepToken(token, kept, endpoint.Aborted);
        await endpoint.Answer(200, new TokenAnswer(token.Token, token.TokenKey));
    }

    private static string Random(int bytes) => Convert.ToHexString(RandomNumberGenerator.GetBytes(bytes));

    /// <param name="Outcome">What becomes of an authorisation with it; approved without it.</param>
    public sealed record MakeToken(CardBrand Brand, CardOutcome? Outcome = null);

    /// <summary>The scenarios that a token can carry, by the same names.</summary>
    public enum CardOutcome
    {
        Ok,
        Declined,
        CardData,
        ExpiredToken,
        Duplicate,
        GatewayFailure,
        TimeoutBeforeEffect,
        TimeoutAfterEffect,
        ConnectionCut,
        Http200WithErrors,
        Slow,
    }

    public sealed record TokenAnswer(string Token, string TokenKey);
}
