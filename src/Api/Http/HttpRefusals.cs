using Store.Domain;

namespace Store.Api.Http;

/// <summary>What the HTTP pipeline refuses by itself, before any use case is asked.</summary>
public static class HttpRefusals
{
    public static readonly Refusal TooLarge = new(
        "request.too_large",
        RefusalKind.TooLarge,
        "リクエストの本文が大きすぎます（上限 64 KiB）。",
        "The body is larger than 64 KiB."
    );

    public static readonly Refusal MediaUnsupported = new(
        "request.media_unsupported",
        RefusalKind.UnsupportedMedia,
        "本文は application/json（UTF-8、無圧縮）でお送りください。",
        "Send the body as application/json in UTF-8, without a content encoding."
    );

    public static readonly Refusal NotAcceptable = new(
        "request.not_acceptable",
        RefusalKind.NotAcceptable,
        "Accept で指定された形式では回答できません。",
        "There is no answer in any of the formats that Accept names."
    );

    public static readonly Refusal Incomplete = new(
        "request.incomplete",
        RefusalKind.Malformed,
        "リクエストを最後まで受信できませんでした。",
        "The request ended, or stalled, before it was complete."
    );

    public static readonly Refusal KeyMissing = new(
        "idempotency.key_missing",
        RefusalKind.Malformed,
        "Idempotency-Key ヘッダーが必要です。",
        "This request needs an Idempotency-Key header, so that it can be repeated safely."
    );

    public static readonly Refusal KeyMalformed = new(
        "idempotency.key_malformed",
        RefusalKind.Malformed,
        "Idempotency-Key は 1～255 文字の ASCII 印字可能文字（空白を除く）で指定してください。",
        "An Idempotency-Key is 1 to 255 visible ASCII characters, bare or quoted."
    );

    public static readonly Refusal TagMalformed = new(
        "etag.malformed",
        RefusalKind.Malformed,
        "If-Match には、取得した ETag をそのまま指定してください。",
        "If-Match must name one ETag as this API has given it out."
    );

    public static readonly Refusal TagRequired = new(
        "etag.required",
        RefusalKind.PreconditionRequired,
        "この操作には If-Match ヘッダーが必要です。最新の内容を取得し、その ETag を指定してください。",
        "This change needs If-Match. Read the resource and send the ETag that came with it."
    );

    public static readonly Refusal AuthenticationRequired = new(
        "auth.required",
        RefusalKind.Unauthenticated,
        "サインインが必要です。",
        "Sign in first: this route needs an access token."
    );

    public static readonly Refusal TokenInvalid = new(
        "auth.token_invalid",
        RefusalKind.Unauthenticated,
        "アクセストークンが無効か、有効期限が切れています。もう一度サインインしてください。",
        "The access token is not valid, has expired, or its session has ended. Sign in again."
    );

    public static readonly Refusal Forbidden = new(
        "auth.forbidden",
        RefusalKind.Forbidden,
        "この操作を行う権限がありません。",
        "Your role does not allow this."
    );

    public static readonly Refusal RateLimited = new(
        "rate.limited",
        RefusalKind.TooManyRequests,
        "リクエストが多すぎます。しばらく待ってから、もう一度お試しください。",
        "Too many requests. Wait as long as Retry-After says."
    );

    public static readonly Refusal RouteNotFound = new(
        "route.not_found",
        RefusalKind.NotFound,
        "お探しのページまたは API は存在しません。",
        "There is nothing at this address."
    );

    public static readonly Refusal MethodNotAllowed = new(
        "route.method_not_allowed",
        RefusalKind.MethodNotAllowed,
        "このアドレスでは、指定されたメソッドをご利用いただけません。",
        "This address does not answer this method. See Allow."
    );

    public static readonly Refusal Unavailable = new(
        "store.unavailable",
        RefusalKind.Unavailable,
        "ただいまご利用いただけません。少し待ってから、同じ Idempotency-Key でもう一度お試しください。",
        "The store cannot answer at the moment. Wait and repeat the request with the same Idempotency-Key."
    );

    public static readonly Refusal Internal = new(
        "internal.error",
        RefusalKind.Internal,
        "予期しないエラーが発生しました。お問い合わせの際は traceId をお知らせください。",
        "Something went wrong on our side. Please give traceId when you report it."
    );
}
