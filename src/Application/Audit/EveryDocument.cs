using System.Runtime.CompilerServices;
using Store.Application.ReadModels;

namespace Store.Application.Audit;

/// <summary>All that a search finds, page by page, for answers without an end of their own.</summary>
internal static class EveryDocument
{
    private const int AtATime = 1000;

    /// <exception cref="InvalidOperationException">The documents cannot be read: the answer is cut off.</exception>
    public static async IAsyncEnumerable<IssuedDocument> Of(
        IDocumentIndex index,
        FoundDocuments wanted,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var projection = new IssuedDocument.Projection();
        DocumentCursor? after = null;
        while (true)
        {
            var read = await index.Find(wanted, AtATime, after, ct);
            if (read.Refused is { } refused)
            {
                throw new InvalidOperationException($"The documents cannot be read: {refused.Code}.");
            }

            foreach (var stored in read.Value)
            {
                yield return projection.Load(stored);
            }

            if (read.Value.Count < AtATime)
            {
                yield break;
            }

            after = new DocumentCursor(read.Value[^1].Sort, read.Value[^1].Key);
        }
    }
}
