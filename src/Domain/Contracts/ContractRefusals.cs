namespace Store.Domain.Contracts;

public static class ContractRefusals
{
    /// <summary>Also for another account's contract, which cannot be told from one that does not exist.</summary>
    public static readonly Refusal NotFound = new(
        "contract.not_found",
        RefusalKind.NotFound,
        "該当するご契約が見つかりません。",
        "There is no such contract."
    );

    public static readonly Refusal Ended = new(
        "contract.ended",
        RefusalKind.Conflict,
        "このご契約は終了しています。",
        "The contract has ended."
    );

    /// <summary>Notice was given: nothing follows the last day any more.</summary>
    public static readonly Refusal Terminating = new(
        "contract.terminating",
        RefusalKind.Conflict,
        "このご契約は解約のお手続き済みです。",
        "Notice of termination has been given for this contract."
    );

    /// <summary>ORD-5: the earliest possible day is <c>earliestEndOn</c>.</summary>
    public static readonly Refusal NoticeTooLate = new(
        "contract.notice_too_late",
        RefusalKind.Conflict,
        "ご希望の日での解約は、お申し出の期限を過ぎています。",
        "Notice came too late for this day. See earliestEndOn."
    );

    /// <summary>A later order continues what this one began: that one has to be cancelled first.</summary>
    public static readonly Refusal Followed = new(
        "contract.followed",
        RefusalKind.Conflict,
        "後続のご注文がある契約期間のため、この注文は取り消せません。",
        "A later order follows this one's term. Cancel that one first."
    );
}
