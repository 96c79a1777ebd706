namespace Store.Domain.Inquiries;

public static class InquiryRefusals
{
    /// <summary>Also for another account's inquiry, which cannot be told from one that does not exist.</summary>
    public static readonly Refusal NotFound = new(
        "inquiry.not_found",
        RefusalKind.NotFound,
        "該当するお問い合わせが見つかりません。",
        "There is no such inquiry."
    );

    /// <summary>It was approved or declined; a new one can be made.</summary>
    public static readonly Refusal Closed = new(
        "inquiry.closed",
        RefusalKind.Conflict,
        "このお問い合わせは回答済みのため、変更できません。新しいお問い合わせをご利用ください。",
        "The inquiry has been resolved. Make a new one."
    );
}
