using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Domain;
using Store.Domain.Audit;
using Store.Domain.Credit;
using Store.Infrastructure.EventLog;

namespace Store.Benchmarks.Audit;

/// <summary>
/// A log of many facts, quickly: envelopes by the real codec, rows by COPY, the head as the writer would have left it.
/// </summary>
internal static class FilledLog
{
    private const int FactsOfOneStream = 100;

    public static async Task Fill(string connectionString, int facts)
    {
        var codec = new EnvelopeCodec(new NoKeys());
        var range = new CompactRange();
        // About as large as an order's facts are: 600 to 700 bytes.
        var reason = new string('x', 300);
        var at = Instant.FromUtc(2026, 1, 5, 0, 0);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using (
            var rows = await connection.BeginBinaryImportAsync(
                "copy store.facts (position, version, recorded_at, category, stream_id, type, leaf, envelope) "
                    + "from stdin (format binary)"
            )
        )
        {
            var prev = Array.Empty<byte>();
            for (var position = 0; position < facts; position++)
            {
                var version = position % FactsOfOneStream + 1;
                var line = FormattableString.Invariant($"line-{position / FactsOfOneStream:D8}");
                Fact fact = version == 1 ? new CreditLineOpened(1, reason) : new CreditLineLimitSet(position, reason);
                var envelope = codec.Encode(
                    Guid.CreateVersion7(at.ToDateTimeOffset()),
                    StreamId.Of<CreditLine>(line),
                    version,
                    at,
                    Actor.System,
                    "4bf92f3577b34da6a3ce929d0e0e4736",
                    null,
                    version == 1 ? [] : prev,
                    fact
                );
                prev = MerkleHash.Leaf(envelope);
                range.Append(prev);
                await rows.StartRowAsync();
                await rows.WriteAsync((long)position);
                await rows.WriteAsync((long)version);
                await rows.WriteAsync(at.ToDateTimeUtc(), NpgsqlDbType.TimestampTz);
                await rows.WriteAsync(CreditLine.Category);
                await rows.WriteAsync(line);
                await rows.WriteAsync(FactNames.Of(fact.GetType()).Name);
                await rows.WriteAsync(prev);
                await rows.WriteAsync(envelope);
                at += Duration.FromMilliseconds(1);
            }

            await rows.CompleteAsync();
        }

        await using var head = new NpgsqlCommand(
            "update store.log_head set size = $1, frontier = $2, root = $3, last_recorded_at = $4",
            connection
        );
        head.Parameters.Add(new NpgsqlParameter<long> { TypedValue = facts });
        head.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = range.ToBytes() });
        head.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = range.Root() });
        head.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = at.ToDateTimeUtc() });
        await head.ExecuteNonQueryAsync();
        await using var vacuum = new NpgsqlCommand("vacuum analyze store.facts", connection) { CommandTimeout = 600 };
        await vacuum.ExecuteNonQueryAsync();
    }

    private sealed class NoKeys : IPersonalKeys
    {
        public byte[]? KeyOf(string subject) => null;

        public Task Load(IReadOnlyCollection<string> subjects, CancellationToken ct) => Task.CompletedTask;

        public Task Create(string subject, CancellationToken ct) => Task.CompletedTask;

        public Task Destroy(string subject, CancellationToken ct) => Task.CompletedTask;
    }
}
