using System.Diagnostics;
using FluentAssertions;
using Store.Domain.Tests;
using Store.Infrastructure.Bundles;
using Xunit;
using Xunit.Abstractions;

namespace Store.Infrastructure.Tests.Bundles;

/// <summary>The proofs of <c>verify.mjs</c> against published vectors, with their mutated negatives.</summary>
public sealed class NodeProofTests(ITestOutputHelper output)
{
    /// <summary>Numbers are taken from the text: some negatives are larger than a number of JavaScript holds.</summary>
    private const string Judge = """
        import { readFileSync, readdirSync } from 'node:fs';
        const { verifyInclusion, verifyConsistency } = await import(process.env.VERIFIER);
        let [judged, wrong] = [0, []];
        for (const kind of ['inclusion', 'consistency']) {
          const folder = `${process.env.VECTORS}/${kind}`;
          for (const name of readdirSync(folder, { recursive: true }).filter((n) => n.endsWith('.json'))) {
            const text = readFileSync(`${folder}/${name}`, 'utf8');
            const vector = JSON.parse(text);
            const number = (field) => BigInt.asIntN(64, BigInt(text.match(new RegExp(`"${field}": *([0-9]+)`))[1]));
            const bytes = (field) => Buffer.from(vector[field] ?? '', 'base64');
            const proof = (vector.proof ?? []).map((hash) => Buffer.from(hash, 'base64'));
            const holds = kind === 'inclusion'
              ? verifyInclusion(number('leafIdx'), number('treeSize'), bytes('leafHash'), proof, bytes('root'))
              : verifyConsistency(number('size1'), number('size2'), bytes('root1'), bytes('root2'), proof);
            judged++;
            if (holds === vector.wantErr) wrong.push(`${kind}/${name}`);
          }
        }
        console.log(`${judged} judged, ${wrong.length} otherwise than published ${wrong.slice(0, 5)}`);
        """;

    [Fact]
    public async Task Proofs_are_judged_as_published()
    {
        if (SharedData.Find("rfc6962") is not { } folder)
        {
            output.WriteLine("No published vectors beside this clone: nothing was compared.");
            return;
        }

        var script = Path.Combine(Path.GetTempPath(), $"store-verify-{Guid.NewGuid():n}.mjs");
        await File.WriteAllBytesAsync(script, BundleOutput.Resource("verify.mjs"));
        try
        {
            using var node = Process.Start(
                new ProcessStartInfo("node", ["--input-type=module", "-e", Judge])
                {
                    RedirectStandardOutput = true,
                    Environment = { ["VERIFIER"] = script, ["VECTORS"] = folder },
                }
            )!;
            var told = await node.StandardOutput.ReadToEndAsync();
            output.WriteLine(told);
            told.Should().MatchRegex("^[1-9][0-9]+ judged, 0 otherwise");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            output.WriteLine("!!! There is no `node` on this machine: verify.mjs was NOT run. !!!");
        }
        finally
        {
            File.Delete(script);
        }
    }
}
