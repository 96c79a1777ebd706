using System.Diagnostics;
using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Store.Api.Hosting;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Api.Tests.Audit;

/// <summary>
/// docs/audit.md from top to bottom in one shell, as it stands; only the port and the place of the sources differ.
/// </summary>
public sealed class AuditGuideTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_auditors_guide_works_as_it_says()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Root(), "docs/audit.md"));
        var blocks = Regex.Matches(guide, "```sh\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value);
        var hasNode = HasNode();
        if (!hasNode)
        {
            output.WriteLine("!!! There is no `node` on this machine: the guide's second verifier was NOT run. !!!");
        }

        await using var app = await Start();
        var folder = Directory.CreateTempSubdirectory("store-audit-");
        try
        {
            var script = string.Concat(blocks.Where(b => hasNode || !b.StartsWith("node ", StringComparison.Ordinal)));
            script.Should().Contain("http://127.0.0.1:5080").And.Contain("STORE=~/store ");
            var told = await Shell(
                script
                    .Replace("http://127.0.0.1:5080", app.Urls.First(), StringComparison.Ordinal)
                    .Replace("STORE=~/store ", $"STORE={Root()} ", StringComparison.Ordinal),
                folder.FullName
            );
            output.WriteLine(told);
            var each = hasNode ? 2 : 1;
            Regex.Matches(told, "^verified: store/", RegexOptions.Multiline).Should().HaveCount((3 * each) + 1);
            var touched = Regex.Matches(
                told,
                "\"findings\":\\[\\{\"kind\":\"changed\",\"first\":(\\d+),\"last\":\\1,.*"
            );
            touched.Should().HaveCount(each);
            touched.Select(m => m.Value).Distinct().Should().ContainSingle("both verifiers say the same");
            Regex.Matches(told, "^exit code 1$", RegexOptions.Multiline).Should().HaveCount(each);
            told.Should().Contain(" facts cosigned, root ").And.Contain("\"order.placed\"");
            told.Contains("the fact is in the signed tree", StringComparison.Ordinal).Should().Be(hasNode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<WebApplication> Start()
    {
        var connectionString = await TestPostgres.CreateStore("auditguide");
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(TestKeys.For(connectionString));
        var app = StoreServer.Build(builder, () => connectionString);
        await app.StartAsync();
        return app;
    }

    private static bool HasNode()
    {
        try
        {
            using var node = Process.Start(
                new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true }
            );
            return node is not null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> Shell(string script, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-eu", "-o", "pipefail"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["no_proxy"] = "127.0.0.1";
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEndAsync();
        await shell.StandardInput.WriteAsync(script);
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        (await errors).Should().BeEmpty(await output);
        shell.ExitCode.Should().Be(0, await output);
        return await output;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Store.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
        }

        return folder.FullName;
    }
}
