using System.Security.Claims;
using System.Text.Encodings.Web;
using FluentValidation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Pipeline;
using Store.Application.ReadModels;
using Store.Domain;
using Xunit;

namespace Store.Api.Tests.Http;

/// <summary>
/// The pipeline alone on a real Kestrel: a few routes that exist for the tests only, and nothing behind them.
/// </summary>
public sealed class PipelineHost : IAsyncLifetime
{
    private readonly WebApplication _app;

    public PipelineHost()
        : this([]) { }

    internal PipelineHost(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Store:Limits:PerCaller:Requests"] = "100000" }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddHttpPipeline();
        builder.Services.AddStoreApplication().AddUseCasesOf(typeof(PipelineHost).Assembly);
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TestTokens>("Bearer", _ => { });
        _app = builder.Build();
        _app.UseHttpPipeline();
        _app.MapTestRoutes();
        _app.MapOpenApiDocument();
    }

    public HttpClient Client { get; private set; } = new();

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 };
        Client = new HttpClient(handler) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>A token that is "role id"; anything else does not hold.</summary>
internal sealed class TestTokens(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var parts = Request
            .Headers.Authorization.ToString()
            .Replace("Bearer ", "", StringComparison.Ordinal)
            .Split('.');
        if (parts.Length != 2)
        {
            return Task.FromResult(AuthenticateResult.Fail("No such token."));
        }

        var identity = new ClaimsIdentity([new("role", parts[0]), new("sub", parts[1])], "Test");
        return Task.FromResult(
            AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "Bearer"))
        );
    }
}

internal static class TestRoutes
{
    public static readonly Refusal Broken = new("note.broken", RefusalKind.Conflict, "壊れています。", "It is broken.");

    public static void MapTestRoutes(this IEndpointRouteBuilder app)
    {
        app.MapPost(
                "/v1/notes",
                (EndpointContext endpoint) =>
                    endpoint.Command<TakeNote.RequestBody>(
                        (context, body) => new TakeNote(context, body),
                        id => $"/v1/notes/{id}",
                        Settled
                    )
            )
            .ForBuyers()
            .Describe("メモを取る / Take a note")
            .Takes(
                new TakeNote.RequestBody("hello", 1, null, [new("p1", 2, new(2026, 11, 23), TakeNote.Colour.DarkBlue)])
            )
            .Answers(201, new { actor = "buyer", key = "k" })
            .Refuses(Broken)
            .Waits();
        app.MapPost(
                "/v1/open-notes",
                (EndpointContext endpoint) =>
                    endpoint.Command<TakeNote.RequestBody>((context, body) => new TakeNote(context, body))
            )
            .ForAnyone();
        app.MapPut(
                "/v1/operator/notes/{id}",
                (EndpointContext endpoint) =>
                    endpoint.Command<TakeNote.RequestBody>((context, body) => new TakeNote(context, body))
            )
            .ForOperators()
            .NeedsIfMatch();
        app.MapPost(
                "/v1/pings",
                (EndpointContext endpoint) => endpoint.Command(context => new TakeNote(context, new("ping", 1)))
            )
            .ForAnyone();
        app.MapGet(
                "/v1/notes",
                (EndpointContext endpoint) => endpoint.Query(caller => new ListNotes(caller, endpoint.Page))
            )
            .ForBuyers()
            .Describe("一覧 / List")
            .Reads<TakeNote.Colour>("colour", "Only these.")
            .AnswersPage(new { id = "n1" });
        app.MapGet(
                "/v1/notes/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(caller => new GetNote(caller, id))
            )
            .ForAnyone();
        app.MapGet("/v1/audit/notes", (EndpointContext endpoint) => endpoint.Done()).ForAuditors();
        app.MapGet("/v1/unmarked", (EndpointContext endpoint) => endpoint.Done());
        app.MapPost("/v1/sessions", (EndpointContext endpoint) => endpoint.Done()).ForAnyone().LimitedAs("sign-in");
        app.MapGet("/v1/bugs", IResult () => throw new InvalidOperationException("secret text")).ForAnyone();
        app.MapGet("/v1/outages", IResult () => throw new TimeoutException("secret text")).ForAnyone();
    }

