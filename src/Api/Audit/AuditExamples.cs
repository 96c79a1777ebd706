using System.Text.Json.Nodes;
using NodaTime;
using Store.Application.Audit;

namespace Store.Api.Audit;

/// <summary>What the OpenAPI document shows of auditors' answers.</summary>
internal static class AuditExamples
{
    private const string Origin = "store/0f8fad5bd9cb469fa16570867728950e";
    private const string Hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    public static readonly AuditKeys Keys = new(
        Origin,
        [
            new AuditKey(
                $"{Origin}+7e3c4d21+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABA…",
                "7e3c4d21",
                Origin,
                Instant.FromUtc(2026, 11, 23, 1, 0)
            ),
        ]
    );

    public static readonly GetInclusionProof.Answer Inclusion = new(4711, 5000, Hash, [Hash]);

    public static readonly GetConsistencyProof.Answer Consistency = new(4711, 5000, [Hash]);

    public static JsonObject Replay(ReplayedKind kind) =>
        new()
        {
            [kind.IdName] = kind == ReplayedKind.Order ? "O-202611-000001" : "b1946ac92492d2347c6235b4d2611184",
            ["version"] = 1,
            ["asOf"] = "2026-11-23T01:00:00Z",
            ["facts"] = new JsonArray(
                new JsonObject
                {
                    ["position"] = 4711,
                    ["version"] = 1,
                    ["type"] = $"{kind.Name}.…",
                    ["typeVersion"] = 1,
                    ["recordedAt"] = "2026-11-23T01:00:00Z",
                    ["actor"] = new JsonObject
                    {
                        ["kind"] = "buyer",
                        ["id"] = "b1946ac92492d2347c6235b4d2611184",
                        ["reason"] = null,
                    },
                    ["correlation"] = "4bf92f3577b34da6a3ce929d0e0e4736",
                    ["causation"] = null,
                    ["leafHash"] = Hash,
                    ["data"] = new JsonObject(),
                    ["changes"] = new JsonArray(
                        new JsonObject
                        {
                            ["path"] = "/status",
                            ["before"] = null,
                            ["after"] = "…",
                        }
                    ),
                }
            ),
            [kind.Name] = new JsonObject(),
            ["state"] = new JsonObject(),
        };
}
