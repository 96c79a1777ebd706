using Store.Domain;

namespace Store.Application.EventSourcing;

/// <summary>Refusals of the log itself, whatever the command.</summary>
public static class LogRefusals
{
    public static readonly Refusal Stale = new(
        "concurrency.stale",
        RefusalKind.Stale,
        "ご覧になっていた内容は、すでに更新されています。最新の内容を取得してから、もう一度お試しください。",
        "The resource has changed since the version named in If-Match. Read it again, then repeat the request."
    );

    public static readonly Refusal Retry = new(
        "concurrency.retry",
        RefusalKind.Conflict,
        "ほかの処理と競合しました。少し待ってから、同じ Idempotency-Key でもう一度お試しください。",
        "Other writers were first three times. Wait a moment and repeat the request with the same Idempotency-Key."
    );

    public static readonly Refusal Busy = new(
        "log.busy",
        RefusalKind.Unavailable,
        "ただいま混み合っています。少し待ってから、もう一度お試しください。",
        "The store is taking as many commands as it can. Wait a moment and repeat the request."
    );

    public static readonly Refusal Unknown = new(
        "log.outcome_unknown",
        RefusalKind.Unavailable,
        "処理の結果を確認できませんでした。同じ Idempotency-Key でもう一度お試しください。結果が重複することはありません。",
        "The outcome could not be confirmed. Repeat the request with the same Idempotency-Key: nothing is done twice."
    );

    public static readonly Refusal KeyReused = new(
        "idempotency.key_reused",
        RefusalKind.Unprocessable,
        "この Idempotency-Key は、内容の異なる別のリクエストで使われています。",
        "This Idempotency-Key was used for another route or payload."
    );

    public static readonly Refusal KeyInProgress = new(
        "idempotency.in_progress",
        RefusalKind.Conflict,
        "同じ Idempotency-Key のリクエストを処理しています。少し待ってから、もう一度お試しください。",
        "The first request with this Idempotency-Key is still running. Wait a moment and repeat it."
    );

    public static readonly Refusal SecretShownOnce = new(
        "idempotency.secret_shown_once",
        RefusalKind.Conflict,
        "このリクエストはすでに処理されています。発行した値は一度しか表示できません。",
        "This request was carried out before. What it handed out is shown only once."
    );

    public static readonly Refusal FactTooLarge = new(
        "log.fact_too_large",
        RefusalKind.Unprocessable,
        "内容が大きすぎるため記録できません。",
        "What this request would record is larger than a fact may be (60 KiB)."
    );
}
