using System.Security.Cryptography;
using NodaTime;
using Npgsql;
using Store.Application.Documents;
using Store.Application.EventSourcing;

namespace Store.Infrastructure.Documents;

/// <summary>The table of issued documents. The database refuses changes and early removal, whoever asks.</summary>
internal sealed class PostgresFiles(NpgsqlDataSource database, Retention retention) : IFileStore
{
    public async Task<StoredFile?> Find(string kind, StreamId subject, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select content_type, bytes, sha256 from store.files
            where kind = $1 and category = $2 and stream_id = $3
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject.Category });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject.Id });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new StoredFile(
                row.GetString(0),
                row.GetFieldValue<byte[]>(1),
                Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2))
            )
            : null;
    }

    public async Task<StoredFile> Keep(
        string kind,
        RecordedFact fact,
        LocalDate issuedOn,
        string contentType,
        ReadOnlyMemory<byte> bytes,
        Instant madeAt,
        CancellationToken ct
    )
    {
        var subject = fact.Stream;
        await using var command = database.CreateCommand(
            """
            insert into store.files
              (kind, category, stream_id, content_type, sha256, bytes, made_at, fact_position, kept_until)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject.Category });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = contentType });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = SHA256.HashData(bytes.Span) });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = bytes.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = madeAt.ToDateTimeUtc() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fact.Position });
        command.Parameters.Add(
            new NpgsqlParameter<DateOnly> { TypedValue = retention.KeptUntil(issuedOn).ToDateOnly() }
        );
        await command.ExecuteNonQueryAsync(ct);
        return await Find(kind, subject, ct)
            ?? throw new InvalidOperationException($"The {kind} of {subject} was stored and is not there.");
    }
}
