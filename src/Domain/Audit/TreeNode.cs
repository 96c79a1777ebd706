namespace Store.Domain.Audit;

/// <summary>
/// Address of a complete subtree: the one over the 2^<paramref name="Level"/> leaves that start at leaf
/// <paramref name="Index"/> × 2^<paramref name="Level"/>. Level 0 is the leaves themselves. Such a node never changes
/// once its last leaf is there, so it may be stored once and for all.
/// </summary>
public readonly record struct TreeNode(int Level, long Index);

/// <summary>Hears of every subtree that an append completes, lowest first; leaves (level 0) are not told.</summary>
/// <param name="node">Where the subtree stands, at level 1 or above.</param>
/// <param name="hash">Its 32 bytes, valid only during the call.</param>
public delegate void SubtreeCompleted(TreeNode node, ReadOnlySpan<byte> hash);
