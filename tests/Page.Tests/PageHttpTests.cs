using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using Xunit;

namespace Store.Page.Tests;

/// <summary>The page's files as they are served, and what its policy forbids.</summary>
[Collection(WithTheAuditedStore.Name)]
public sealed class PageHttpTests(AuditedStore audited)
{
    [Fact]
    public async Task Files_are_sent_with_their_policy_and_only_when_they_have_changed()
    {
        var client = audited.Store.Anonymous;
        foreach (
            var (path, type) in new[]
            {
                ("/audit", "text/html"),
                ("/audit/", "text/html"),
                ("/audit/audit.js", "text/javascript"),
                ("/audit/look.css", "text/css"),
                ("/audit/icon.svg", "image/svg+xml"),
            }
        )
        {
            var answer = await client.GetAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
            answer.Content.Headers.ContentType!.MediaType.Should().Be(type);
            answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
            answer.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
            answer
                .Headers.GetValues("Content-Security-Policy")
                .Single()
                .Should()
                .StartWith("default-src 'none'; script-src 'self'; style-src 'self'; ")
                .And.NotContain("unsafe");
            answer.Headers.CacheControl!.NoCache.Should().BeTrue();

            var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(answer.Headers.ETag!.Tag));
            var unchanged = await client.SendAsync(again);
            unchanged.StatusCode.Should().Be(HttpStatusCode.NotModified, path);
            unchanged.Headers.ETag.Should().Be(answer.Headers.ETag);
            (await unchanged.Content.ReadAsByteArrayAsync()).Should().BeEmpty();

            var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            head.Content.Headers.ContentLength.Should().Be(answer.Content.Headers.ContentLength);
        }

        (await client.GetAsync("/audit/nothing.js")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.PostAsync("/audit", null)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await client.GetStringAsync("/openapi/v1.json")).Should().NotContain("\"/audit");
    }

    [Fact]
    public async Task Whoever_holds_a_token_that_has_ended_still_gets_the_page()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/audit/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "ended");
        (await audited.Store.Anonymous.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nothing_inline_runs_and_nothing_goes_elsewhere()
    {
        string[] attempts =
        [
            "document.body.innerHTML = '<b>x</b>'",
            "document.body.append(Object.assign(document.createElement('script'), { text: 'stolen = 1' }))",
            "document.body.setAttribute('onclick', 'stolen = 1'), document.body.click()",
            "new Image().src = 'http://127.0.0.1:9/'",
            "fetch('http://127.0.0.1:9/')",
        ];
        await using var visitor = await Visitor.Arrive(audited);
        foreach (var attempt in attempts)
        {
            var outcome = await visitor.Run(
                $$"""
                async () => {
                  const refused = new Promise((tell) => {
                    document.addEventListener('securitypolicyviolation', tell, { once: true });
                    setTimeout(tell, 5000, null);
                  });
                  try { await ({{attempt}}); } catch { return globalThis.stolen === undefined; }
                  return (await refused) !== null && globalThis.stolen === undefined;
                }
                """
            );
            outcome!.Value.GetBoolean().Should().BeTrue(attempt);
        }
    }

    [Fact]
    public async Task The_markup_itself_has_nothing_inline()
    {
        var markup = await audited.Store.Anonymous.GetStringAsync("/audit/");
        markup.Should().NotMatchRegex(@"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|<style|https?:|//");
    }
}
