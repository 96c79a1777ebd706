using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace Store.Api.Tests.Http;

/// <summary>
/// Sends what nobody should send to every route that takes a body, as the OpenAPI document lists them: the answer is a
/// problem with a code, never a bug, and nothing is recorded. Repeat a run with <c>STORE_FUZZ_SEED</c>; a longer one is
/// <c>STORE_FUZZ_CASES</c> a route.
/// </summary>
public sealed class FuzzTests(WholeStore store, ITestOutputHelper output) : IClassFixture<WholeStore>
{
    private const int DefaultCases = 24;

    private static readonly string[] Strange =
    [
        "%00",
        "..%2f..%2fetc%2fpasswd",
        "%F0%9F%92%A5",
        "%ff",
        "'; drop table store.facts; --",
        "0",
        "-1",
        "9223372036854775808",
        "null",
        "O-202611-000001",
        "%E2%80%AE",
        "%25%25",
        "a".PadLeft(400, 'a'),
    ];

    [Fact]
    public async Task Every_route_refuses_what_is_malformed_with_a_code_and_records_nothing()
    {
        var seed = Setting("STORE_FUZZ_SEED") ?? Environment.TickCount;
        var cases = Setting("STORE_FUZZ_CASES") ?? DefaultCases;
        output.WriteLine($"STORE_FUZZ_SEED={seed} STORE_FUZZ_CASES={cases}");
        var random = new Random(seed);
        var document = JsonNode.Parse(await store.Client.GetStringAsync("/openapi/v1.json"))!;
        var before = await LogSize();
        var sent = 0;
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject().Where(o => o.Key is "post" or "put" or "delete"))
            {
                var example = operation!["requestBody"]?["content"]?["application/json"]?["example"] as JsonObject;
                for (var n = 0; n < cases; n++, sent++)
                {
                    var malformed = Malformed.From(example, random);
                    var target = Fill(path, random);
                    using var request = Request(new HttpMethod(method.ToUpperInvariant()), target, malformed, random);
                    var answer = await Sent.By(store.Client, request);
                    var what = $"{method} {target} {malformed.What} seed {seed}: {answer.Status} {answer.Body}";
                    answer.Status.Should().BeInRange(400, 499, what);
                    if (answer.Body.Length > 0 || !target.Contains("%00", StringComparison.Ordinal))
                    {
                        // The server itself refuses a NUL in the request line, before there is a request to answer.
                        answer
                            .Response.Content.Headers.ContentType?.MediaType.Should()
                            .Be("application/problem+json", what);
                        answer.Json.GetProperty("code").GetString().Should().Contain(".", what);
                    }
                }
            }
        }

        (await LogSize()).Should().Be(before);
        output.WriteLine($"{sent} requests refused.");
    }

    [Fact]
    public async Task Reads_survive_strange_addresses_and_parameters()
    {
        var seed = Setting("STORE_FUZZ_SEED") ?? Environment.TickCount;
        output.WriteLine($"STORE_FUZZ_SEED={seed}");
        var random = new Random(seed);
        var document = JsonNode.Parse(await store.Client.GetStringAsync("/openapi/v1.json"))!;
        foreach (var path in document["paths"]!.AsObject().Where(p => p.Value!["get"] is not null).Select(p => p.Key))
        {
            for (var n = 0; n < 8; n++)
            {
                var (name, value) = (
                    Pick(random, "limit", "cursor", "q", "status", "placedFrom"),
                    Pick(random, Strange)
                );
                var target = $"{Fill(path, random)}?{name}={value}";
                using var request = Request(HttpMethod.Get, target, null, random);
                var answer = await Sent.By(store.Client, request);
                answer.Status.Should().BeLessThan(500, $"GET {target} seed {seed}: {answer.Body}");
            }
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string target, Malformed? body, Random random)
    {
        var request = new HttpRequestMessage(method, target);
        var role =
            target.StartsWith("/v1/operator", StringComparison.Ordinal) ? "operator.o1"
            : target.StartsWith("/v1/audit", StringComparison.Ordinal) ? "auditor.u1"
            : Pick(random, "buyer.a1", "buyer.a2");
        request.Headers.Authorization = new("Bearer", role);
        request.Headers.Add("If-Match", "\"1\"");
        request.Headers.Add("Idempotency-Key", random.NextInt64().ToString(CultureInfo.InvariantCulture));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body.Bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", body.MediaType);
        }

        return request;
    }

    /// <summary>Any id but one that exists: nothing that is malformed may depend on what is there.</summary>
    private static string Fill(string path, Random random) =>
        string.Join('/', path.Split('/').Select(p => p.StartsWith('{') ? Pick(random, Strange) : p));

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private async Task<long> LogSize()
    {
        await using var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select size from store.log_head", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A body that no route may take.</summary>
    private sealed record Malformed(string What, byte[] Bytes, string MediaType)
    {
        private const string Json = "application/json";

        public static Malformed From(JsonObject? example, Random random)
        {
            var good = Encoding.UTF8.GetBytes((example ?? []).ToJsonString());
            var field = example is { Count: > 0 } ? Pick(random, [.. example.Select(p => p.Key)]) : null;
            return random.Next(13) switch
            {
                0 => new("cut short", Cut(good, random), Json),
                1 => new("unknown field", Text(With(example, "no" + random.Next(99), "x")), Json),
                2 when field is not null => new(
                    $"{field} is an object",
                    Text(With(example, field, new JsonObject { ["a"] = 1 })),
                    Json
                ),
                3 when field is not null => new($"{field} twice", Twice(good, field), Json),
                4 => new("deep", Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 40)}{new string(']', 40)}}}"), Json),
                5 => new("not UTF-8", [.. "{\"a\":\""u8, (byte)random.Next(0x80, 0xC0), .. "\"}"u8], Json),
                6 => new("byte-order mark", [0xEF, 0xBB, 0xBF, .. good], Json),
                7 => new(
                    "media type",
                    good.Length > 2 ? good : "{\"a\":1}"u8.ToArray(),
                    Pick(random, "text/xml", "application/json; charset=utf-16")
                ),
                8 => new("too large", Encoding.UTF8.GetBytes("{\"a\":\"" + new string('x', 70_000) + "\"}"), Json),
                9 => new("random bytes", Noise(random), Json),
                10 => new("half a surrogate pair", "{\"a\":\"\\ud83d\"}"u8.ToArray(), Json),
                11 => new("an array", Encoding.UTF8.GetBytes($"[{random.Next()}]"), Json),
                _ => new("trailing text", [.. good, .. "}"u8], Json),
            };
        }

        private static byte[] Cut(byte[] good, Random random) => good[..random.Next(1, good.Length)];

        private static byte[] Twice(byte[] good, string field) =>
            [.. good[..^1], .. Encoding.UTF8.GetBytes($",\"{field}\":1,\"{field}\":1}}")];

        private static byte[] Noise(Random random)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            bytes[0] = (byte)'x';
            return bytes;
        }

        private static JsonObject With(JsonObject? example, string field, JsonNode value)
        {
            var changed = example?.DeepClone().AsObject() ?? [];
            changed[field] = value;
            return changed;
        }

        private static byte[] Text(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
