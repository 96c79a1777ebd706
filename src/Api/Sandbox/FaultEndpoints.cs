using System.Text.RegularExpressions;
using Store.Api.Http;
using Store.Application.Pipeline;

namespace Store.Api.Sandbox;

/// <summary>Development: tells a provider of the sandbox what to do wrong.</summary>
public static partial class FaultEndpoints
{
    private const int MostTimes = 1_000_000;

    /// <summary>
    /// The operations that a provider's faults can be about, where the first is meant if none is named, and what can go
    /// wrong with them.
    /// </summary>
    private static readonly Dictionary<string, (string[] Operations, Scenario[] Scenarios)> Providers = new()
    {
        [NpEndpoints.Provider] = (NpEndpoints.Operations, NpEndpoints.Scenarios),
        [SbpsEndpoints.Provider] = (SbpsEndpoints.Operations, SbpsFaults.Scenarios),
    };

    public static void MapSandboxFaults(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sandbox/faults", Set).ForAnyone().WithoutIdempotency().ExcludeFromDescription();
        app.MapGet("/sandbox/faults/{provider}", Show).ForAnyone().ExcludeFromDescription();
        app.MapDelete("/sandbox/faults/{provider}", Clear).ForAnyone().WithoutIdempotency().ExcludeFromDescription();
    }

    private static async Task Set(EndpointContext endpoint, Faults faults)
    {
        if (await endpoint.Body<SetFault>() is not { } fault)
        {
            return;
        }

        if (WrongWith(fault) is { } wrong)
        {
            await endpoint.Refuse(RequestRefusals.With(wrong));
            return;
        }

        var operation = fault.Operation ?? Providers[fault.Provider].Operations[0];
        faults.Add(fault.Provider, operation, new Fault(fault.Scenario, fault.Code), fault.Times ?? 1);
        await endpoint.Done();
    }

    private static ShapeError? WrongWith(SetFault fault) =>
        !Providers.TryGetValue(fault.Provider, out var provider) ? ShapeError.WrongType("/provider")
        : fault.Operation is { } operation && !provider.Operations.Contains(operation)
            ? ShapeError.WrongType("/operation")
        : !provider.Scenarios.Contains(fault.Scenario) ? ShapeError.WrongType("/scenario")
        : fault.Code is { } code
        && (fault.Scenario != Scenario.Http200WithErrors || !SbpsCode().IsMatch(code) || fault.Provider != "sbps")
            ? ShapeError.WrongType("/code")
        : fault.Times is < 1 or > MostTimes ? ShapeError.OutOfRange("/times")
        : null;

    /// <summary>What is set for a provider, and what is waiting there on purpose right now.</summary>
    private static Task Show(EndpointContext endpoint, Faults faults, string provider)
    {
        var operations = Providers.TryGetValue(provider, out var known) ? known.Operations : [];
        var items = operations.Select(o => new FaultsOf(o, faults.Waiting(provider, o), faults.Held(provider, o)));
        return endpoint.Answer(200, new FaultList([.. items]));
    }

    private static Task Clear(EndpointContext endpoint, Faults faults, string provider)
    {
        faults.Clear(provider);
        return endpoint.Done();
    }

    /// <param name="Times">For how many requests; once without it.</param>
    /// <param name="Operation">
    /// Which requests: for <c>np</c> transactions, buyers, find, bills or cancel; for <c>sbps</c> authorize, commit,
    /// capture, cancel, refund or inquiry.
    /// </param>
    /// <param name="Code">
    /// For <c>sbps</c> with <c>http200WithErrors</c>: the eight characters to answer, such as <c>10122999</c>.
    /// </param>
    public sealed record SetFault(
        string Provider,
        Scenario Scenario,
        int? Times = null,
        string? Operation = null,
        string? Code = null
    );

    /// <param name="Waiting">Requests to come that will meet a fault.</param>
    /// <param name="Held">Requests that have come and are not answered, on purpose.</param>
    public sealed record FaultsOf(string Operation, int Waiting, int Held);

    public sealed record FaultList(IReadOnlyList<FaultsOf> Items);

    [GeneratedRegex("^[0-9A-Z]{8}$")]
    private static partial Regex SbpsCode();
}
