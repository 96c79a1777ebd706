namespace Store.Infrastructure.Payments.NetProtections;

/// <summary>
/// Settings under <c>Store:NetProtections</c>. In Development the other side is the store's own sandbox.
/// </summary>
public sealed class NpSettings
{
    public const string Section = "Store:NetProtections";

    /// <summary>Where <c>v1/…</c> begins. Without it no order can be screened outside Development.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>加盟店コード. The defaults of the three are what the sandbox takes.</summary>
    public string ShopCode { get; set; } = "cbs00000001";

    /// <summary>SPコード, the password of the basic authentication.</summary>
    public string SpCode { get; set; } = "sp00000001";

    /// <summary>端末ID, ten digits.</summary>
    public string TerminalId { get; set; } = "1000000001";

    /// <summary>
    /// After so many seconds an answer counts as lost; it is asked for again. 10, or 2 for the sandbox.
    /// </summary>
    public int? TimeoutSeconds { get; set; }

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds ?? (BaseUrl.Length > 0 ? 10 : 2));
}
