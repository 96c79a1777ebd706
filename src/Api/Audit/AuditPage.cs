using System.Reflection;
using System.Security.Cryptography;
using Store.Api.Http;

namespace Store.Api.Audit;

/// <summary>
/// A page under <c>/audit</c> for people who would rather look (ADR-0021). Its files are part of this program and
/// outside the API's contract; what it shows it asks of the API as any client would, with its reader's token.
/// </summary>
public static class AuditPage
{
    private const string Folder = "Page/";
    private const string Start = "index.html";

    /// <summary>No module: it runs before the page is painted.</summary>
    private const string Early = "early.js";

    /// <summary>
    /// Nothing but the page's own files and the store's own routes, nothing written into the page as markup, and no
    /// other page around it.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapAuditPage(this IEndpointRouteBuilder app)
    {
        var files = PageFile.All().ToList();
        // Told with the page itself, so that modules are fetched together and not one after the other's import.
        var modules = string.Join(
            ", ",
            files.Where(f => f.IsModule).Select(f => $"</audit/{f.Name}>; rel=modulepreload")
        );
        foreach (var file in files)
        {
            app.MapMethods(
                    file.Name == Start ? "/audit" : $"/audit/{file.Name}",
                    Methods,
                    http => file.Answer(http, file.Name == Start ? modules : null)
                )
                .ForAnyone()
                .IgnoringCredentials()
                .ExcludeFromDescription();
        }
    }

    private sealed record PageFile(string Name, string ContentType, byte[] Bytes, string Tag)
    {
        public bool IsModule => Name != Early && Path.GetExtension(Name) == ".js";

        public static IEnumerable<PageFile> All()
        {
            var assembly = typeof(AuditPage).Assembly;
            return assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Select(name => Read(assembly, name));
        }

        /// <summary>The tag is the content's hash: a browser asks and is sent only what has changed.</summary>
        public Task Answer(HttpContext http, string? link)
        {
            var headers = http.Response.Headers;
            headers.ETag = Tag;
            headers.CacheControl = "no-cache";
            if (EntityTags.AnyEquals(http.Request.Headers.IfNoneMatch, Tag))
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            headers.Link = link;
            headers.ContentSecurityPolicy = Policy;
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.ContentType = ContentType;
            headers.ContentLength = Bytes.Length;
            return http.Response.Body.WriteAsync(Bytes, http.RequestAborted).AsTask();
        }

        private static PageFile Read(Assembly assembly, string resource)
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var name = resource[Folder.Length..];
            return new PageFile(
                name,
                TypeOf(name),
                bytes,
                $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\""
            );
        }

        private static string TypeOf(string name) =>
            Path.GetExtension(name) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => throw new System.Diagnostics.UnreachableException(name),
            };
    }
}
