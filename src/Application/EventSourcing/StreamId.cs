using Store.Domain;

namespace Store.Application.EventSourcing;

/// <summary>The identity of a stream: an aggregate's category and its id within it.</summary>
public readonly record struct StreamId(string Category, string Id)
{
    public static StreamId Of<TAggregate>(string id)
        where TAggregate : class, IAggregate<TAggregate> => new(TAggregate.Category, id);

    public override string ToString() => $"{Category}/{Id}";
}
