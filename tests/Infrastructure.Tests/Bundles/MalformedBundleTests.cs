using System.Buffers.Binary;
using FluentAssertions;
using Store.Infrastructure.Bundles;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Infrastructure.Tests.Bundles;

/// <summary>
/// Whatever a file holds, neither verifier falls over, neither passes what is not as it was written, and both say the
/// same.
/// </summary>
public sealed class MalformedBundleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Block = 512;

    private readonly string _folder = Directory.CreateTempSubdirectory("store-bundles-").FullName;
    private readonly BothVerifiers _verifiers = new(output.WriteLine);
    private readonly WrittenLog _log = WrittenLog.Of(40, seed: 3);
    private byte[] _bundle = [];

    public async Task InitializeAsync() => _bundle = await File.ReadAllBytesAsync(await _log.Bundle(_folder));

    public async Task DisposeAsync()
    {
        await _verifiers.DisposeAsync();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_truncated_bundle_is_unreadable()
    {
        foreach (
            var length in (int[])[0, 1, 511, 512, 513, _bundle.Length / 2, _bundle.Length - Block, _bundle.Length - 1]
        )
        {
            (await Ask(_bundle[..length])).Should().Be("unreadable malformed", $"it ends after {length} bytes");
        }
    }

    [Fact]
    public async Task Trailing_bytes_are_refused()
    {
        (await Ask([.. _bundle, 0])).Should().Be("unreadable malformed");
        (await Ask([.. _bundle, .. new byte[Block]])).Should().Be("unreadable malformed");
        (await Ask([.. _bundle, .. _bundle])).Should().Be("unreadable malformed");
    }

    [Fact]
    public async Task Entries_are_those_of_a_bundle_once_and_in_order()
    {
        var entries = Entries();
        for (var i = 0; i < entries.Count; i++)
        {
            List<byte[]> without = [.. entries[..i], .. entries[(i + 1)..]];
            (await Ask(Tar(without))).Should().NotBe("verified", $"entry {i} is missing");
            List<byte[]> twice = [.. entries[..(i + 1)], .. entries[i..]];
            (await Ask(Tar(twice))).Should().NotBe("verified", $"entry {i} is there twice");
        }

        foreach (
            var name in (string[])["../bundle.json", "/bundle.json", "./bundle.json", "bundle.json/", "BUNDLE.JSON"]
        )
        {
            (await Ask(Tar([Entry(name, entries[0][Block..]), .. entries[1..]]))).Should().Be("unreadable malformed");
        }
    }

    [Theory]
    [InlineData(8L << 30)]
    [InlineData(17 << 20)]
    public async Task Huge_lengths_are_refused_without_memory_for_them(long length)
    {
        var header = new byte[Block];
        Ustar.Header("bundle.json", length, header);
        (await Ask([.. header, .. _bundle[Block..]])).Should().Be("unreadable malformed");
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(1u << 31)]
    [InlineData(60 * 1024 + 1)]
    [InlineData(5000u)]
    public async Task Overlong_frames_are_refused(uint length)
    {
        var entries = Entries();
        BinaryPrimitives.WriteUInt32BigEndian(entries[5].AsSpan(Block + 40), length);
        (await Ask(Tar(entries))).Should().NotBe("verified");
    }

    [Fact]
    public async Task No_byte_of_note_facts_and_tree_can_be_another()
    {
        var random = new Random(20261128);
        output.WriteLine("seed 20261128");
        var entries = Entries();
        var signed = entries[..2].Sum(e => e.Length);
        var facts = entries[..5].Sum(e => e.Length);
        for (var i = 0; i < 400; i++)
        {
            var at = random.Next(_bundle.Length);
            byte[] changed = [.. _bundle];
            changed[at] ^= (byte)(1 << random.Next(8));
            var verdict = await Ask(changed);
            if (at < signed || at >= facts)
            {
                verdict.Should().NotBe("verified", $"byte {at} is another one (seed 20261128, case {i})");
            }
        }
    }

    /// <summary>The verdict of both.</summary>
    private async Task<string> Ask(byte[] bundle)
    {
        var path = Path.Combine(_folder, "changed.tar");
        await File.WriteAllBytesAsync(path, bundle);
        return await _verifiers.Findings(new BundleVerificationRequest(path, Key: _log.Key));
    }

    /// <summary>Every entry with its header and padding.</summary>
    private List<byte[]> Entries()
    {
        var entries = new List<byte[]>();
        for (var at = 0; Ustar.Read(_bundle.AsSpan(at)) is { } entry; )
        {
            var end = at + Block + (int)entry.Length + Ustar.Padding(entry.Length);
            entries.Add(_bundle[at..end]);
            at = end;
        }

        return entries;
    }

    private static byte[] Entry(string name, byte[] paddedContent)
    {
        var header = new byte[Block];
        Ustar.Header(name, paddedContent.Length, header);
        return [.. header, .. paddedContent];
    }

    private static byte[] Tar(IEnumerable<byte[]> entries) => [.. entries.SelectMany(e => e), .. new byte[2 * Block]];
}
