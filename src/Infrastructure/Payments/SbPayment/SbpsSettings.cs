using System.Text;
using Store.Application.Payments;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>
/// Settings under <c>Store:SbPayment</c>, from the contract with SBPS. In Development the other side is the store's own
/// sandbox, which takes the defaults.
/// </summary>
public sealed class SbpsSettings
{
    public const string Section = "Store:SbPayment";

    /// <summary>
    /// Where <c>api/xmlapi.do</c> begins. Without it no card can be charged outside Development.
    /// </summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>マーチャントID, five digits.</summary>
    public string MerchantId { get; set; } = "10001";

    /// <summary>サービスID, three digits.</summary>
    public string ServiceId { get; set; } = "001";

    /// <summary>ハッシュキー: whoever has it can speak for the store.</summary>
    public string HashKey { get; set; } = "sandbox-hash-key";

    /// <summary>ベーシック認証ID. Merchant and service together, where it isn't set.</summary>
    public string? BasicId { get; set; }

    public string BasicPassword { get; set; } = "sandbox-password";

    /// <summary>Whether the fields about the card's use travel encrypted (3DES), as the contract has it.</summary>
    public bool Encryption { get; set; }

    /// <summary>24 characters.</summary>
    public string EncryptionKey { get; set; } = "sandbox.3des.key.for.dev";

    /// <summary>初期化キー, 8 characters.</summary>
    public string EncryptionIv { get; set; } = "sandboxi";

    /// <summary>
    /// After so many seconds an answer counts as lost. SBPS waits for the card company itself, so this is long: 60,
    /// or 3 for the sandbox.
    /// </summary>
    public int? TimeoutSeconds { get; set; }

    /// <summary>CARD-6: the shop name that is registered with SBPS.</summary>
    public string StatementName { get; set; } = CardStatement.Default.Name;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds ?? (BaseUrl.Length > 0 ? 60 : 3));

    internal string Credentials => $"{BasicId ?? MerchantId + ServiceId}:{BasicPassword}";

    /// <exception cref="InvalidOperationException">A setting can't be meant so.</exception>
    internal SbpsSettings Checked()
    {
        Demand(MerchantId is { Length: 5 } && MerchantId.All(char.IsAsciiDigit), nameof(MerchantId));
        Demand(ServiceId is { Length: 3 } && ServiceId.All(char.IsAsciiDigit), nameof(ServiceId));
        Demand(HashKey.Length > 0 && Ascii.IsValid(HashKey), nameof(HashKey));
        Demand(EncryptionKey.Length == 24 && Ascii.IsValid(EncryptionKey), nameof(EncryptionKey));
        // Found out here, and not when a card is about to be charged.
        Demand(!SbpsWire.IsWeak(EncryptionKey), nameof(EncryptionKey));
        Demand(EncryptionIv.Length == 8 && Ascii.IsValid(EncryptionIv), nameof(EncryptionIv));
        Demand(TimeoutSeconds is null or > 0, nameof(TimeoutSeconds));
        return this;
    }

    private static void Demand(bool holds, string name)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{Section}:{name} is not what SBPS would have given.");
        }
    }
}
