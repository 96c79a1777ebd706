using System.Diagnostics;

namespace Store.Api.Sandbox;

/// <summary>What each scenario is on SBPS's wire, at each step.</summary>
internal static class SbpsFaults
{
    public static readonly Scenario[] Scenarios =
    [
        Scenario.Declined,
        Scenario.CardData,
        Scenario.ExpiredToken,
        Scenario.Duplicate,
        Scenario.GatewayFailure,
        Scenario.TimeoutBeforeEffect,
        Scenario.TimeoutAfterEffect,
        Scenario.ConnectionCut,
        Scenario.Http200WithErrors,
        Scenario.Slow,
    ];

    /// <summary>The code that is answered instead of doing anything; null where it is done.</summary>
    public static string? CodeOf(Fault? fault, string operation) =>
        fault?.Scenario switch
        {
            null
            or Scenario.TimeoutBeforeEffect
            or Scenario.TimeoutAfterEffect
            or Scenario.ConnectionCut
            or Scenario.Slow => null,
            Scenario.Declined => SbpsCodes.Of(RefusalOf(operation)),
            Scenario.CardData => SbpsCodes.Of("27"),
            Scenario.ExpiredToken => SbpsCodes.Of("T2"),
            Scenario.Duplicate => SbpsCodes.Of("96"),
            Scenario.GatewayFailure => SbpsCodes.Of("86"),
            Scenario.Http200WithErrors => fault.Code ?? SbpsCodes.Of("90"),
            var other => throw new UnreachableException($"SBPS has no {other}."),
        };

    /// <summary>A no that stays one, as each step knows it.</summary>
    private static string RefusalOf(string operation) =>
        operation switch
        {
            "authorize" => "23",
            "capture" => "42",
            "cancel" or "refund" => "56",
            _ => "12",
        };
}
