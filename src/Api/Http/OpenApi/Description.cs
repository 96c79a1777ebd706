using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Store.Application.Json;
using Store.Domain;

namespace Store.Api.Http.OpenApi;

/// <summary>What the OpenAPI document says of a route beyond its <see cref="RoutePolicy"/>.</summary>
public sealed class Description
{
    public string Summary { get; set; } = "";

    public Shown? Takes { get; set; }

    public List<(int Status, Shown? Body)> Answers { get; } = [];

    public List<Refusal> Refuses { get; } = [];

    public List<Parameter> Parameters { get; } = [];

    /// <summary>True where the answer is a page of a list.</summary>
    public bool IsPage { get; set; }

    /// <summary>True where the route honours <c>Prefer: wait</c>.</summary>
    public bool Waits { get; set; }

    /// <summary>An example with its type; the type is null where the example alone tells the shape.</summary>
    /// <param name="WriteExample">
    /// Called when the document is made: every server that starts would wait for the examples of all its routes.
    /// </param>
    public sealed record Shown(Func<JsonNode?> WriteExample, Type? Type, string MediaType = "application/json");

    public sealed record Parameter(string Name, Type Type, string Text);
}

/// <summary>How an endpoint file describes its routes; read once, when the document is made.</summary>
public static class DescriptionOfRoutes
{
    /// <param name="summary">Japanese and English, as <c>注文する / Place an order</c>.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string summary) =>
        route.With(d => d.Summary = summary);

    /// <summary>The request's body, by an example.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, T example) =>
        route.With(d => d.Takes = Show(example));

    /// <summary>An answer that is no refusal, by an example: a record, or an anonymous object.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, int status, T example) =>
        route.With(d => d.Answers.Add((status, Show(example))));

    /// <summary>204, or another status without a body.</summary>
    public static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder route, int status = 204) =>
        route.With(d => d.Answers.Add((status, null)));

    /// <summary>A page of a list, by an example of one item.</summary>
    public static RouteHandlerBuilder AnswersPage<T>(this RouteHandlerBuilder route, T exampleItem) =>
        route.With(d =>
        {
            d.IsPage = true;
            d.Answers.Add((200, Show(exampleItem)));
        });

    /// <summary>A file, such as <c>application/pdf</c>.</summary>
    public static RouteHandlerBuilder AnswersFile(this RouteHandlerBuilder route, string mediaType) =>
        route.With(d => d.Answers.Add((200, new Description.Shown(() => null, null, mediaType))));

    /// <summary>The route's own refusals; those that every route of its policy has are added by themselves.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params Refusal[] refusals) =>
        route.With(d => d.Refuses.AddRange(refusals));

    /// <summary>A parameter of the query string.</summary>
    public static RouteHandlerBuilder Reads<T>(this RouteHandlerBuilder route, string name, string text) =>
        route.With(d => d.Parameters.Add(new(name, typeof(T), text)));

    /// <summary>The route honours <c>Prefer: wait</c>.</summary>
    public static RouteHandlerBuilder Waits(this RouteHandlerBuilder route) => route.With(d => d.Waits = true);

    private static Description.Shown Show<T>(T example) =>
        example is JsonNode node
            ? new(node.DeepClone, null)
            : new(
                () => JsonNode.Parse(StoreJson.Write(example)),
                typeof(T).IsDefined(typeof(CompilerGeneratedAttribute), false) ? null : typeof(T)
            );

    private static RouteHandlerBuilder With(this RouteHandlerBuilder route, Action<Description> say)
    {
        route.Add(endpoint =>
        {
            var description = endpoint.Metadata.OfType<Description>().FirstOrDefault();
            if (description is null)
            {
                endpoint.Metadata.Add(description = new Description());
            }

            say(description);
        });
        return route;
    }
}
