using Store.Domain;

namespace Store.Application.Audit;

public static class AuditRefusals
{
    public static readonly Refusal CheckpointBehind = new(
        "checkpoint.behind",
        RefusalKind.Unavailable,
        "最新の署名付きチェックポイントをまだ発行できません。少し待ってから、もう一度お試しください。",
        "No checkpoint covers the newest facts yet. Wait a moment and repeat the request; /health/ready tells more."
    );

    public static readonly Refusal SizeUnsigned = new(
        "proof.size_unsigned",
        RefusalKind.NotFound,
        "この件数のチェックポイントはまだ署名されていません。",
        "The last signed checkpoint covers fewer facts than this size."
    );

    /// <summary>Also for one that is issued and not printed yet, which is a matter of a moment.</summary>
    public static readonly Refusal OriginalUnknown = new(
        "document.original_unknown",
        RefusalKind.NotFound,
        "該当する書類が見つかりません。",
        "There is no such document, or it has not been printed yet."
    );

    public static readonly Refusal TooManyOriginals = new(
        "document.too_many_originals",
        RefusalKind.Unprocessable,
        "書類が多すぎます。期間などで絞り込んでください。",
        "These are too many originals for one file. Ask for fewer, for instance month by month."
    );

    public static readonly Refusal PositionUnknown = new(
        "proof.position_unknown",
        RefusalKind.NotFound,
        "この件数の木に、その位置の事実はありません。",
        "The tree of this size has no fact at this position."
    );

    public static readonly Refusal SizesReversed = new(
        "proof.sizes_reversed",
        RefusalKind.Malformed,
        "from は to 以下でなければなりません。",
        "The size named by from must not be greater than the one named by to."
    );

    public static readonly Refusal StreamUnknown = new(
        "stream.not_found",
        RefusalKind.NotFound,
        "該当するストリームが見つかりません。",
        "The log has no such stream."
    );

    public static readonly Refusal TwoMoments = new(
        "replay.two_moments",
        RefusalKind.Malformed,
        "version と asOf は、どちらか一方だけを指定してください。",
        "Name version or asOf, not both."
    );

    public static readonly Refusal VersionUnknown = new(
        "replay.version_unknown",
        RefusalKind.NotFound,
        "その版はまだ記録されていません。",
        "The stream has no such version."
    );

    public static readonly Refusal NotYet = new(
        "replay.not_yet",
        RefusalKind.NotFound,
        "その時点では、まだ何も記録されていません。",
        "At this instant nothing had been recorded yet."
    );
}
