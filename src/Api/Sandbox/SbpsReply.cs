using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Store.Api.Sandbox;

/// <summary>What the sandbox's SBPS answers: OK with what the function has to say, or NG with a code.</summary>
internal static class SbpsReply
{
    /// <param name="fields">In their order; a dot stands for an element inside another.</param>
    public static string Ok(string functionId, params (string Path, string Value)[] fields)
    {
        var root = new XElement("sps-api-response", new XAttribute("id", functionId), new XElement("res_result", "OK"));
        foreach (var (path, value) in fields)
        {
            var names = path.Split('.');
            var parent = root;
            if (names.Length > 1)
            {
                parent = root.Element(names[0]);
                if (parent is null)
                {
                    root.Add(parent = new XElement(names[0]));
                }
            }

            parent.Add(new XElement(names[^1], value));
        }

        root.Add(new XElement("res_err_code"));
        return Document(root);
    }

    public static string No(string code) =>
        Document(
            new XElement("sps-api-response", new XElement("res_result", "NG"), new XElement("res_err_code", code))
        );

    public static string Encrypted(string value, SbpsMerchant merchant)
    {
#pragma warning disable CA5350 // The wire has no other cipher.
        using var cipher = TripleDES.Create();
#pragma warning restore CA5350
        cipher.Key = Encoding.ASCII.GetBytes(merchant.EncryptionKey);
        var padded = Encoding.ASCII.GetBytes(value.PadRight((value.Length + 7) / 8 * 8));
        var iv = Encoding.ASCII.GetBytes(merchant.EncryptionIv);
        return Convert.ToBase64String(cipher.EncryptCbc(padded, iv, PaddingMode.None));
    }

    private static string Document(XElement root) => $"<?xml version='1.0' encoding='Shift_JIS' ?>\n{root}\n";
}
