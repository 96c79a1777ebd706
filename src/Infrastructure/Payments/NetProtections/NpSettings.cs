namespace Store.Infrastructure.Payments.NetProtections;

/// <summary>Settings under <c>Store:NetProtections</c>. In Development the other side is the store's own sandbox.</summary>
public sealed class NpSettings
{
    public const string Section = "Store:NetProtections";

    /// <summary>Where <c>v1/…</c> begins. Without it no order can be screened, and readiness says so.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>加盟店コード.</summary>
    public string ShopCode { get; set; } = "";

    /// <summary>SPコード, the password of the basic authentication.</summary>
    public string SpCode { get; set; } = "";

    /// <summary>端末ID, ten digits.</summary>
    public string TerminalId { get; set; } = "";

    /// <summary>After this many seconds an answer counts as lost.</summary>
    public int TimeoutSeconds { get; set; } = 30;
}
