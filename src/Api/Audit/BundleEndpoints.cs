using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Audit;

namespace Store.Api.Audit;

/// <summary>The history as one file that verifies itself with the network off.</summary>
public static class BundleEndpoints
{
    public static void MapBundle(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/audit/bundle", (EndpointContext endpoint) => endpoint.Query(_ => new GetBundle()))
            .ForAuditors()
            .Describe(
                "検証用の一括ファイル / The whole history with its checkpoint, keys and a verifier, as a tar file"
            )
            .AnswersFile("application/x-tar")
            .Refuses(AuditRefusals.CheckpointBehind);
}
