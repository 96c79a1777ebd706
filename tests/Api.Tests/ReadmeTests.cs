using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Store.Api.Hosting;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests;

/// <summary>README's first purchase, run by a shell as it stands; only the port differs.</summary>
public sealed class ReadmeTests
{
    private const string Served = "http://127.0.0.1:5080";

    [Fact]
    public async Task The_first_purchase_works_as_README_says()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Root(), "README.md"));
        var purchase = Block(readme, "first purchase:");
        var after = Block(readme, "after the purchase:");
        var later = Block(readme, "a month later:");
        purchase.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCountLessThanOrEqualTo(5);

        await using var app = await Start();
        var folder = Directory.CreateTempSubdirectory("store-readme-");
        try
        {
            var bought = await Shell(purchase, app.Urls.First(), folder.FullName);
            using var order = JsonDocument.Parse(
                bought[bought.LastIndexOf("{\"number\":", StringComparison.Ordinal)..]
            );
            order.RootElement.GetProperty("status").GetString().Should().Be("accepted");
            order.RootElement.GetProperty("totalYen").GetInt64().Should().Be(163_680);

            var seen = await Shell($"{purchase}\n{after}\n{later}", app.Urls.First(), folder.FullName);
            seen.Should().Contain("ご注文を承諾いたしました").And.Contain("\"now\"");
            seen.Should().Contain("\"status\":\"closed\"").And.Contain("\"totalYen\":327360", "two orders were placed");
            foreach (var name in (string[])["quote.pdf", "statement.pdf"])
            {
                var pdf = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, name));
                Encoding.ASCII.GetString(pdf, 0, 5).Should().Be("%PDF-", name);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<WebApplication> Start()
    {
        var connectionString = await TestPostgres.CreateStore("readme");
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

    /// <summary>The shell block behind a marker.</summary>
    private static string Block(string readme, string marker)
    {
        var from = readme.IndexOf(
            "```sh\n",
            readme.IndexOf(marker, StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        var to = readme.IndexOf("```", from + 6, StringComparison.Ordinal);
        return readme[(from + 6)..to];
    }

    private static async Task<string> Shell(string script, string url, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-eu"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["no_proxy"] = "127.0.0.1";
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync(script.Replace(Served, url, StringComparison.Ordinal));
        shell.StandardInput.Close();
        var errors = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        (await errors).Should().BeEmpty();
        shell.ExitCode.Should().Be(0);
        return output;
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
