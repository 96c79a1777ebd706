using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Accounts;

namespace Store.Api.Accounts;

/// <summary>Sign-in, sign-out, password reset, and the keys that third parties verify access tokens with.</summary>
public static class SessionEndpoints
{
    private static readonly SessionTokens Example = new(
        "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.….…",
        "Bearer",
        900,
        "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    );

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        app.MapPost(
                "/v1/sessions",
                (EndpointContext endpoint) =>
                    endpoint.Command<SignIn.RequestBody>((context, body) => new SignIn(context, body))
            )
            .ForAnyone()
            .IgnoringCredentials()
            .WithoutIdempotency()
            .LimitedAs("sign-in")
            .Describe("サインインする / Sign in")
            .Takes(new SignIn.RequestBody("hanako@example.jp", "correct horse battery"))
            .Answers(200, Example)
            .Refuses(SessionRefusals.CredentialsInvalid);

        app.MapPost(
                "/v1/sessions/refresh",
                (EndpointContext endpoint) =>
                    endpoint.Command<RefreshSession.RequestBody>((context, body) => new RefreshSession(context, body))
            )
            .ForAnyone()
            .IgnoringCredentials()
            .WithoutIdempotency()
            .Describe("セッションを更新する / Get new tokens; a refresh token is good for one use")
            .Takes(new RefreshSession.RequestBody(Example.RefreshToken))
            .Answers(200, Example)
            .Refuses(SessionRefusals.RefreshInvalid);

        app.MapDelete(
                "/v1/sessions/current",
                (EndpointContext endpoint) =>
                    endpoint.Command(context => new SignOut(context, endpoint.Http.User.FindFirst("sid")!.Value))
            )
            .ForSignedIn()
            .WithoutIdempotency()
            .Describe("サインアウトする / Sign out")
            .AnswersNothing();

        app.MapPost(
                "/v1/password-resets",
                (EndpointContext endpoint) =>
                    endpoint.Command<RequestPasswordReset.RequestBody>(
                        (context, body) => new RequestPasswordReset(context, body)
                    )
            )
            .ForAnyone()
            .IgnoringCredentials()
            .WithoutIdempotency()
            .LimitedAs("password-reset")
            .Describe("パスワード再発行を申し込む / Ask for a link to reset the password")
            .Takes(new RequestPasswordReset.RequestBody("hanako@example.jp"))
            .AnswersNothing(202);

        app.MapPost(
                "/v1/password-resets/confirm",
                (EndpointContext endpoint) =>
                    endpoint.Command<ConfirmPasswordReset.RequestBody>(
                        (context, body) => new ConfirmPasswordReset(context, body)
                    )
            )
            .ForAnyone()
            .IgnoringCredentials()
            .WithoutIdempotency()
            .LimitedAs("password-reset")
            .Describe("新しいパスワードを設定する / Set a new password")
            .Takes(new ConfirmPasswordReset.RequestBody("bWFpbGVkIHRva2Vu…", "correct horse battery"))
            .AnswersNothing()
            .Refuses(SessionRefusals.ResetInvalid);

        app.MapGet("/.well-known/jwks.json", (EndpointContext endpoint) => endpoint.Query(_ => new GetKeySet()))
            .ForAnyone()
            .IgnoringCredentials()
            .Describe("アクセストークンの公開鍵 / Public keys of access tokens (JWKS)")
            .Answers(
                200,
                new
                {
                    keys = new[]
                    {
                        new
                        {
                            kty = "EC",
                            use = "sig",
                            alg = "ES256",
                            crv = "P-256",
                            kid = "…",
                            x = "…",
                            y = "…",
                        },
                    },
                }
            );
    }
}
