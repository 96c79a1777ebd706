using System.Text.Json.Nodes;
using FluentAssertions;
using Store.Application.Audit;
using Xunit;

namespace Store.Application.Tests.Audit;

public sealed class JsonChangeTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""{"a":1,"b":"x"}""", """{"a":2,"b":"x"}""", "/a: 1 -> 2")]
    [InlineData("""{"a":null}""", """{"a":"x"}""", "/a: null -> \"x\"")]
    [InlineData("""{"a":1}""", """{"b":2}""", "/a: 1 -> null", "/b: null -> 2")]
    [InlineData("""{"a":{"b":{"c":1}}}""", """{"a":{"b":{"c":2}}}""", "/a/b/c: 1 -> 2")]
    [InlineData("""{"l":[1,2]}""", """{"l":[1,3,4]}""", "/l/1: 2 -> 3", "/l/2: null -> 4")]
    [InlineData("""{"l":[1,2]}""", """{"l":[1]}""", "/l/1: 2 -> null")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", """/a: {"b":1} -> [1]""")]
    [InlineData("""{"a/b":1,"c~d":1}""", """{"a/b":2,"c~d":2}""", "/a~1b: 1 -> 2", "/c~0d: 1 -> 2")]
    [InlineData("null", """{"a":1}""", """: null -> {"a":1}""")]
    public void A_change_is_told_where_it_is(string before, string after, params string[] changes) =>
        JsonChange
            .Between(JsonNode.Parse(before), JsonNode.Parse(after))
            .Select(c => $"{c.Path}: {Show(c.Before)} -> {Show(c.After)}")
            .Should()
            .Equal(changes);

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "null";
}
