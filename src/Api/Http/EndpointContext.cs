using System.Globalization;
using System.Security.Cryptography;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Api.Http;

/// <summary>
/// One request and its answer. An endpoint says which command or query it means; everything that HTTP promises
/// around it (strict bodies, idempotency, ETags, positions, problems) is done here, the same for every route.
/// </summary>
public sealed partial class EndpointContext
{
    private readonly RoutePolicy _policy;
    private readonly SeenPosition _seen;

    internal EndpointContext(HttpContext http, RoutePolicy policy, Caller caller)
    {
        Http = http;
        Caller = caller;
        _policy = policy;
        _seen = http.RequestServices.GetRequiredService<SeenPosition>();
    }

    public HttpContext Http { get; }

    public Caller Caller { get; }

    /// <summary>Ends when the caller has gone away.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>How the framework hands it to an endpoint: the authorization middleware has made it.</summary>
    public static ValueTask<EndpointContext?> BindAsync(HttpContext http) => new(http.Features.Get<EndpointContext>());

    /// <summary>Carries out a command with a body.</summary>
    /// <param name="location">The address of what the command created or changed, by its number or id.</param>
    /// <param name="settled">
    /// Where the route honours <c>Prefer: wait</c>: waits at most that long for what the command set going, then
    /// reads the resource anew.
    /// </param>
    public async Task Command<TBody>(
        Func<CommandContext, TBody, ICommand> make,
        Func<string, string>? location = null,
        Func<CommandResult.Done, TimeSpan, CancellationToken, Task<QueryResult>>? settled = null
    )
        where TBody : class
    {
        var (body, unread) = await RequestBody.Read(Http.Request, Aborted);
        if (unread is not null)
        {
            await Refuse(unread);
            return;
        }

        var (value, malformed) = body.As<TBody>();
        if (value is null)
        {
            await Refuse(malformed!);
            return;
        }

        await Carry(body, context => make(context, value), location, settled);
    }

    /// <summary>Carries out a command that says everything in its address.</summary>
    public async Task Command(
        Func<CommandContext, ICommand> make,
        Func<string, string>? location = null,
        Func<CommandResult.Done, TimeSpan, CancellationToken, Task<QueryResult>>? settled = null
    )
    {
        var (body, unread) = await RequestBody.Read(Http.Request, Aborted);
        if ((unread ?? body.RefusedUnlessEmpty()) is { } refused)
        {
            await Refuse(refused);
            return;
        }

        await Carry(body, make, location, settled);
    }

    /// <summary>Answers a question.</summary>
    public async Task Query(Func<Caller, IQuery> make)
    {
        var query = make(Caller);
        if (RefusedParameters is { } refused)
        {
            await Refuse(refused);
            return;
        }

        await Show(await Messages.Ask(query, Aborted));
    }

    /// <summary>
    /// A body for endpoints that send no command, such as a sign-in. Null where it was refused and answered already.
    /// </summary>
    public async Task<TBody?> Body<TBody>()
        where TBody : class
    {
        var (body, unread) = await RequestBody.Read(Http.Request, Aborted);
        var (value, malformed) = unread is null ? body.As<TBody>() : (null, unread);
        var refused = malformed ?? (body.CarriesCardNumber ? Store.Domain.Payments.CardRefusals.PanRefused : null);
        if (refused is null)
        {
            return value;
        }

        await Refuse(refused);
        return null;
    }

    /// <summary>The seconds of <c>Prefer: wait</c> (RFC 7240), at most 30; null where nothing is preferred.</summary>
    public int? WaitSeconds => Preferences.Wait(Http.Request.Headers["Prefer"]);

