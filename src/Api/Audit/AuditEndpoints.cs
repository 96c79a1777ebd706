using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Audit;
using Store.Application.EventSourcing;
using Store.Application.Json;

namespace Store.Api.Audit;

/// <summary>
/// The log itself, for auditors: its bytes, and the proofs that they are the ones that were recorded.
/// </summary>
public static class AuditEndpoints
{
    private const string Root = "/v1/audit";

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        app.MapGet(Root + "/checkpoint", (EndpointContext endpoint) => endpoint.Query(_ => new GetCheckpoint()))
            .ForAuditors()
            .Describe("署名付きチェックポイント / The signed note of the newest tree")
            .AnswersFile("text/plain")
            .Refuses(AuditRefusals.CheckpointBehind);
        app.MapGet(Root + "/keys", (EndpointContext endpoint) => endpoint.Query(_ => new GetAuditKeys()))
            .ForAuditors()
            .Describe("検証鍵の一覧 / The keys that verify checkpoints, and how each names the next")
            .Answers(200, AuditExamples.Keys);
        app.MapGet(
                Root + "/proofs/inclusion",
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new GetInclusionProof(endpoint.Number("position"), endpoint.Number("size", 1)))
            )
            .ForAuditors()
            .Describe("包含証明 / Prove that a fact stands at its position (RFC 6962)")
            .Reads<long>("position", "Of the fact.")
            .Reads<long>("size", "Of the tree; the last checkpoint's unless given.")
            .Answers(200, AuditExamples.Inclusion)
            .Refuses(AuditRefusals.SizeUnsigned, AuditRefusals.PositionUnknown);
        app.MapGet(
                Root + "/proofs/consistency",
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new GetConsistencyProof(endpoint.Number("from", 1), endpoint.Number("to", 1)))
            )
            .ForAuditors()
            .Describe("整合性証明 / Prove that a tree only continued an earlier one (RFC 6962)")
            .Reads<long>("from", "Size of the earlier tree.")
            .Reads<long>("to", "Size of the later tree; the last checkpoint's unless given.")
            .Answers(200, AuditExamples.Consistency)
            .Refuses(AuditRefusals.SizeUnsigned, AuditRefusals.SizesReversed);
        app.MapGet(
                Root + "/events",
                (EndpointContext endpoint) => endpoint.Query(_ => new ExportFacts(Question(endpoint)))
            )
            .ForAuditors()
            .Describe("記録の書き出し / Export the log with its exact bytes, a line a fact")
            .Reads<long>("after", "Facts behind this position; -1, which is meant unless given, starts at the first.")
            .Reads<long>("limit", "At most so many lines; all up to the head of this moment unless given.")
            .Reads<string>("type", "Stored name of a kind of fact, such as order.placed.")
            .Reads<string>("category", "Category of a stream, such as order.")
            .Reads<string>("actor", "Who caused it: a kind such as operator, an id, or operator:id.")
            .Reads<Instant>("recordedFrom", "Recorded at this instant or later.")
            .Reads<Instant>("recordedTo", "Recorded at this instant or before.")
            .AnswersFile("application/x-ndjson");
        app.MapGet(
                Root + "/streams/{category}/{id}",
                (EndpointContext endpoint, string category, string id) =>
                    endpoint.Query(_ => new ExportFacts(
                        Question(endpoint) with
                        {
                            Stream = new StreamId(category, id),
                            Category = null,
                        }
                    ))
            )
            .ForAuditors()
            .Describe("一つのストリームの書き出し / Export one stream with its exact bytes, a line a fact")
            .Reads<long>("after", "Facts behind this position.")
            .Reads<long>("limit", "At most so many lines.")
            .AnswersFile("application/x-ndjson")
            .Refuses(AuditRefusals.StreamUnknown);
        app.MapReplay("orders/{id}", ReplayedKind.Order, "注文の再現 / Replay an order up to a version or an instant");
        app.MapReplay("quotes/{id}", ReplayedKind.Quote, "見積の再現 / Replay a quote up to a version or an instant");
        app.MapReplay("contracts/{id}", ReplayedKind.Contract, "契約の再現 / Replay a contract");
        app.MapReplay("accounts/{id}", ReplayedKind.Account, "アカウントの再現 / Replay an account");
    }

    private static void MapReplay(this IEndpointRouteBuilder app, string what, ReplayedKind kind, string summary) =>
        app.MapGet(
                $"{Root}/{what}/replay",
                (EndpointContext endpoint, string id) =>
                    endpoint.Query(_ => new ReplayStream(
                        kind,
                        id,
                        endpoint.Number("version", 1),
                        endpoint.Value<Instant>("asOf")
                    ))
            )
            .ForAuditors()
            .Describe(summary)
            .Reads<long>("version", "Of the stream: the last fact that counts.")
            .Reads<Instant>("asOf", "The last instant whose facts count.")
            .Answers(200, AuditExamples.Replay(kind))
            .Refuses(kind.NotFound, AuditRefusals.TwoMoments, AuditRefusals.VersionUnknown, AuditRefusals.NotYet);

    private static FactQuestion Question(EndpointContext endpoint)
    {
        var (kind, id) = ActorOf(endpoint.Text("actor"));
        return new FactQuestion(
            endpoint.Number("after", -1) ?? -1,
            endpoint.Number("limit", 1),
            Type: endpoint.Text("type"),
            Category: endpoint.Text("category"),
            ActorKind: kind,
            ActorId: id,
            RecordedFrom: endpoint.Value<Instant>("recordedFrom"),
            RecordedTo: endpoint.Value<Instant>("recordedTo")
        );
    }

    /// <summary>What is no kind of actor, alone or before a colon, is an id.</summary>
    private static (string? Kind, string? Id) ActorOf(string? text)
    {
        var parts = text?.Split(':', 2);
        var kind = Enum.GetValues<ActorKind>().Select(StoreJson.NameOf).FirstOrDefault(name => name == parts?[0]);
        return kind is null ? (null, text) : (kind, parts!.ElementAtOrDefault(1));
    }
}
