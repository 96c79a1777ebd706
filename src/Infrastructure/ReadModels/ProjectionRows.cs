using Npgsql;
using Store.Application.ReadModels;

namespace Store.Infrastructure.ReadModels;

internal sealed record ProjectionRow(
    string Name,
    int Generation,
    int Version,
    string State,
    long Position,
    string? Stopped
);

/// <summary>The checkpoints as the database has them.</summary>
internal sealed class ProjectionRows(IReadOnlyList<ProjectionRow> rows)
{
    public static async Task<ProjectionRows> Read(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select name, generation, version, state, position, stopped from store.projections"
        );
        await using var row = await command.ExecuteReaderAsync(ct);
        var rows = new List<ProjectionRow>();
        while (await row.ReadAsync(ct))
        {
            rows.Add(
                new ProjectionRow(
                    row.GetString(0),
                    row.GetInt32(1),
                    row.GetInt32(2),
                    row.GetString(3),
                    row.GetInt64(4),
                    await row.IsDBNullAsync(5, ct) ? null : row.GetString(5)
                )
            );
        }

        return new ProjectionRows(rows);
    }

    public ProjectionRow? Live(IProjection projection) =>
        rows.FirstOrDefault(r => r.Name == projection.Name && r.Version == projection.Version && r.State == "live");

    /// <summary>Whether a track is still what is served, and stopped or going as the database says.</summary>
    public bool Agrees(Track track) =>
        Live(track.Projection) is { } row
        && row.Generation == track.Generation
        && row.Stopped is null == track.Stopped is null;
}
