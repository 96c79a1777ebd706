using Store.Application.Mail;

namespace Store.Application.Accounts;

/// <summary>BASIC-2: the letter with the link. It names nobody, so that it fits staff as well as buyers.</summary>
public static class PasswordResetLetter
{
    public static Letter Write(Letterhead head, string token, int minutes) =>
        new(
            "パスワード再発行のご案内 / Reset your password",
            To: null,
            [
                LetterPart.Of(
                    "パスワード再発行のお申し込みを承りました。",
                    $"{minutes}分以内に下記のページを開き、新しいパスワードを設定してくださいますようお願い申し上げます。"
                ),
                new LetterPart.Link("新しいパスワードの設定", head.LinkTo($"password-reset?token={token}")),
                LetterPart.Important(
                    "リンクは一度だけご利用いただけます。",
                    "お心当たりのない場合は、本メールを破棄してください。現在のパスワードは変更されません。"
                ),
                new LetterPart.Paragraph(
                    [
                        $"Open the link above within {minutes} minutes to set a new password. It works once.",
                        "If you did not ask for it, ignore this mail: your password stays as it is.",
                    ],
                    Language: "en"
                ),
            ]
        );
}
