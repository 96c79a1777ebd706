using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Store.Infrastructure.Bundles;

namespace Store.TestKit;

/// <summary>
/// Asks both verifiers the same and holds their verdicts against each other, to the byte. Without Node on the machine
/// only the store's own answers, and that is said loudly.
/// </summary>
public sealed class BothVerifiers : IAsyncDisposable
{
    /// <summary>One process answers question after question: a start costs more than a verdict.</summary>
    private const string Loop = """
        import { createInterface } from 'node:readline';
        const { verify, readKey } = await import(process.env.VERIFIER);
        for await (const line of createInterface({ input: process.stdin })) {
          const asked = JSON.parse(line);
          asked.key = asked.key && readKey(asked.key);
          asked.witnesses = asked.witnesses.map(readKey);
          console.log(JSON.stringify(verify(asked)));
        }
        """;

    private readonly Process? _node;
    private readonly string _script = Path.Combine(Path.GetTempPath(), $"store-verify-{Guid.NewGuid():n}.mjs");

    /// <param name="say">Where it is said that there is no Node.</param>
    public BothVerifiers(Action<string> say)
    {
        File.WriteAllBytes(_script, BundleOutput.Resource("verify.mjs"));
        _node = StartNode();
        if (_node is null)
        {
            say("!!! There is no `node` on this machine: verify.mjs was NOT run, only the store's own verifier. !!!");
        }
    }

    public bool HasNode => _node is not null;

    /// <summary>The verdict as JSON, which both gave.</summary>
    public async Task<string> Ask(BundleVerificationRequest request)
    {
        var ours = VerdictText.Json(BundleVerification.Run(request));
        if (_node is not null)
        {
            var question = new
            {
                bundle = request.Bundle,
                since = request.Since,
                key = request.Key?.ToString(),
                witnesses = (request.Witnesses ?? []).Select(w => w.ToString()),
                cosigned = request.Cosigned ?? [],
                cosignatures = request.Cosignatures,
            };
            await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
            await _node.StandardInput.FlushAsync();
            var theirs = await _node.StandardOutput.ReadLineAsync();
            theirs.Should().NotBeNull($"verify.mjs must not fall over: {(theirs is null ? await Errors() : "")}");
            $"{theirs}\n".Should().Be(ours, "verify.mjs gives the same verdict to the byte");
        }

        return ours;
    }

    /// <summary>The verdict in short: its word, and each finding as <c>kind first-last</c>.</summary>
    public async Task<string> Findings(BundleVerificationRequest request)
    {
        using var json = JsonDocument.Parse(await Ask(request));
        var text = new StringBuilder(json.RootElement.GetProperty("verdict").GetString());
        foreach (var finding in json.RootElement.GetProperty("findings").EnumerateArray())
        {
            var (first, last) = (finding.GetProperty("first"), finding.GetProperty("last"));
            text.Append(' ').Append(finding.GetProperty("kind").GetString());
            if (first.ValueKind == JsonValueKind.Number)
            {
                text.Append(' ').Append(first).Append('-').Append(last);
            }
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            _node.StandardInput.Close();
            await _node.WaitForExitAsync();
            _node.Dispose();
        }

        File.Delete(_script);
    }

    private async Task<string> Errors() => await _node!.StandardError.ReadToEndAsync();

    private Process? StartNode()
    {
        var start = new ProcessStartInfo("node", ["--input-type=module", "-e", Loop])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["VERIFIER"] = _script },
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
