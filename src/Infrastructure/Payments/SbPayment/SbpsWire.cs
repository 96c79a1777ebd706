using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>
/// Requests as SBPS reads them, with the hash that shows who sent them, and the deciphering of what comes back.
/// </summary>
internal sealed class SbpsWire(SbpsSettings settings)
{
    private const int Block = 8;

    private readonly byte[] _key = Encoding.ASCII.GetBytes(settings.EncryptionKey);
    private readonly byte[] _iv = Encoding.ASCII.GetBytes(settings.EncryptionIv);

    /// <summary>
    /// <c>sps_hashcode</c>: lower-case hex of SHA-1 over the bytes of all values in the order of the parameters, as
    /// they were before Base64 and encryption, and of the key. SHA-1 is what the interface prescribes.
    /// </summary>
    public static string Hash(IEnumerable<string> values, string hashKey, Encoding? encoding = null)
    {
        var text = string.Concat(values.Select(v => v.Trim())) + hashKey;
        var bytes = encoding is null ? ShiftJis.Bytes(text) : encoding.GetBytes(text);
#pragma warning disable CA5350 // The other side knows no other hash.
        return Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
    }

    /// <param name="values">By path; what is not in it is empty, and left out.</param>
    /// <param name="rows">The rows of the function's list, if it has one.</param>
    /// <exception cref="ArgumentException">A value can't be sent: the caller has a mistake.</exception>
    public byte[] Request(
        SbpsFunction function,
        IReadOnlyDictionary<string, string> values,
        IReadOnlyList<IReadOnlyDictionary<string, string>>? rows = null
    )
    {
        if (values.Keys.Except(function.Fields.Select(f => f.Path)).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"{function.Id} has no parameter {unknown}.");
        }

        var encrypted = values.GetValueOrDefault("encrypted_flg") == "1";
        var hashed = new List<string>();
        var body = new XmlDocument();
        var root = body.CreateElement("sps-api-request");
        root.SetAttribute("id", function.Id);
        foreach (var field in function.Fields)
        {
            if (field.Rows is null)
            {
                Write(root, field, values, encrypted, hashed);
                continue;
            }

            foreach (var row in rows ?? [])
            {
                var list = root[field.Path] ?? root.AppendChild(body.CreateElement(field.Path))!;
                var element = (XmlElement)list.AppendChild(body.CreateElement("dtl"))!;
                foreach (var column in field.Rows)
                {
                    Write(element, column, row, encrypted, hashed);
                }
            }
        }

        root.AppendChild(body.CreateElement("sps_hashcode"))!.InnerText = Hash(hashed, settings.HashKey);
        // Every value is ASCII by now, so that the bytes are the same in any encoding that the declaration may name.
        return Encoding.ASCII.GetBytes("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>" + root.OuterXml);
    }

    /// <summary>What an encrypted field of a reply says; null where it can't be read.</summary>
    public string? Decrypt(string value)
    {
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out var length) || length % Block != 0)
        {
            return null;
        }

        using var cipher = Cipher();
        return ShiftJis.Text(cipher.DecryptCbc(bytes.AsSpan(0, length), _iv, PaddingMode.None)).Trim();
    }

    private void Write(
        XmlElement parent,
        SbpsField field,
        IReadOnlyDictionary<string, string> values,
        bool encrypted,
        List<string> hashed
    )
    {
        var value = values.GetValueOrDefault(field.Path) ?? "";
        Check(field, value);
        hashed.Add(value);
        if (value.Length == 0)
        {
            return;
        }

        var names = field.Path.Split('.');
        foreach (var name in names[..^1])
        {
            parent = parent[name] ?? (XmlElement)parent.AppendChild(parent.OwnerDocument.CreateElement(name))!;
        }

        var sent =
            encrypted && field.IsEncrypted ? Encrypt(value)
            : field.IsMultiByte ? Convert.ToBase64String(ShiftJis.Bytes(value))
            : value;
        parent.AppendChild(parent.OwnerDocument.CreateElement(names[^1]))!.InnerText = sent;
    }

    /// <summary>
    /// A blank at an end would be hashed by one side and not by the other, and a control character is refused.
    /// </summary>
    private static void Check(SbpsField field, string value)
    {
        var plain = field.IsMultiByte ? !value.Any(char.IsControl) : value.All(c => c is >= ' ' and <= '~');
        if (!plain || value != value.Trim())
        {
            throw new ArgumentException($"{field.Path} holds characters that can't be sent.");
        }
    }

    private string Encrypt(string value)
    {
        var bytes = ShiftJis.Bytes(value);
        var padded = new byte[(bytes.Length + Block - 1) / Block * Block];
        padded.AsSpan().Fill((byte)' ');
        bytes.CopyTo(padded, 0);
        using var cipher = Cipher();
        return Convert.ToBase64String(cipher.EncryptCbc(padded, _iv, PaddingMode.None));
    }

#pragma warning disable CA5350 // The other side knows no other cipher.
    /// <summary>Whether the cipher refuses the key, because parts of it are the same.</summary>
    public static bool IsWeak(string key) => TripleDES.IsWeakKey(Encoding.ASCII.GetBytes(key));

    private TripleDES Cipher()
    {
        var cipher = TripleDES.Create();
        cipher.Key = _key;
        return cipher;
    }
#pragma warning restore CA5350
}
