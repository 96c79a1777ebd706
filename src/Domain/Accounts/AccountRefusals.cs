namespace Store.Domain.Accounts;

public static class AccountRefusals
{
    public static readonly Refusal NotFound = new(
        "account.not_found",
        RefusalKind.NotFound,
        "アカウントが見つかりません。",
        "There is no such account."
    );

    public static readonly Refusal EmailTaken = new(
        "account.email_taken",
        RefusalKind.Conflict,
        "このメールアドレスはすでに登録されています。",
        "This e-mail address is registered already."
    );

    /// <summary>BASIC-1: basic registration data is changed by an inquiry only.</summary>
    public static readonly Refusal ChangeByInquiry = new(
        "account.change_by_inquiry",
        RefusalKind.MethodNotAllowed,
        "基本登録情報は画面から直接変更できません。「基本情報変更」のお問い合わせに変更内容をご記入ください。",
        "Basic registration data is not changed directly. Send an inquiry of type basicInfoChange instead."
    );

    public static readonly Refusal RegistrationNumberInvalid = new(
        "account.registration_number_invalid",
        RefusalKind.Unprocessable,
        "登録番号が法人番号の検査数字と一致しません。番号をご確認ください。",
        "The registration number does not have the check digit of a corporate number."
    );

    public static readonly Refusal Erased = new(
        "account.erased",
        RefusalKind.Conflict,
        "このアカウントの個人情報は消去されています。",
        "The personal data of this account has been erased; it can no longer be used."
    );
}

public static class TermsRefusals
{
    /// <summary>BASIC-3.</summary>
    public static readonly Refusal NotAgreed = new(
        "terms.not_agreed",
        RefusalKind.Unprocessable,
        "最新のオンラインストア規約への同意が必要です。",
        "The current terms of the store must be agreed to: see GET /v1/terms."
    );
}
