using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Store.Application.EventSourcing;
using Store.Application.Json;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// Keeps folded states of long streams, beside the writer and never in its way: a snapshot that is lost only makes one
/// cold load longer.
/// </summary>
internal sealed class Snapshots(NpgsqlDataSource database, Aggregates aggregates, LogSettings settings, ILogger log)
{
    private readonly Channel<(StreamId Stream, StreamState State)> _queue = Channel.CreateBounded<(
        StreamId,
        StreamState
    )>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Dictionary<StreamId, long> _kept = [];

    /// <summary>Takes a state just committed; keeps it if the stream grew far enough since the last one kept.</summary>
    public void Offer(StreamId stream, StreamState state)
    {
        if (state.Version < settings.SnapshotEvery)
        {
            return;
        }

        var due = state.Version / settings.SnapshotEvery;
        if (_kept.GetValueOrDefault(stream) < due && _queue.Writer.TryWrite((stream, state)))
        {
            _kept[stream] = due;
        }
    }

    public async Task Run(CancellationToken stop)
    {
        await foreach (var (stream, state) in _queue.Reader.ReadAllAsync(stop))
        {
            try
            {
                await Keep(stream, state, stop);
            }
            catch (NpgsqlException e)
            {
                log.LogWarning(e, "A snapshot of {Stream} was not kept.", stream);
            }
        }
    }

    private async Task Keep(StreamId stream, StreamState state, CancellationToken ct)
    {
        var type = aggregates[stream.Category];
        await using var command = database.CreateCommand(
            """
            insert into store.snapshots as s (category, stream_id, schema, version, leaf, state)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (category, stream_id) do update
              set schema = excluded.schema, version = excluded.version, leaf = excluded.leaf, state = excluded.state
              where s.schema <> excluded.schema or s.version < excluded.version
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Category });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Id });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = type.Schema });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = state.Version });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = state.LastLeaf });
        command.Parameters.Add(
            new NpgsqlParameter<byte[]>
            {
                TypedValue = JsonSerializer.SerializeToUtf8Bytes(state.State, type.StateType, StoreJson.Options),
                NpgsqlDbType = NpgsqlDbType.Bytea,
            }
        );
        await command.ExecuteNonQueryAsync(ct);
    }
}
