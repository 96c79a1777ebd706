namespace Store.Domain;

/// <summary>
/// Something that happened, as it is stored for ever. A fact is a small immutable record of primitives, strings,
/// dates and nested plain records; it carries what was agreed and never its own stream, version or time, which
/// stand in the envelope around it.
/// </summary>
public abstract record Fact;

/// <summary>
/// The name and version under which a fact is stored. Both are a promise to everyone who will ever replay the log:
/// a new optional field keeps the version, anything else is a new version beside the old one (ADR-0004).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StoredAsAttribute(string name, int version) : Attribute
{
    public string Name { get; } = name;

    public int Version { get; } = version;
}

/// <summary>
/// Text about a person (contact name, e-mail, phone, address). It is encrypted with the key of
/// <paramref name="Subject"/>, an account's id, before it enters an envelope; once that key is destroyed,
/// <see cref="Value"/> is null for everyone who reads the fact.
/// </summary>
public sealed record PersonalText(string Subject, string? Value)
{
    /// <summary>Keeps the text out of logs, exception messages and test output.</summary>
    public override string ToString() => Value is null ? "(erased)" : "(personal)";
}
