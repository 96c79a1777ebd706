using System.Xml;
using System.Xml.Linq;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>
/// What SBPS answered. It carries no hash: that it is SBPS who answers is for the connection's certificate to show.
/// </summary>
internal sealed class SbpsReply
{
    /// <summary>A reply has well under 2 KiB; whatever is longer is none.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>No document type, so no entities and nothing fetched from anywhere.</summary>
    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
    };

    private readonly XElement _root;

    private SbpsReply(XElement root) => _root = root;

    /// <summary>False for NG, which comes with a code and in a status of 200 as well.</summary>
    public bool IsOk => Text("res_result") == "OK";

    public string ErrorCode => Text("res_err_code");

    /// <summary>Null where these bytes are no answer to this function that says OK, or NG and why.</summary>
    public static SbpsReply? Read(byte[] bytes, SbpsFunction function)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(ShiftJis.Text(bytes)), Strict);
            var root = XElement.Load(reader);
            var reply = new SbpsReply(root);
            // An NG may leave out which function it is about.
            var answers = reply.IsOk ? (string?)root.Attribute("id") == function.Id : reply.IsNg;
            return answers && root.Name == "sps-api-response" ? reply : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Empty where there is no such element.</summary>
    /// <param name="path">Element names with a dot between them.</param>
    public string Text(string path) =>
        path.Split('.').Aggregate((XElement?)_root, (element, name) => element?.Element(name))?.Value.Trim() ?? "";

    private bool IsNg =>
        Text("res_result") == "NG" && ErrorCode.Length == 8 && ErrorCode.All(char.IsAsciiLetterOrDigit);
}
