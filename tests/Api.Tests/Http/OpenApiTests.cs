using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace Store.Api.Tests.Http;

public sealed class OpenApiTests(PipelineHost host) : IClassFixture<PipelineHost>
{
    [Fact]
    public async Task The_document_is_OpenAPI_3_1_and_the_same_each_time()
    {
        var one = await host.Client.GetStringAsync("/openapi/v1.json");
        var two = await host.Client.GetStringAsync("/openapi/v1.json");

        one.Should().Be(two);
        JsonDocument.Parse(one).RootElement.GetProperty("openapi").GetString().Should().StartWith("3.1");
    }

    [Fact]
    public async Task An_operation_says_what_it_takes_and_every_status_it_can_answer()
    {
        var post = await Operation("/v1/notes", "post");

        post.GetProperty("summary").GetString().Should().Be("メモを取る / Take a note");
        post.GetProperty("operationId").GetString().Should().Be("postNotes");
        Statuses(post)
            .Should()
            .BeEquivalentTo("201", "400", "401", "403", "409", "413", "415", "422", "429", "500", "503");
        var body = post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        body.GetProperty("example").GetProperty("text").GetString().Should().Be("hello");
        body.GetProperty("schema").GetProperty("$ref").GetString().Should().Be("#/components/schemas/TakeNote");
        post.GetProperty("parameters")
            .EnumerateArray()
            .Select(p => p.GetProperty("name").GetString())
            .Should()
            .Equal("Idempotency-Key", "Prefer");
        Codes(post, "409").Should().Contain("note.broken").And.Contain("idempotency.in_progress");
    }

    [Fact]
    public async Task Headers_and_preconditions_show_where_they_are_needed()
    {
        var put = await Operation("/v1/operator/notes/{id}", "put");
        Statuses(put).Should().Contain("412").And.Contain("428");
        var list = await Operation("/v1/notes", "get");
        list.GetProperty("parameters")
            .EnumerateArray()
            .Select(p => p.GetProperty("name").GetString())
            .Should()
            .Equal("colour", "limit", "cursor");
    }

    [Fact]
    public async Task Schemas_say_what_is_required_and_how_dates_look()
    {
        var document = JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/v1.json")).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");

        var note = schemas.GetProperty("TakeNote");
        note.GetProperty("required")
            .EnumerateArray()
            .Select(r => r.GetString())
            .Should()
            .BeEquivalentTo("seats", "text");
        note.GetProperty("additionalProperties").GetBoolean().Should().BeFalse();
        var line = schemas.GetProperty("TakeNoteLine").GetProperty("properties");
        line.GetProperty("startsOn").ToString().Should().Contain("\"date\"").And.Contain("\"null\"");
        line.GetProperty("planId").GetProperty("type").GetString().Should().Be("string");
        line.GetProperty("colour").GetProperty("oneOf").GetArrayLength().Should().Be(2);
        schemas.GetProperty("TakeNoteColour").ToString().Should().Contain("darkBlue");
    }

    [Fact]
    public async Task The_page_in_a_browser_needs_nothing_from_elsewhere()
    {
        var page = await host.Client.GetStringAsync("/swagger/index.html");

        page.Should().NotContain("https://").And.Contain("swagger-ui");
        (await host.Client.GetAsync("/swagger/swagger-ui-bundle.js")).EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> Operation(string path, string method) =>
        JsonDocument
            .Parse(await host.Client.GetStringAsync("/openapi/v1.json"))
            .RootElement.GetProperty("paths")
            .GetProperty(path)
            .GetProperty(method);

    private static IEnumerable<string> Statuses(JsonElement operation) =>
        operation.GetProperty("responses").EnumerateObject().Select(r => r.Name);

    private static IEnumerable<string> Codes(JsonElement operation, string status) =>
        operation
            .GetProperty("responses")
            .GetProperty(status)
            .GetProperty("content")
            .GetProperty("application/problem+json")
            .GetProperty("examples")
            .EnumerateObject()
            .Select(e => e.Name);
}
