using System.Globalization;
using Npgsql;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>Orders over HTTP, as buyers place them, and the count afterwards of what the log holds.</summary>
internal sealed class HttpLine(ApiProcess api, BenchServer server, int seed) : IDisposable
{
    private readonly List<HttpCaller> _callers = [];
    private readonly HashSet<string> _acknowledged = [];

    public ApiProcess Api => api;

    /// <summary>Orders acknowledged so far.</summary>
    public int Acknowledged => _acknowledged.Count;

    public async Task<Round> Run(SeededQuote[] quotes, int callers, int first, int count, double? perSecond = null)
    {
        await Connect(callers);
        var numbers = new string[count];
        var round = await ClosedLoop.Run(
            new Watched(server.ProcessId, api.Id),
            callers,
            first,
            count,
            async (caller, order) => numbers[order - first] = await Place(_callers[caller], quotes[order]),
            perSecond
        );
        Keep(numbers);
        return round;
    }

    /// <summary>Places one order and returns its path.</summary>
    public async ValueTask<string> Place(HttpCaller caller, SeededQuote quote)
    {
        var answer = await caller.Post(
            "/v1/orders",
            quote.Buyer.Token,
            string.Create(CultureInfo.InvariantCulture, $"bench-{seed}-{quote.Id}"),
            $$"""{"quoteId":"{{quote.Id}}","paymentMethod":"onAccount"}"""
        );
        return answer is { Status: 201, Location: { } location }
            ? location
            : throw new InvalidOperationException($"An order was answered {answer.Status}: {caller.LastBody(answer)}");
    }

    public async Task<HttpCaller> Caller()
    {
        await Connect(1);
        return _callers[0];
    }

    public void Keep(IEnumerable<string> locations)
    {
        foreach (var location in locations)
        {
            if (!_acknowledged.Add(location))
            {
                throw new InvalidOperationException($"{location} was acknowledged twice.");
            }
        }
    }

    /// <summary>
    /// Every acknowledged order is in the log exactly once, with its credit and its quote; none is lost.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, object?>> Verify(NpgsqlDataSource database, int alreadyThere)
    {
        var counts = new Dictionary<string, object?> { ["acknowledged"] = _acknowledged.Count };
        await using var command = database.CreateCommand(
            """
            select type, count(*), count(distinct stream_id) from store.facts
             where type in ('order.placed', 'credit.reserved', 'quote.ordered') group by type
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var (type, count) = (
                row.GetString(0),
                row.GetInt64(1) - (row.GetString(0) == "quote.ordered" ? 0 : alreadyThere)
            );
            counts[type] = count;
            if (count != _acknowledged.Count || type == "order.placed" && row.GetInt64(2) != row.GetInt64(1))
            {
                throw new InvalidOperationException(
                    $"{_acknowledged.Count} orders were acknowledged, {type}: {count}."
                );
            }
        }

        return counts;
    }

    public void Dispose() => _callers.ForEach(c => c.Dispose());

    private async Task Connect(int callers)
    {
        while (_callers.Count < callers)
        {
            var caller = new HttpCaller(api.Port);
            await caller.Connect();
            _callers.Add(caller);
        }
    }
}