    private static Task<QueryResult> Settled(CommandResult.Done done, TimeSpan patience, CancellationToken ct) =>
        Task.FromResult(new QueryResult("{\"settled\":true}"u8.ToArray(), 12, StateTag.Of(2)));
}

public sealed record TakeNote(CommandContext Context, TakeNote.RequestBody Body) : ICommand
{
    public sealed record RequestBody(
        string Text,
        long Seats,
        string? RegistrationNumber = null,
        IReadOnlyList<Line>? Lines = null
    );

    public sealed record Line(string PlanId, long Seats, NodaTime.LocalDate? StartsOn = null, Colour? Colour = null);

    public enum Colour
    {
        Red,
        DarkBlue,
    }

    public sealed class Validator : AbstractValidator<TakeNote>
    {
        public Validator()
        {
            RuleFor(n => n.Body.Text).NotEmpty().MaximumLength(20);
            RuleFor(n => n.Body.Seats).InclusiveBetween(1, 100_000);
        }
    }

    /// <summary>Shows what the pipeline made of the request.</summary>
    public sealed class Handler : ICommandHandler<TakeNote>
    {
        public Task<CommandResult> Handle(TakeNote command, CancellationToken cancellationToken)
        {
            if (command.Body.Text == "refuse")
            {
                return Task.FromResult<CommandResult>(TestRoutes.Broken.With("reissue", "/v1/notes"));
            }

            var shown = new
            {
                actor = command.Context.Actor.Kind,
                key = command.Context.Key?.Key,
                scope = command.Context.Key?.Scope,
                fingerprint = command.Context.Key is { } key ? Convert.ToHexStringLower(key.Fingerprint.Span) : null,
                ifVersion = command.Context.IfVersion,
            };
            var response = StoredResponse.Created("n1", StateTag.Of(1), StoreJson.Write(shown));
            return Task.FromResult<CommandResult>(new CommandResult.Done(response, 7, command.Body.Text == "replay"));
        }
    }
}

public sealed record GetNote(Caller Caller, string Id) : IQuery
{
    public sealed class Handler : IQueryHandler<GetNote>
    {
        public Task<QueryResult> Handle(GetNote query, CancellationToken cancellationToken) =>
            Task.FromResult(
                query.Id switch
                {
                    "n1" => new QueryResult("{\"id\":\"n1\"}"u8.ToArray(), 9, StateTag.Of(3, "2026-11-23")),
                    "file" => new QueryResult("%PDF"u8.ToArray(), 9, ContentType: "application/pdf")
                    {
                        FileName = "見積書.pdf",
                    },
                    "behind" => ReadRefusals.Behind,
                    _ => (QueryResult)new Refusal("note.not_found", RefusalKind.NotFound, "ありません。", "None.") with
                    {
                        Position = 11,
                    },
                }
            );
    }
}

public sealed record ListNotes(Caller Caller, PageRequest Page) : IQuery
{
    public sealed class Handler : IQueryHandler<ListNotes>
    {
        /// <summary>Three notes, newest first.</summary>
        public Task<QueryResult> Handle(ListNotes query, CancellationToken cancellationToken)
        {
            var asked = query.Page.Of("notes", query.Caller.AccountId);
            IReadOnlyList<ReadDocument> found =
            [
                .. Enumerable
                    .Range(1, 3)
                    .Reverse()
                    .Where(n => asked.After is null || n < asked.After.Sort)
                    .Take(asked.Limit)
                    .Select(n => new ReadDocument($"n{n}", null, n, 1, StoreJson.Write(new { id = $"n{n}" }))),
            ];
            return Task.FromResult(query.Page.Show(new Read<IReadOnlyList<ReadDocument>>(found, 9)));
        }
    }
}
