using Store.Domain;

namespace Store.Application.Accounts;

public static class SessionRefusals
{
    /// <summary>One answer for an unknown address and for a wrong password.</summary>
    public static readonly Refusal CredentialsInvalid = new(
        "session.credentials_invalid",
        RefusalKind.Unauthenticated,
        "メールアドレスまたはパスワードが正しくありません。",
        "The e-mail address or the password is wrong."
    );

    public static readonly Refusal RefreshInvalid = new(
        "session.refresh_invalid",
        RefusalKind.Unauthenticated,
        "セッションを更新できません。もう一度サインインしてください。",
        "The refresh token is unknown, was used before, or its session has ended. Sign in again."
    );

    public static readonly Refusal ResetInvalid = new(
        "password_reset.token_invalid",
        RefusalKind.Unprocessable,
        "このパスワード再発行リンクは無効です。使用済みか、有効期限（30 分）が切れています。",
        "The reset token is unknown, was used before, or is older than 30 minutes."
    );
}
