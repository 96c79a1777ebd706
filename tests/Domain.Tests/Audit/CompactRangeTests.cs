using System.Security.Cryptography;
using FluentAssertions;
using Store.Domain.Audit;
using Xunit;

namespace Store.Domain.Tests.Audit;

public class CompactRangeTests
{
    // The leaves and roots that certificate transparency logs test themselves with.
    private static readonly string[] KnownLeaves =
    [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_RFC_6962(int size, string root)
    {
        var range = new CompactRange();
        foreach (string leaf in KnownLeaves.Take(size))
        {
            range.Append(MerkleHash.Leaf(Convert.FromHexString(leaf)));
        }

        Convert.ToHexStringLower(range.Root()).Should().Be(root);
    }

    [Fact]
    public void A_leaf_is_hashed_behind_a_zero_byte_whatever_its_length()
    {
        foreach (int length in new[] { 0, 1, 2046, 2047, 2048, 2049, 61_440 })
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)i)];

            MerkleHash.Leaf(bytes).Should().Equal(SHA256.HashData([0x00, .. bytes]), $"of {length} bytes");
        }
    }

    [Fact]
    public void The_root_equals_the_definition_at_every_size()
    {
        var leaves = Leaves.Hashes(300);
        var range = new CompactRange();
        for (int size = 0; size <= leaves.Count; size++)
        {
            range.Size.Should().Be(size);
            range.Root().Should().Equal(Leaves.NaiveRoot(leaves, 0, size), $"of size {size}");
            if (size < leaves.Count)
            {
                range.Append(leaves[size].Span);
            }
        }
    }

    [Fact]
    public void What_is_stored_continues_where_it_stopped()
    {
        var leaves = Leaves.Hashes(130);
        for (int size = 0; size < leaves.Count; size++)
        {
            var range = new CompactRange();
            leaves.Take(size).ToList().ForEach(leaf => range.Append(leaf.Span));

            CompactRange read = CompactRange.FromBytes(range.ToBytes());
            leaves.Skip(size).ToList().ForEach(leaf => read.Append(leaf.Span));

            read.Root().Should().Equal(Leaves.NaiveRoot(leaves, 0, leaves.Count), $"after a stop at {size}");
        }
    }

    [Fact]
    public void A_copy_does_not_change_its_origin()
    {
        var range = new CompactRange();
        Leaves.Hashes(7).ForEach(leaf => range.Append(leaf.Span));
        byte[] before = range.ToBytes();

        range.Clone().Append(MerkleHash.Leaf([1]));

        range.ToBytes().Should().Equal(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000000000001")]
    [InlineData("ffffffffffffffff")]
    [InlineData("000000000000000000")]
    public void Damaged_bytes_are_not_read(string hex)
    {
        var read = () => CompactRange.FromBytes(Convert.FromHexString(hex));

        read.Should().Throw<FormatException>();
    }

    [Fact]
    public void A_range_near_the_largest_size_is_read_and_appended_to()
    {
        long size = (1L << 62) - 1;
        var bytes = new byte[8 + (62 * MerkleHash.Size)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, size);

        CompactRange range = CompactRange.FromBytes(bytes);
        range.Append(MerkleHash.Leaf([]));

        range.Size.Should().Be(size + 1);
        range.ToBytes().Should().HaveCount(8 + MerkleHash.Size);
    }

    [Fact]
    public void Every_completed_subtree_is_told_once_with_its_hash()
    {
        var leaves = Leaves.Hashes(100);
        var told = new Dictionary<TreeNode, byte[]>();
        var range = new CompactRange();
        foreach (var leaf in leaves)
        {
            range.Append(leaf.Span, (node, hash) => told.Add(node, hash.ToArray()));
        }

        foreach ((TreeNode node, byte[] hash) in told)
        {
            int width = 1 << node.Level;
            int first = (int)node.Index * width;
            hash.Should().Equal(Leaves.NaiveRoot(leaves, first, first + width));
        }

        told.Should().HaveCount(50 + 25 + 12 + 6 + 3 + 1);
    }
}
