using Store.Application.Json;

namespace Store.Application.Reactors;

/// <summary>
/// What stands still until a person looks, longest first: reactions that failed to the end of their retry table, and
/// projections that met a fact they cannot take.
/// </summary>
public sealed record ListParked : IQuery
{
    /// <param name="NextCursor">Always null: whoever has more parked work than one page holds has another problem.</param>
    public sealed record Answer(IReadOnlyList<ParkedItem> Items, string? NextCursor);

    public sealed class Handler(IParkedWork parked) : IQueryHandler<ListParked>
    {
        public async Task<QueryResult> Handle(ListParked request, CancellationToken cancellationToken) =>
            new(StoreJson.Write(new Answer(await parked.List(cancellationToken), null)), Position: -1);
    }
}