    /// <summary>Answers what a read model or a file says, or 304 where the caller has it already.</summary>
    public async Task Show(QueryResult result)
    {
        if (result.Refused is { } refused)
        {
            await Refuse(refused, result.Position);
            return;
        }

        var response = Http.Response;
        Position(result.Position);
        response.Headers.CacheControl = "private, no-cache";
        if (result.Tag is { } state)
        {
            var tag = EntityTags.Of(state);
            response.Headers.ETag = tag;
            if (EntityTags.AnyEquals(Http.Request.Headers.IfNoneMatch, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        if (result.NextCursor is { } next)
        {
            response.Headers.Link = Parameters.LinkToNext(Http.Request, next);
        }

        if (result.FileName is { } file)
        {
            response.Headers.ContentDisposition = Parameters.Attachment(file);
        }

        if (result.Write is { } write)
        {
            await Stream(result.ContentType, write);
            return;
        }

        if (result.FileName is not null)
        {
            // RFC 9530. Files are sent as they are stored, so that one hash is true of both.
            var digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(result.Body.Span))}:";
            response.Headers["Repr-Digest"] = digest;
            response.Headers["Content-Digest"] = digest;
        }

        await Write(StatusCodes.Status200OK, result.ContentType, result.Body);
    }

    /// <summary>Answers a body that is neither a command's nor a query's, such as a token.</summary>
    public Task Answer<T>(int status, T body)
    {
        return Answer(status, "application/json", Application.Json.StoreJson.Write(body));
    }

    /// <summary>Answers bytes that are written already.</summary>
    public Task Answer(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        Position(-1);
        Http.Response.Headers.CacheControl = "no-store";
        return Write(status, contentType, body);
    }

    /// <summary>Answers 204.</summary>
    public Task Done()
    {
        Position(-1);
        Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public Task Refuse(Refusal refusal, long position = -1)
    {
        Position(position);
        return Problems.Write(Http, refusal);
    }

    private Messages Messages => Http.RequestServices.GetRequiredService<Messages>();

    private async Task Carry(
        RequestBody body,
        Func<CommandContext, ICommand> make,
        Func<string, string>? location,
        Func<CommandResult.Done, TimeSpan, CancellationToken, Task<QueryResult>>? settled
    )
    {
        if (!EntityTags.TryVersion(Http.Request.Headers.IfMatch, out var version))
        {
            await Refuse(HttpRefusals.TagMalformed);
            return;
        }

        if (_policy.NeedsIfMatch && Http.Request.Headers.IfMatch.Count == 0)
        {
            await Refuse(HttpRefusals.TagRequired);
            return;
        }

        if (Idempotency.Read(Http.Request, _policy, Caller, body.Bytes.Span, out var key) is { } unkeyed)
        {
            await Refuse(unkeyed);
            return;
        }

        var context = new CommandContext(
            Caller.Actor,
            Caller.AccountId,
            Problems.TraceOf(Http),
            key,
            version,
            body.CarriesCardNumber
        );
        var command = make(context);
        if (RefusedParameters is { } refused)
        {
            await Refuse(refused);
            return;
        }

        switch (await Messages.Send(command, Aborted))
        {
            case CommandResult.Done done:
                await Answer(done, location, settled);
                break;
            case CommandResult.Refused { Refusal: var why }:
                await Refuse(why);
                break;
            default:
                throw new System.Diagnostics.UnreachableException("A command ends done or refused.");
        }
    }

    private async Task Answer(
        CommandResult.Done done,
        Func<string, string>? location,
        Func<CommandResult.Done, TimeSpan, CancellationToken, Task<QueryResult>>? settled
    )
    {
        var (response, headers) = (done.Response, Http.Response.Headers);
        var (body, tag, position) = (response.Body, response.Tag, done.Position);
        if (settled is not null && WaitSeconds is { } seconds)
        {
            // Whether it settled in time or not, what stands now is the better answer; where it cannot be read, the
            // stored one still is a true one.
            var result = await settled(done, TimeSpan.FromSeconds(seconds), Aborted);
            if (result.Refused is null)
            {
                (body, tag, position) = (result.Body, result.Tag, Math.Max(position, result.Position));
            }

            headers["Preference-Applied"] = $"wait={seconds}";
        }

        Position(position);
        headers.CacheControl = "no-store";
        headers.ETag = tag is null ? default : EntityTags.Of(tag);
        headers.Location = response.Id is { } id ? location?.Invoke(id) : default(string);
        if (done.Replayed)
        {
            headers["Idempotent-Replayed"] = "true";
        }

        var status = StatusOf(response.Kind);
        if (body.Length == 0)
        {
            Http.Response.StatusCode = status;
            return;
        }

        await Write(status, "application/json", body);
    }

    private static int StatusOf(ResponseKind kind) =>
        kind switch
        {
            ResponseKind.Shown => StatusCodes.Status200OK,
            ResponseKind.Created => StatusCodes.Status201Created,
            ResponseKind.Accepted => StatusCodes.Status202Accepted,
            ResponseKind.Done => StatusCodes.Status204NoContent,
            _ => throw new System.Diagnostics.UnreachableException($"No status for {kind}."),
        };

    private async Task Write(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = Http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, Aborted);
    }

    private async Task Stream(string contentType, Func<Stream, CancellationToken, Task> write)
    {
        Http.Response.ContentType = contentType;
        try
        {
            await write(Http.Response.Body, Aborted);
        }
        catch (Exception) when (Http.Response.HasStarted)
        {
            // Without this the server would end the answer as if it were whole.
            Http.Abort();
            throw;
        }
    }

    private void Position(long position)
    {
        _seen.Saw(position);
        var shown = position >= 0 ? position : _seen.Value;
        if (shown >= 0)
        {
            Http.Response.Headers["Store-Position"] = shown.ToString(CultureInfo.InvariantCulture);
        }
    }
}
