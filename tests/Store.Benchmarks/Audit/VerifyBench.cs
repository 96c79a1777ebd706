using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Store.Benchmarks.Measuring;
using Store.Domain.Audit;
using Store.Domain.Verification;
using Store.Infrastructure.Bundles;

namespace Store.Benchmarks.Audit;

/// <summary>
/// P7: how fast a bundle is verified, by the store's verifier and by the one for Node, beside SHA-256 of the same file
/// in the same run. Both verifiers use one core.
/// </summary>
internal static class VerifyBench
{
    private const int StreamLength = 4;
    private const int DataBytes = 560;

    public static async Task Run(Arguments arguments, Report report)
    {
        var facts = arguments.Number("facts", arguments.Short ? 20_000 : 1_000_000);
        var rounds = arguments.Number("rounds", arguments.Short ? 1 : 3);
        var folder = Directory.CreateTempSubdirectory("store-bench-");
        try
        {
            var bundle = Path.Combine(folder.FullName, "bundle.tar");
            await Write(bundle, facts, new Random(arguments.Seed));
            var script = Path.Combine(folder.FullName, "verify.mjs");
            await File.WriteAllBytesAsync(script, BundleOutput.Resource("verify.mjs"));
            Verified(bundle);
            var seen = new List<(double Sha, double Store, double Node)>();
            for (var round = 0; round < rounds; round++)
            {
                var measured = new Dictionary<string, double>();
                string[] order = round % 2 == 0 ? ["sha", "store", "node"] : ["node", "store", "sha"];
                foreach (var one in order)
                {
                    var began = Stopwatch.GetTimestamp();
                    switch (one)
                    {
                        case "sha":
                            Hash(bundle);
                            break;
                        case "store":
                            Verified(bundle);
                            break;
                        default:
                            await Node(script, bundle);
                            break;
                    }

                    measured[one] = facts / Stopwatch.GetElapsedTime(began).TotalSeconds;
                }

                seen.Add((measured["sha"], measured["store"], measured["node"]));
            }

            report.Table(
                "p7",
                [
                    new Dictionary<string, object?>
                    {
                        ["facts"] = facts,
                        ["bytes/fact"] = new FileInfo(bundle).Length / facts,
                        ["sha256 facts/s"] = Report.Median(seen.Select(s => s.Sha)),
                        ["store facts/s"] = Report.Median(seen.Select(s => s.Store)),
                        ["ratio"] = Report.Median(seen.Select(s => s.Store / s.Sha)),
                        ["node facts/s"] = Report.Median(seen.Select(s => s.Node)),
                        ["node ratio"] = Report.Median(seen.Select(s => s.Node / s.Sha)),
                        ["load"] = Surroundings.LoadAverage(),
                    },
                ]
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Verified(string bundle)
    {
        var verdict = BundleVerification.Run(new BundleVerificationRequest(bundle));
        if (!verdict.IsVerified)
        {
            throw new InvalidOperationException(VerdictText.Lines(verdict));
        }
    }

    private static void Hash(string bundle)
    {
        using var file = File.OpenRead(bundle);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var memory = new byte[1 << 20];
        for (var read = file.Read(memory); read > 0; read = file.Read(memory))
        {
            hash.AppendData(memory, 0, read);
        }

        hash.GetHashAndReset();
    }

    /// <summary>The whole process, from its start to its verdict.</summary>
    private static async Task Node(string script, string bundle)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", [script, bundle])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        if (node.ExitCode != 0)
        {
            throw new InvalidOperationException($"verify.mjs: {output}{await errors}");
        }
    }

    /// <summary>Orders as they are recorded: streams of a few facts, side by side, about a kilobyte each.</summary>
    private static async Task Write(string path, int facts, Random random)
    {
        const string Origin = "store/bench";
        var range = new CompactRange();
        var nodes = new List<(TreeNode Node, byte[] Hash)>();
        var rows = new List<(byte[] Leaf, byte[] Envelope)>(facts);
        var open = new List<(string Stream, int Version, byte[]? Leaf)>();
        for (var i = 0; i < facts; i++)
        {
            if (open.Count < 200)
            {
                open.Add(($"O-202611-{i:D6}", 0, null));
            }

            var at = random.Next(open.Count);
            var (stream, version, prev) = open[at];
            var envelope = Envelope(i, stream, version + 1, prev, random);
            var leaf = MerkleHash.Leaf(envelope);
            rows.Add((leaf, envelope));
            range.Append(leaf, (node, hash) => nodes.Add((node, hash.ToArray())));
            if (version + 1 < StreamLength)
            {
                open[at] = (stream, version + 1, leaf);
            }
            else
            {
                open.RemoveAt(at);
            }
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var verifier = VerifierKey.Of(Origin, KeyKind.Log, key.ExportSubjectPublicKeyInfo());
        var checkpoint = new Checkpoint(Origin, facts, range.Root());
        var note = SignedNote.Unsigned(checkpoint.Write());
        var signature = key.SignData(
            VerifierKey.Message(KeyKind.Log, note),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        await using var file = File.Create(path);
        var output = new BundleOutput(file);
        await output.Head(
            note.With(new NoteSignature(Origin, verifier.Id, signature)),
            checkpoint,
            Encoding.UTF8.GetBytes($"{{\"keys\":[{{\"verifierKey\":\"{verifier}\"}}]}}"),
            CancellationToken.None
        );
        for (var i = 0; i < facts; i++)
        {
            await output.Fact(i, rows[i].Leaf, rows[i].Envelope, CancellationToken.None);
        }

        foreach (
            var (node, hash) in nodes.Where(n => n.Node.Level >= FirstPass.LowestStored).OrderBy(n => n.Node.Level)
        )
        {
            await output.Node(node, hash, CancellationToken.None);
        }

        await output.End(CancellationToken.None);
    }

    private static byte[] Envelope(int position, string stream, int version, byte[]? prev, Random random)
    {
        var data = new byte[DataBytes / 2];
        random.NextBytes(data);
        var id = Convert.ToHexStringLower(data.AsSpan(0, 16));
        var at = string.Create(
            CultureInfo.InvariantCulture,
            $"2026-11-28T{position / 3600 % 24:D2}:00:00.{position:D7}Z"
        );
        return Encoding.UTF8.GetBytes(
            $"{{\"v\":1,\"id\":\"{id}\",\"category\":\"order\",\"stream\":\"{stream}\",\"version\":{version},"
                + "\"type\":\"order.accepted\",\"typeVersion\":1,\"recordedAt\":\"2026-11-28T03:00:00.1234567Z\","
                + $"\"actor\":{{\"kind\":\"buyer\",\"id\":\"{id}\",\"reason\":null}},\"correlation\":\"{id}\",\"causation\":null,"
                + $"\"prev\":{(prev is null ? "null" : $"\"{Convert.ToBase64String(prev)}\"")},"
                + $"\"data\":{{\"at\":\"{at}\",\"text\":\"{Convert.ToHexStringLower(data)}\"}}}}"
        );
    }
}
