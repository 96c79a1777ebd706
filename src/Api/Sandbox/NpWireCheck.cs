using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Store.Api.Sandbox;

/// <summary>
/// Checks requests as strictly as the wire is described: who asks, which fields there are, and that amounts are
/// strings of digits which add up. Written apart from the client, so that one mistake is not made twice.
/// </summary>
internal static partial class NpWireCheck
{
    private const string TextField = "text";

    private static readonly Dictionary<string, string> BuyerFields = new()
    {
        ["shopBuyerId"] = @"^[\x21-\x7e]{1,40}\z",
        ["companyName"] = TextField,
        ["department"] = "",
        ["customerName"] = TextField,
        ["zipCode"] = @"^[0-9]{7}\z",
        ["address"] = TextField,
        ["telNo"] = @"^0[0-9]{9,10}\z",
        ["email"] = @"^[^@\s]+@[^@\s]+\z",
    };

    private static readonly Dictionary<string, string> TransactionFields = new()
    {
        ["requestId"] = @"^[0-9A-Za-z]{8}\z",
        ["shopTransactionId"] = @"^[\x21-\x7e]{1,40}\z",
        ["shopOrderDate"] = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z",
        ["totalAmount"] = @"^[1-9][0-9]*\z",
    };

    private static readonly Dictionary<string, string> DeliveryFields = BuyerFields
        .Where(f => f.Key is not ("shopBuyerId" or "email"))
        .ToDictionary();

    public static async Task<(JsonObject? Body, NpReply? Wrong)> Read(HttpRequest request, CancellationToken ct)
    {
        if (
            !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var authorization)
            || authorization is not { Scheme: "Basic", Parameter: { } credentials }
            || !Credentials().IsMatch(Decoded(credentials))
            || !TerminalId().IsMatch(request.Headers["X-NP-Terminal-Id"].ToString())
            || request.Headers["X-HTTP-Method-Override"] != "POST"
        )
        {
            return (null, new NpReply(401, NpErrors.Unauthorised));
        }

        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: ct) is JsonObject body
                ? (body, null)
                : (null, new NpReply(400, NpErrors.Format("request")));
        }
        catch (JsonException)
        {
            return (null, new NpReply(400, NpErrors.Format("request")));
        }
    }

    /// <summary>Null where the buyer can be registered; otherwise the first field that is wrong.</summary>
    public static JsonObject? Buyer(JsonNode? node) => Fields(node, BuyerFields, []);

    public static JsonObject? Transactions(JsonNode? node)
    {
        if (
            node is not JsonObject { Count: 2 } request
            || !NpId().IsMatch(Text(request["npBuyerId"]))
            || request["transactionInfoes"] is not JsonArray { Count: > 0 } transactions
        )
        {
            return NpErrors.Format("request");
        }

        return transactions.Select(Transaction).FirstOrDefault(wrong => wrong is not null);
    }

    /// <summary>Null where it is not a list of texts.</summary>
    public static IReadOnlyList<string>? Texts(JsonNode? node) =>
        node is JsonArray { Count: > 0 } list && list.All(i => Text(i).Length > 0) ? [.. list.Select(Text)] : null;

    public static IReadOnlyList<(string NpTransactionId, LocalDate BaseOn)>? Bills(JsonNode? node)
    {
        if (node is not JsonArray { Count: > 0 } list)
        {
            return null;
        }

        var bills = new List<(string, LocalDate)>();
        foreach (var item in list)
        {
            var date = LocalDatePattern.Iso.Parse(Text(item?["billIssueBaseDate"]));
            if (item is not JsonObject { Count: 2 } || !NpId().IsMatch(Text(item["npTransactionId"])) || !date.Success)
            {
                return null;
            }

            bills.Add((Text(item["npTransactionId"]), date.Value));
        }

        return bills;
    }

    private static JsonObject? Transaction(JsonNode? node)
    {
        string[] parts = ["transactionDetails", "taxRateSummaries", "deliveryInfo"];
        if (Fields(node, TransactionFields, parts) is { } wrong)
        {
            return wrong;
        }

        var total = Yen(node!["totalAmount"]);
        return Sum(node["transactionDetails"], DetailOf) != total ? NpErrors.Format("transactionDetails")
            : Sum(node["taxRateSummaries"], RateOf) != total ? NpErrors.Format("taxRateSummaries")
            : Fields(node["deliveryInfo"], DeliveryFields, []);
    }

    private static long? DetailOf(JsonNode? node) =>
        node is JsonObject { Count: 4 }
        && Text(node["detail"]).Length > 0
        && TaxKind().IsMatch(Text(node["billedTaxKind"]))
            ? Yen(node["price"]) * Yen(node["quantity"])
            : null;

    private static long? RateOf(JsonNode? node) =>
        node is JsonObject { Count: 2 } && Yen(node["taxRate"]) is not null ? Yen(node["totalAmount"]) : null;

    private static long? Sum(JsonNode? list, Func<JsonNode?, long?> amount) =>
        list is JsonArray { Count: > 0 } items ? items.Aggregate((long?)0, (sum, item) => sum + amount(item)) : null;

    /// <summary>Amounts are strings: a number is refused here as the real wire would refuse it.</summary>
    private static long? Yen(JsonNode? node) =>
        long.TryParse(Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out var yen) ? yen : null;

    private static JsonObject? Fields(JsonNode? node, Dictionary<string, string> fields, string[] others)
    {
        if (node is not JsonObject given)
        {
            return NpErrors.Format("request");
        }

        foreach (var (name, pattern) in fields)
        {
            var fits = pattern switch
            {
                "" => given[name] is JsonValue,
                TextField => Text(given[name]).Length > 0,
                _ => Regex.IsMatch(Text(given[name]), pattern),
            };
            if (!fits)
            {
                return NpErrors.Format(name);
            }
        }

        return given.Select(f => f.Key).Except(fields.Keys).Except(others).FirstOrDefault() is { } unknown
            ? NpErrors.Format(unknown)
            : null;
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static string Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, length))
            : "";
    }

    [GeneratedRegex(@"^(cbs|bss)[0-9]+:sp[0-9]+\z")]
    private static partial Regex Credentials();

    [GeneratedRegex(@"^[0-9]{10}\z")]
    private static partial Regex TerminalId();

    [GeneratedRegex(@"^[0-9]{11}\z")]
    private static partial Regex NpId();

    [GeneratedRegex(@"^T[0-9]{2}\z")]
    private static partial Regex TaxKind();
}
