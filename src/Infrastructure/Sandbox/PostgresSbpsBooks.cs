using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Store.Application.Payments;
using Store.Application.Sandbox;

namespace Store.Infrastructure.Sandbox;

internal sealed class PostgresSbpsBooks(NpgsqlDataSource database) : ISbpsBooks
{
    private const string Ok = "OK";

    private const string Shown =
        "order_id, number, brand, amount_yen, authorised_at, commit_status, status, captured_yen, refunded_yen";

    public async Task KeepToken(CardToken token, SbpsBookedToken kept, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "insert into store.sandbox_sbps_tokens (hash, brand, outcome, made_at) values ($1, $2, $3, $4)"
        );
        Add(command, HashOf(token), kept.Brand, kept.Outcome, kept.MadeAt);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<SbpsBookedToken?> Token(CardToken token, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select brand, outcome, made_at, used from store.sandbox_sbps_tokens where hash = $1"
        );
        Add(command, HashOf(token));
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new SbpsBookedToken(row.GetString(0), row.GetString(1), InstantOf(row, 2), row.GetBoolean(3))
            : null;
    }

    public async Task<bool> Knows(string orderId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select exists (select 1 from store.sandbox_sbps_payments where order_id = $1)"
        );
        Add(command, orderId);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    public async Task<SbpsBookedPayment?> Authorize(SbpsNewPayment payment, CardToken token, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var use = new NpgsqlCommand(
            "update store.sandbox_sbps_tokens set used = true where hash = $1 and not used",
            connection
        );
        Add(use, HashOf(token));
        if (await use.ExecuteNonQueryAsync(ct) == 0)
        {
            return null;
        }

        await using var book = new NpgsqlCommand(
            $"""
            insert into store.sandbox_sbps_payments (order_id, cust_code, brand, amount_yen, authorised_at)
            values ($1, $2, $3, $4, $5)
            on conflict (order_id) do nothing
            returning {Shown}
            """,
            connection
        );
        Add(book, payment.OrderId, payment.CustomerCode, payment.Brand, payment.AmountYen, payment.AuthorizedAt);
        if (await Read(book, ct) is not { } booked)
        {
            return null;
        }

        await Note(connection, payment.OrderId, "authorize", Ok, ct);
        await transaction.CommitAsync(ct);
        return booked;
    }

    public async Task<string?> Change(
        string trackingId,
        string operation,
        Func<SbpsBookedPayment, (SbpsBookedPayment? After, string Code)> decide,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var find = new NpgsqlCommand(
            $"select {Shown} from store.sandbox_sbps_payments where number = $1 for update",
            connection
        );
        Add(find, long.Parse(trackingId, CultureInfo.InvariantCulture));
        if (await Read(find, ct) is not { } booked)
        {
            return null;
        }

        var (after, code) = decide(booked);
        if (after is not null)
        {
            await using var change = new NpgsqlCommand(
                """
                update store.sandbox_sbps_payments
                   set commit_status = $2, status = $3, captured_yen = $4, refunded_yen = $5
                 where order_id = $1
                """,
                connection
            );
            Add(change, after.OrderId, after.CommitStatus, after.Status, after.CapturedYen, after.RefundedYen);
            await change.ExecuteNonQueryAsync(ct);
        }

        await Note(connection, booked.OrderId, operation, code, ct);
        await transaction.CommitAsync(ct);
        return code;
    }

    public async Task Note(string orderId, string operation, string code, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await Note(connection, orderId, operation, code, ct);
    }

    public async Task<SbpsBookedOrder?> Order(string orderId, CancellationToken ct)
    {
        await using var payment = database.CreateCommand(
            $"select {Shown} from store.sandbox_sbps_payments where order_id = $1"
        );
        Add(payment, orderId);
        var booked = await Read(payment, ct);
        await using var command = database.CreateCommand(
            "select operation, code from store.sandbox_sbps_requests where order_id = $1 order by number"
        );
        Add(command, orderId);
        var requests = new List<SbpsBookedRequest>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            requests.Add(new SbpsBookedRequest(row.GetString(0), row.GetString(1)));
        }

        int Count(string operation) => requests.Count(r => r == new SbpsBookedRequest(operation, Ok));
        return requests.Count == 0
            ? null
            : new SbpsBookedOrder(orderId, booked, Count("authorize"), Count("capture"), requests);
    }

    private static async Task Note(
        NpgsqlConnection connection,
        string orderId,
        string operation,
        string code,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "insert into store.sandbox_sbps_requests (order_id, operation, code) values ($1, $2, $3)",
            connection
        );
        Add(command, orderId, operation, code);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<SbpsBookedPayment?> Read(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new SbpsBookedPayment(
                row.GetString(0),
                row.GetInt64(1).ToString("D14", CultureInfo.InvariantCulture),
                row.GetString(2),
                row.GetInt64(3),
                InstantOf(row, 4),
                row.GetString(5),
                row.GetString(6),
                row.GetInt64(7),
                row.GetInt64(8)
            )
            : null;
    }

    private static Instant InstantOf(NpgsqlDataReader row, int column) =>
        Instant.FromDateTimeUtc(row.GetFieldValue<DateTime>(column));

    private static byte[] HashOf(CardToken token) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Token}\n{token.TokenKey}"));

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(
                value is Instant instant
                    ? new NpgsqlParameter { Value = instant.ToDateTimeUtc(), NpgsqlDbType = NpgsqlDbType.TimestampTz }
                    : new NpgsqlParameter { Value = value }
            );
        }
    }
}
