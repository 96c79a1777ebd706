using Store.Application.EventSourcing;
using Store.Application.Json;

namespace Store.Application.ReadModels;

/// <summary>
/// A read model as the runner sees it: a pure fold from facts to documents. The same facts give the same bytes,
/// today and in a rebuild ten years on; therefore no clock, no random id and no query stands in a fold.
/// </summary>
public interface IProjection
{
    /// <summary>Stable, snake case; names the documents and the checkpoint.</summary>
    string Name { get; }

    /// <summary>
    /// Raised when the fold changes: a new version is filled beside the old one, then takes its place.
    /// </summary>
    int Version { get; }

    /// <summary>The key of the one document that this fact touches, or null where it touches none.</summary>
    string? KeyOf(RecordedFact fact);

    /// <summary>True where this fact is the first of its document, so that none need be looked for.</summary>
    bool Begins(RecordedFact fact);

    /// <summary>Folds a fact into a document; null where the document does not exist, before or afterwards.</summary>
    object? Apply(object? document, RecordedFact fact);

    /// <summary>What is stored of a document.</summary>
    ReadDocument Store(string key, object document);

    /// <summary>The document as the fold left it, from what is stored.</summary>
    object Load(ReadDocument stored);
}

/// <summary>The typed form of <see cref="IProjection"/>, which every read model's file fills in.</summary>
public abstract class Projection<TDocument> : IProjection
    where TDocument : class
{
    public abstract string Name { get; }

    public abstract int Version { get; }

    public abstract string? KeyOf(RecordedFact fact);

    /// <summary>
    /// Override where a document begins with a fact of one kind: it saves a look for each new document.
    /// </summary>
    public virtual bool Begins(RecordedFact fact) => false;

    public abstract TDocument? Apply(TDocument? document, RecordedFact fact);

    public abstract ReadDocument Store(string key, TDocument document);

    /// <summary>Override where the document has parts that stand beside the body.</summary>
    public virtual TDocument Load(ReadDocument stored) => StoreJson.Read<TDocument>(stored.Body);

    object? IProjection.Apply(object? document, RecordedFact fact) => Apply((TDocument?)document, fact);

    ReadDocument IProjection.Store(string key, object document) => Store(key, (TDocument)document);

    object IProjection.Load(ReadDocument stored) => Load(stored);
}

/// <summary>A stored document: the JSON that the API answers, and what it is found by.</summary>
/// <param name="Owner">The account whose it is; null for what everyone may see.</param>
/// <param name="Sort">Order within a list, newest last: usually the position of the first fact.</param>
/// <param name="Version">The stream version that the body shows.</param>
public sealed record ReadDocument(string Key, string? Owner, long Sort, long Version, ReadOnlyMemory<byte> Body)
{
    /// <summary>The short form that lists show; null where lists show the whole.</summary>
    public ReadOnlyMemory<byte>? Summary { get; init; }

    /// <summary>What lists can be filtered by.</summary>
    public IReadOnlyDictionary<string, string> Facets { get; init; } = new Dictionary<string, string>();

    /// <summary>Text that a search finds, lower case; null where there is nothing to search.</summary>
    public string? SearchText { get; init; }
}
