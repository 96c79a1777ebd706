using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using Store.Api.Tests.Http;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests.Sandbox;

/// <summary>What the sandbox's SBPS refuses, as a stranger to the store's own client would find out.</summary>
public sealed class SbpsRefusalTests(SbpsPlain sandbox) : IClassFixture<SbpsPlain>
{
    private readonly TestTime _time = sandbox.Time;
    private readonly HttpClient _client = sandbox.Client;

    [Theory]
    [InlineData("{\"brand\":\"visa\",\"outcome\":\"nothing\"}", 400, "request.invalid")]
    [InlineData("{\"brand\":\"unionPay\"}", 400, "request.invalid")]
    [InlineData("{\"brand\":\"visa\",\"number\":\"x\"}", 400, "request.invalid")]
    [InlineData("{\"brand\":\"4111 1111 1111 1111\"}", 400, "request.invalid")]
    public async Task No_token_is_made_of_what_is_not_asked_for(string body, int status, string code) =>
        (await Post("/sandbox/card-tokens", body)).ShouldBe(status, code);

    [Theory]
    [InlineData("{\"provider\":\"sbps\",\"scenario\":\"pendingThenOk\"}")]
    [InlineData("{\"provider\":\"np\",\"scenario\":\"cardData\"}")]
    [InlineData("{\"provider\":\"np\",\"scenario\":\"http200WithErrors\",\"code\":\"10190999\"}")]
    [InlineData("{\"provider\":\"sbps\",\"scenario\":\"declined\",\"code\":\"10190999\"}")]
    [InlineData("{\"provider\":\"sbps\",\"scenario\":\"http200WithErrors\",\"code\":\"no\"}")]
    [InlineData("{\"provider\":\"sbps\",\"scenario\":\"slow\",\"operation\":\"bills\"}")]
    public async Task A_fault_that_a_provider_does_not_have_is_refused(string body) =>
        (await Post("/sandbox/faults", body)).ShouldBe(400, "request.invalid");

    /// <summary>Written out by hand, so that the sandbox's checks are seen to refuse what is wrong.</summary>
    [Theory]
    [InlineData("", "10112027")]
    [InlineData("s|</sps_transaction_id>|</sps_transaction_id><extra>1</extra>|", "10113999")]
    [InlineData("s|</sps_hashcode>|</sps_hashcode><limit_second>600</limit_second>|", "10100999")]
    [InlineData("s|<tracking_id>00000099999999</tracking_id>||", "10103027")]
    [InlineData("s|00000099999999|0000009999999x|", "10107027")]
    [InlineData("s|00000099999999| 0000009999999|", "10106027")]
    [InlineData("s|00000099999999|000000999999990|", "10105027")]
    [InlineData("s|ST02-00101-101|ST01-00111-101|", "10102000")]
    [InlineData(
        "s|<merchant_id>10001</merchant_id>(.*?)<sps_trans|$1<merchant_id>10001</merchant_id><sps_trans|",
        "10103001"
    )]
    [InlineData("s|<service_id>001|<service_id>002|", "10114002")]
    [InlineData("s|<merchant_id>10001|<merchant_id>10002|", "10114001")]
    [InlineData("s|<sps_hashcode>.|<sps_hashcode>g|", "10107025")]
    [InlineData("s|<sps_hashcode>.{4}|<sps_hashcode>0000|", "10109025")]
    [InlineData("s|</sps-api-request>||", "10100999")]
    [InlineData("s|<sps-api-request|<!DOCTYPE x []><sps-api-request|", "10100999")]
    public async Task The_sandbox_refuses_what_the_wire_does_not_allow(string change, string code)
    {
        var request = Commit("00000099999999", _time.GetUtcNow());
        if (change.Length > 0)
        {
            var parts = change.Split('|');
            request = new Regex(parts[1]).Replace(request, parts[2], 1);
        }

        var answer = await Xml(request);
        answer.Status.Should().Be(200);
        answer.Response.Content.Headers.ContentType!.ToString().Should().Be("text/xml; charset=Shift_JIS");
        answer.Body.Should().Contain($"<res_result>NG</res_result>").And.Contain($"<res_err_code>{code}<");
    }

    [Theory]
    [InlineData(-601)]
    [InlineData(660)]
    public async Task A_request_of_another_time_is_refused(int seconds)
    {
        var answer = await Xml(Commit("00000099999999", _time.GetUtcNow().AddSeconds(seconds)));
        answer.Body.Should().Contain("<res_err_code>10110023<");
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_password()
    {
        var request = Commit("00000099999999", _time.GetUtcNow());
        (await Xml(request, credentials: null)).Status.Should().Be(401);
        (await Xml(request, credentials: "10001001:wrong")).Status.Should().Be(401);
        (await Xml(new string('x', 70_000))).Status.Should().Be(413);
    }

    [Fact]
    public async Task What_looks_like_a_card_number_is_refused_here_too()
    {
        var request = Commit("00000099999999", _time.GetUtcNow()).Replace("ST02-00101-101", "ST01-00111-101");
        request = request.Replace("</tracking_id>", "</tracking_id><cc_number>4111-1111 11111111</cc_number>");
        (await Xml(request)).ShouldBe(422, "card.pan_refused");
        var token = "{\"brand\":\"visa\",\"outcome\":\"ok\",\"note\":\"4111111111111111\"}";
        (await Post("/sandbox/card-tokens", token)).Status.Should().BeOneOf(400, 422);
    }

    private static string Commit(string trackingId, DateTimeOffset now)
    {
        var date = now.UtcDateTime.AddHours(9).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        const string Transaction = "B10001001ST010013110100099999999";
        var hashed = $"10001001{Transaction}{trackingId}{date}sandbox-hash-key";
#pragma warning disable CA5350
        var hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.ASCII.GetBytes(hashed)));
#pragma warning restore CA5350
        return "<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><sps-api-request id=\"ST02-00101-101\">"
            + "<merchant_id>10001</merchant_id><service_id>001</service_id>"
            + $"<sps_transaction_id>{Transaction}</sps_transaction_id><tracking_id>{trackingId}</tracking_id>"
            + $"<request_date>{date}</request_date><sps_hashcode>{hash}</sps_hashcode></sps-api-request>";
    }

    private async Task<Sent> Xml(string body, string? credentials = "10001001:sandbox-password")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/sandbox/sbps/api/xmlapi.do")
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/xml");
        if (credentials is not null)
        {
            var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        }

        var response = await _client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new Sent((int)response.StatusCode, Encoding.UTF8.GetString(bytes), response);
    }

    private Task<Sent> Post(string path, string body) =>
        Sent.By(
            _client,
            new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") }
        );
}
