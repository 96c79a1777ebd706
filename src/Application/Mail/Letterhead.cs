using Store.Application.Support;

namespace Store.Application.Mail;

/// <summary>What every letter of the store shares: who writes, where the store is, and whom to ask.</summary>
/// <param name="StoreUrl">Where links begin, without a slash at the end.</param>
/// <param name="SellerName">ORD-7, under the signature.</param>
public sealed record Letterhead(string StoreUrl, string SellerName, SupportDesks Desks)
{
    /// <summary>The name that buyers know the store by, also on their card statements (CARD-6).</summary>
    public const string StoreName = "ITreviewオンラインストア";

    public const string DeskName = "カスタマーサービスデスク";

    public string LinkTo(string path) => $"{StoreUrl}/{path}";
}
