using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Store.Architecture.Tests.Reference;

/// <summary>The documentation comments of an assembly, as the compiler wrote them beside it.</summary>
internal sealed partial class XmlComments
{
    private readonly Dictionary<string, XElement> _members;

    public XmlComments(System.Reflection.Assembly assembly) =>
        _members = XDocument
            .Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(m => m.Attribute("name")!.Value);

    /// <summary>Markdown of the summary on a type; null where it has none.</summary>
    public string? SummaryOf(Type type) => Text("T:" + NameOf(type), m => m.Element("summary"));

    public string? SummaryOfField(Type type, string field) =>
        Text($"F:{NameOf(type)}.{field}", m => m.Element("summary"));

    /// <summary>What a positional record says of one of its parameters.</summary>
    public string? ParameterOf(Type record, string name) =>
        Text("T:" + NameOf(record), m => m.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name))
        ?? Text($"P:{NameOf(record)}.{name}", m => m.Element("summary"));

    private string? Text(string member, Func<XElement, XElement?> part) =>
        _members.TryGetValue(member, out var found) && part(found) is { } element
            ? Spaces().Replace(string.Concat(element.Nodes().Select(Markdown)), " ").Trim()
            : null;

    private static string Markdown(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => see.Attribute("langword")?.Value
                ?? Last(see.Attribute("cref")?.Value ?? see.Value),
            XElement { Name.LocalName: "paramref" } parameter => $"`{FieldName(parameter.Attribute("name")!.Value)}`",
            XElement other => string.Concat(other.Nodes().Select(Markdown)),
            _ => "",
        };

    public static string FieldName(string property) => char.ToLowerInvariant(property[0]) + property[1..];

    private static string Last(string cref) => cref.Split('(')[0].Split('.', ':')[^1];

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
