using System.Text;
using Store.Domain.Audit;

namespace Store.Infrastructure.Bundles;

/// <summary>
/// Writes a bundle as it is told of facts and subtrees, in the memory of one part. The same log at the same size gives
/// the same bytes: no entry bears a time or an owner.
/// </summary>
public sealed class BundleOutput(Stream output)
{
    private static readonly byte[] Zeros = new byte[2 * Ustar.Block];

    private readonly byte[] _header = new byte[Ustar.Block];
    private readonly byte[] _part = new byte[
        BundleParts.PartLength + BundleParts.FactHeader + BundleParts.LongestEnvelope
    ];
    private string? _name;
    private int _length;
    private long _nodes;

    /// <summary>What stands before the facts.</summary>
    /// <param name="keys">The bytes of <c>keys.json</c>.</param>
    public async Task Head(SignedNote note, Checkpoint checkpoint, ReadOnlyMemory<byte> keys, CancellationToken ct)
    {
        ReadOnlyMemory<byte>[] contents =
        [
            Encoding.ASCII.GetBytes(BundleParts.Json(checkpoint.Origin, checkpoint.Size)),
            Encoding.UTF8.GetBytes(note.Write()),
            keys,
            Resource("verify.mjs"),
            Resource("bundle-readme.txt"),
        ];
        for (var i = 0; i < contents.Length; i++)
        {
            await Entry(BundleParts.Head[i], contents[i], ct);
        }
    }

    /// <summary>The next fact, as the log says: positions ascend, but may have gaps.</summary>
    public async ValueTask Fact(
        long position,
        ReadOnlyMemory<byte> leaf,
        ReadOnlyMemory<byte> envelope,
        CancellationToken ct
    )
    {
        _name ??= BundleParts.Facts(position);
        BundleParts.WriteFact(_part.AsSpan(_length), position, leaf.Span, envelope.Span);
        _length += BundleParts.FactHeader + envelope.Length;
        await ClosePart(BundleParts.PartLength, ct);
    }

    /// <summary>The next stored subtree, level by level, once all facts are written.</summary>
    public async ValueTask Node(TreeNode node, ReadOnlyMemory<byte> hash, CancellationToken ct)
    {
        if (_nodes == 0)
        {
            await ClosePart(1, ct);
        }

        _name ??= BundleParts.Nodes(_nodes);
        BundleParts.WriteNode(_part.AsSpan(_length), node.Level, node.Index, hash.Span);
        _length += BundleParts.NodeFrame;
        _nodes++;
        await ClosePart(BundleParts.PartLength, ct);
    }

    /// <summary>Without its end a bundle is none, so that nobody takes a part of one for the whole.</summary>
    public async Task End(CancellationToken ct)
    {
        await ClosePart(1, ct);
        await output.WriteAsync(Zeros, ct);
    }

    /// <summary>The verifier for Node that a bundle carries.</summary>
    public static byte[] Resource(string name)
    {
        var type = typeof(BundleOutput);
        using var stream =
            type.Assembly.GetManifestResourceStream($"{type.Namespace}.{name}")
            ?? throw new InvalidOperationException($"{name} is not built in.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private async ValueTask ClosePart(int atLeast, CancellationToken ct)
    {
        if (_name is { } name && _length >= atLeast)
        {
            await Entry(name, _part.AsMemory(0, _length), ct);
            (_name, _length) = (null, 0);
        }
    }

    private async Task Entry(string name, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        Ustar.Header(name, content.Length, _header);
        await output.WriteAsync(_header, ct);
        await output.WriteAsync(content, ct);
        await output.WriteAsync(Zeros.AsMemory(0, Ustar.Padding(content.Length)), ct);
    }
}
