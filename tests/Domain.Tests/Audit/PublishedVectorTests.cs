using System.Text.Json;
using FluentAssertions;
using Store.Domain.Audit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Domain.Tests.Audit;

/// <summary>Proof vectors that nobody here wrote, with their mutated negatives.</summary>
public class PublishedVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Inclusion_proofs_are_judged_as_published() =>
        EachFile(
            "inclusion",
            vector =>
                InclusionProof.Verify(
                    vector.Number("leafIdx"),
                    vector.Number("treeSize"),
                    vector.Bytes("leafHash"),
                    vector.Proof(),
                    vector.Bytes("root")
                )
        );

    [Fact]
    public void Consistency_proofs_are_judged_as_published() =>
        EachFile(
            "consistency",
            vector =>
                ConsistencyProof.Verify(
                    vector.Number("size1"),
                    vector.Number("size2"),
                    vector.Bytes("root1"),
                    vector.Bytes("root2"),
                    vector.Proof()
                )
        );

    private void EachFile(string kind, Func<Vector, bool> verify)
    {
        string? folder = SharedData.Find($"rfc6962/{kind}");
        if (folder is null)
        {
            output.WriteLine($"No published {kind} vectors beside this clone: nothing was compared.");
            return;
        }

        string[] files = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories);
        files.Should().NotBeEmpty();
        foreach (string file in files)
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
            bool wanted = !json.RootElement.GetProperty("wantErr").GetBoolean();
            verify(new Vector(json.RootElement)).Should().Be(wanted, Path.GetRelativePath(folder, file));
        }

        output.WriteLine($"{files.Length} published {kind} vectors agree.");
    }

    private sealed class Vector(JsonElement json)
    {
        // Some negatives count below zero in unsigned arithmetic; here they arrive as negative numbers.
        public long Number(string name) => unchecked((long)json.GetProperty(name).GetUInt64());

        public byte[] Bytes(string name) => json.GetProperty(name).GetBytesFromBase64();

        public List<ReadOnlyMemory<byte>> Proof()
        {
            JsonElement proof = json.GetProperty("proof");
            return proof.ValueKind == JsonValueKind.Null
                ? []
                : [.. proof.EnumerateArray().Select(hash => (ReadOnlyMemory<byte>)hash.GetBytesFromBase64())];
        }
    }
}
