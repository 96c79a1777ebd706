using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Store.Api.Sandbox;

/// <summary>
/// Reads requests as strictly as the wire is described: who asks, which elements there are and in which order, what
/// each may hold, whether the hash over them is right, and when they were made. Written apart from the client, so that
/// one mistake is not made twice.
/// </summary>
internal sealed class SbpsWireCheck(SbpsMerchant merchant, DateTimeOffset now)
{
    private const int Allowance = 600;

    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit };

    private static readonly Encoding Characters = CodePagesEncodingProvider.Instance.GetEncoding(
        "shift_jis",
        EncoderFallback.ExceptionFallback,
        DecoderFallback.ExceptionFallback
    )!;

    private readonly Dictionary<string, string> _values = [];
    private readonly List<byte> _hashed = [];

    public static bool Knows(string? authorization, SbpsMerchant merchant) =>
        AuthenticationHeaderValue.TryParse(authorization, out var given)
        && given is { Scheme: "Basic", Parameter: { } credentials }
        && credentials == Convert.ToBase64String(Encoding.UTF8.GetBytes($"{merchant.BasicId}:{merchant.Password}"));

    /// <summary>What was asked, or the code of what is wrong with it.</summary>
    public (SbpsAsked? Asked, string? Wrong) Read(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(Characters.GetString(body)), Strict);
            return Read(XElement.Load(reader, LoadOptions.PreserveWhitespace));
        }
        catch (Exception unreadable) when (unreadable is XmlException or DecoderFallbackException)
        {
            return (null, SbpsCodes.Of("00", "999"));
        }
    }

    private (SbpsAsked? Asked, string? Wrong) Read(XElement root)
    {
        if (
            root.Name != "sps-api-request"
            || !SbpsParts.Functions.TryGetValue((string?)root.Attribute("id") ?? "", out var function)
        )
        {
            return (null, SbpsCodes.Of("02", "000"));
        }

        // What is encrypted stands before the flag that says so.
        _values["encrypted_flg"] = root.Element("encrypted_flg")?.Value ?? "";
        var wrong = Read(root, [.. function.Parts, SbpsParts.Hash], "");
        return wrong is null ? Judge(root, function) : (null, wrong);
    }

    private (SbpsAsked? Asked, string? Wrong) Judge(XElement root, SbpsParts.Function function)
    {
        _hashed.AddRange(Encoding.ASCII.GetBytes(merchant.HashKey));
#pragma warning disable CA5350 // The wire has no other hash.
        var hash = Convert.ToHexStringLower(SHA1.HashData([.. _hashed]));
#pragma warning restore CA5350
        var wrong =
            _values["merchant_id"] != merchant.MerchantId ? SbpsCodes.Of("14", "001")
            : _values["service_id"] != merchant.ServiceId ? SbpsCodes.Of("14", "002")
            : root.Element("sps_hashcode")!.Value != hash ? SbpsCodes.Of("09", "025")
            : !IsOfNow() ? SbpsCodes.Of("10", "023")
            : null;
        return wrong is null ? (new SbpsAsked(function.Id, function.Operation, _values), null) : (null, wrong);
    }

    private bool IsOfNow()
    {
        var allowance = int.TryParse(_values["limit_second"], CultureInfo.InvariantCulture, out var given)
            ? given
            : Allowance;
        return DateTime.TryParseExact(
                _values["request_date"],
                "yyyyMMddHHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var made
            )
            && (now.UtcDateTime.AddHours(9) - made).Duration() <= TimeSpan.FromSeconds(allowance);
    }

    /// <summary>Goes through an element's children and the list of what may be there, side by side.</summary>
    private string? Read(XElement? element, IReadOnlyList<SbpsParts.Part> parts, string prefix)
    {
        if (element is not null && element.Nodes().OfType<XText>().Any(t => !string.IsNullOrWhiteSpace(t.Value)))
        {
            return SbpsCodes.Of("00", "999");
        }

        if (element?.Elements().Any(e => parts.All(p => p.Name != e.Name)) == true)
        {
            return SbpsCodes.Of("13", "999");
        }

        var left = new Queue<XElement>(element?.Elements() ?? []);
        foreach (var part in parts)
        {
            do
            {
                var given = left.TryPeek(out var next) && next.Name == part.Name ? left.Dequeue() : null;
                if (given is null && part.IsRepeated)
                {
                    break;
                }

                var wrong =
                    part.Parts.Count > 0
                        ? Read(given, part.Parts, $"{prefix}{part.Name}.")
                        : ReadValue(given, part, prefix);
                if (wrong is not null)
                {
                    return wrong;
                }
            } while (part.IsRepeated);
        }

        // What is left stood in the wrong place, or stood there twice.
        return left.Count > 0 ? SbpsCodes.Of("00", "999") : null;
    }

    private string? ReadValue(XElement? element, SbpsParts.Part part, string prefix)
    {
        var sent = element?.Value ?? "";
        if (sent.Length == 0)
        {
            _values.TryAdd(prefix + part.Name, "");
            return part.IsRequired ? SbpsCodes.Of("03", part.Item) : null;
        }

        var isEncrypted = part.IsEncrypted && _values["encrypted_flg"] == "1";
        var bytes =
            isEncrypted ? Deciphered(sent)
            : part.IsMultiByte ? Decoded(sent)
            : Characters.GetBytes(sent);
        if (bytes is null || (part.IsMultiByte && HasVendorsCharacters(bytes)))
        {
            return SbpsCodes.Of("04", part.Item);
        }

        var value = Characters.GetString(bytes);
        if (value.Any(char.IsControl) || value != value.Trim())
        {
            return SbpsCodes.Of("06", part.Item);
        }

        if (bytes.Length > part.MostBytes)
        {
            return SbpsCodes.Of("05", part.Item);
        }

        if (!Regex.IsMatch(value, part.Pattern))
        {
            return SbpsCodes.Of("07", part.Item);
        }

        _values[prefix + part.Name] = value;
        if (part != SbpsParts.Hash)
        {
            _hashed.AddRange(bytes);
        }

        return null;
    }

    private static byte[]? Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private byte[]? Deciphered(string base64)
    {
        if (Decoded(base64) is not { Length: > 0 } bytes || bytes.Length % 8 != 0)
        {
            return null;
        }

#pragma warning disable CA5350 // The wire has no other cipher.
        using var cipher = TripleDES.Create();
#pragma warning restore CA5350
        cipher.Key = Encoding.ASCII.GetBytes(merchant.EncryptionKey);
        var plain = cipher.DecryptCbc(bytes, Encoding.ASCII.GetBytes(merchant.EncryptionIv), PaddingMode.None);
        return plain.AsSpan().TrimEnd((byte)' ').ToArray();
    }

    /// <summary>Rows that the standard doesn't have, and machines other than Windows' don't read.</summary>
    private static bool HasVendorsCharacters(byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is (>= 0x85 and <= 0x87) or >= 0xeb)
            {
                return true;
            }

            // Half-width kana have one byte; other high ones lead a second.
            i += bytes[i] is >= 0x80 and not (>= 0xa0 and <= 0xdf) ? 1 : 0;
        }

        return false;
    }
}

