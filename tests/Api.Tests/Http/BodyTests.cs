using System.Text;
using FluentAssertions;
using Xunit;
using static Store.Api.Tests.Http.Sent;

namespace Store.Api.Tests.Http;

/// <summary>What the pipeline takes as a body, and what it says of one that it does not take.</summary>
public sealed class BodyTests(PipelineHost host) : IClassFixture<PipelineHost>
{
    private const string Good = """{"text":"hello","seats":1}""";

    [Theory]
    [InlineData("{", "", "json.malformed")]
    [InlineData("{\"text\":\"a\",\"seats\":1}x", "", "json.malformed")]
    [InlineData("\uFEFF{\"text\":\"a\",\"seats\":1}", "", "json.malformed")]
    [InlineData("{\"text\":\"a\",\"seats\":1,}", "", "json.malformed")]
    [InlineData("{\"text\":\"a\",\"seats\":1}//", "", "json.malformed")]
    [InlineData("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "", "json.too_deep")]
    [InlineData("", "", "field.required")]
    [InlineData("null", "", "field.type")]
    [InlineData("[]", "", "field.type")]
    [InlineData("{\"seats\":1}", "/text", "field.required")]
    [InlineData("{\"text\":null,\"seats\":1}", "/text", "field.required")]
    [InlineData("{\"text\":\"\",\"seats\":1}", "/text", "field.required")]
    [InlineData("{\"text\":\"a\",\"seats\":1,\"seat\":2}", "/seat", "field.unknown")]
    [InlineData("{\"Text\":\"a\",\"text\":\"a\",\"seats\":1}", "/Text", "field.unknown")]
    [InlineData("{\"text\":\"a\",\"seats\":1,\"4111111111111111\":2}", "", "field.unknown")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\",\"seats\":1}", "/text", "field.duplicate")]
    [InlineData("{\"text\":\"a\",\"seats\":\"1\"}", "/seats", "field.type")]
    [InlineData("{\"text\":\"a\",\"seats\":1.5}", "/seats", "field.type")]
    [InlineData("{\"text\":\"a\",\"seats\":99999999999999999999999999}", "/seats", "field.type")]
    [InlineData("{\"text\":\"a\",\"seats\":0}", "/seats", "field.range")]
    [InlineData("{\"text\":\"123456789012345678901\",\"seats\":1}", "/text", "field.too_long")]
    [InlineData("{\"text\":\"a\\u0000\",\"seats\":1}", "", "field.text")]
    [InlineData("{\"text\":\"a\\ud800\",\"seats\":1}", "", "field.text")]
    [InlineData(
        "{\"text\":\"a\",\"seats\":1,\"lines\":[{\"planId\":\"p\",\"seats\":1},{\"planId\":1,\"seats\":1}]}",
        "/lines/1/planId",
        "field.type"
    )]
    [InlineData(
        "{\"text\":\"a\",\"seats\":1,\"lines\":[{\"planId\":\"p\",\"seats\":1,\"colour\":\"Green\"}]}",
        "/lines/0/colour",
        "field.type"
    )]
    [InlineData(
        "{\"text\":\"a\",\"seats\":1,\"lines\":[{\"planId\":\"p\",\"seats\":1,\"colour\":1}]}",
        "/lines/0/colour",
        "field.type"
    )]
    [InlineData(
        "{\"text\":\"a\",\"seats\":1,\"lines\":[{\"planId\":\"p\",\"seats\":1,\"startsOn\":\"2026-02-30\"}]}",
        "/lines/0/startsOn",
        "field.type"
    )]
    public async Task A_malformed_body_is_refused_with_the_place(string body, string pointer, string code)
    {
        var answer = await Post("/v1/notes", body, key: "k");

        answer.ShouldBe(400, "request.invalid");
        var error = answer.Json.GetProperty("errors")[0];
        error.GetProperty("pointer").GetString().Should().Be(pointer);
        error.GetProperty("code").GetString().Should().Be(code);
    }

    [Fact]
    public async Task Every_fault_of_a_body_is_named_at_once()
    {
        var answer = await Post("/v1/notes", """{"seats":"x","lines":[{"seats":1}],"more":1}""", key: "k");

        answer
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("pointer").GetString() + " " + e.GetProperty("code").GetString())
            .Should()
            .BeEquivalentTo(
                "/seats field.type",
                "/lines/0/planId field.required",
                "/more field.unknown",
                "/text field.required"
            );
    }

    [Theory]
    [InlineData("{\"text\":\"4111 1111-1111 1111\",\"seats\":1}")]
    [InlineData("{\"text\":\"\\u0034111111111111111\",\"seats\":1}")]
    [InlineData("{\"text\":\"x\",\"seats\":4111111111111111}")]
    public async Task What_looks_like_a_card_number_is_refused_after_the_shape(string body)
    {
        // In a number it is out of range as well, which is the shape's refusal and comes first.
        var answer = await Post("/v1/notes", body, key: "k");

        if (body.Contains("\"seats\":4", StringComparison.Ordinal))
        {
            answer.ShouldBe(400, "request.invalid");
        }
        else
        {
            answer.ShouldBe(422, "card.pan_refused");
        }
    }

    [Fact]
    public async Task A_registration_number_may_look_like_a_card_number()
    {
        var answer = await Post(
            "/v1/notes",
            """{"text":"a","seats":1,"registrationNumber":"T4111111111111111"}""",
            key: "k"
        );

        answer.Status.Should().Be(201);
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_refused_whether_or_not_it_says_its_length()
    {
        var body = new string(' ', 64 * 1024) + Good;
        (await Post("/v1/notes", body, key: "k")).ShouldBe(413, "request.too_large");

        var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body)));
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentLength = null;
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/open-notes") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        (await By(host.Client, request)).ShouldBe(413, "request.too_large");
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/json; charset=shift_jis", null)]
    [InlineData("application/json; charset=utf-16", null)]
    [InlineData("application/x-www-form-urlencoded", null)]
    [InlineData("application/json", "gzip")]
    [InlineData(null, null)]
    public async Task Another_media_type_charset_or_encoding_is_refused(string? type, string? encoding)
    {
        var request = Request(HttpMethod.Post, "/v1/notes", Good, "k");
        request.Content!.Headers.Remove("Content-Type");
        request.Content.Headers.Remove("Content-Encoding");
        if (type is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        (await By(host.Client, request)).ShouldBe(415, "request.media_unsupported");
    }

    [Fact]
    public async Task Invalid_utf_8_is_malformed()
    {
        var request = Request(HttpMethod.Post, "/v1/notes", Good, "k");
        request.Content = new ByteArrayContent([.. "{\"text\":\""u8, 0xC3, 0x28, .. "\",\"seats\":1}"u8]);
        request.Content.Headers.ContentType = new("application/json");

        (await By(host.Client, request)).ShouldBe(400, "request.invalid");
    }

    private Task<Sent> Post(string path, string body, string? key = null, string? token = "buyer.a1") =>
        By(host.Client, Request(HttpMethod.Post, path, body, key, token));
}
