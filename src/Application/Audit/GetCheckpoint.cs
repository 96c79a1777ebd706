using System.Text;

namespace Store.Application.Audit;

/// <summary>
/// The signed note of the newest tree. It covers every fact that was acknowledged before the question: where it does
/// not yet, the answer waits for the checkpoint signer, which is at most a second behind.
/// </summary>
public sealed record GetCheckpoint : IQuery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    public sealed class Handler(ISignedTree tree, TimeProvider time) : IQueryHandler<GetCheckpoint>
    {
        public async Task<QueryResult> Handle(GetCheckpoint query, CancellationToken cancellationToken)
        {
            var began = time.GetTimestamp();
            var last = await tree.Last(cancellationToken);
            var needed = last.LogSize;
            while (last.Size < needed || last.Note is null)
            {
                if (time.GetElapsedTime(began) > Patience)
                {
                    return AuditRefusals.CheckpointBehind;
                }

                await Task.Delay(Glance, cancellationToken);
                last = await tree.Last(cancellationToken);
            }

            return new QueryResult(Encoding.UTF8.GetBytes(last.Note), last.Size - 1, TagOf(last), "text/plain");
        }

        /// <summary>A rotated key signs a tree anew without a fact.</summary>
        private static string TagOf(LastCheckpoint last)
        {
            var signed = Domain.Audit.SignedNote.Read(last.Note!)!;
            return $"{last.Size}-{signed.Signatures[0].KeyId}";
        }
    }
}