/// <param name="Operation">What faults call it.</param>
/// <param name="Values">By element names with dots; empty where nothing was given. Rows are not among them.</param>
internal sealed record SbpsAsked(string FunctionId, string Operation, IReadOnlyDictionary<string, string> Values)
{
    public string this[string path] => Values[path];
}

/// <summary>The store, as the sandbox's SBPS knows it by contract: the same settings, read apart.</summary>
internal sealed record SbpsMerchant(
    string MerchantId,
    string ServiceId,
    string HashKey,
    string BasicId,
    string Password,
    string EncryptionKey,
    string EncryptionIv
)
{
    /// <summary>The id of the request that made the payment.</summary>
    public string TransactionIdOf(string trackingId) => $"B{MerchantId}{ServiceId}ST010013110100{trackingId[^9..]}";

    public static SbpsMerchant Of(IConfiguration configuration)
    {
        var contract = configuration.GetSection("Store:SbPayment");
        var (merchant, service) = (contract["MerchantId"] ?? "10001", contract["ServiceId"] ?? "001");
        return new SbpsMerchant(
            merchant,
            service,
            contract["HashKey"] ?? "sandbox-hash-key",
            contract["BasicId"] ?? merchant + service,
            contract["BasicPassword"] ?? "sandbox-password",
            contract["EncryptionKey"] ?? "sandbox.3des.key.for.dev",
            contract["EncryptionIv"] ?? "sandboxi"
        );
    }
}
