using Store.Api.Http;
using Store.Application.Pipeline;

namespace Store.Api.Sandbox;

/// <summary>Development: tells a provider of the sandbox what to do wrong.</summary>
public static class FaultEndpoints
{
    private const int MostTimes = 1_000_000;

    /// <summary>The operations that a provider's faults can be about; the first is meant where none is named.</summary>
    private static readonly Dictionary<string, string[]> Operations = new()
    {
        [NpEndpoints.Provider] = NpEndpoints.Operations,
    };

    public static void MapSandboxFaults(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sandbox/faults", Set).ForAnyone().WithoutIdempotency().ExcludeFromDescription();
        app.MapDelete("/sandbox/faults/{provider}", Clear).ForAnyone().WithoutIdempotency().ExcludeFromDescription();
    }

    private static async Task Set(Exchange exchange, Faults faults)
    {
        if (await exchange.Body<SetFault>() is not { } fault)
        {
            return;
        }

        if (!Operations.TryGetValue(fault.Provider, out var operations))
        {
            await exchange.Refuse(RequestRefusals.With(ShapeError.WrongType("/provider")));
            return;
        }

        var operation = fault.Operation ?? operations[0];
        if (!operations.Contains(operation))
        {
            await exchange.Refuse(RequestRefusals.With(ShapeError.WrongType("/operation")));
            return;
        }

        if (fault.Times is < 1 or > MostTimes)
        {
            await exchange.Refuse(RequestRefusals.With(ShapeError.OutOfRange("/times")));
            return;
        }

        faults.Add(fault.Provider, operation, fault.Scenario, fault.Times ?? 1);
        await exchange.Done();
    }

    private static Task Clear(Exchange exchange, Faults faults, string provider)
    {
        faults.Clear(provider);
        return exchange.Done();
    }

    /// <param name="Times">For how many requests; once without it.</param>
    /// <param name="Operation">Which requests: for <c>np</c> transactions, buyers, find, bills or cancel.</param>
    public sealed record SetFault(string Provider, Scenario Scenario, int? Times = null, string? Operation = null);
}
