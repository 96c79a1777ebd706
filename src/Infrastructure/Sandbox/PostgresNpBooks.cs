using System.Globalization;
using NodaTime;
using Npgsql;
using Store.Application.Sandbox;

namespace Store.Infrastructure.Sandbox;

internal sealed class PostgresNpBooks(NpgsqlDataSource database) : INpBooks
{
    private const string Shown = "number, shop_transaction_id, result, reason, total_yen, billed_on, cancelled";

    public async Task<NpBookedBuyer> Buyer(string shopBuyerId, NpVerdict verdict, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            insert into store.sandbox_np_buyers as b (shop_buyer_id, result, later) values ($1, $2, $3)
            on conflict (shop_buyer_id) do update set result = coalesce(b.later, b.result), later = null
            returning number, result
            """
        );
        Add(command, shopBuyerId, verdict.Result, verdict.LaterResult);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new NpBookedBuyer(row.GetInt64(0).ToString("D11", CultureInfo.InvariantCulture), row.GetString(1));
    }

    public async Task<bool> KnowsBuyer(string npBuyerId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select exists (select 1 from store.sandbox_np_buyers where number = $1)"
        );
        Add(command, NumberOf(npBuyerId));
        return await command.ExecuteScalarAsync(ct) is true;
    }

    public async Task<(NpBookedTransaction Transaction, bool IsNew)> Register(
        string shopTransactionId,
        string npBuyerId,
        long totalYen,
        NpVerdict verdict,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            $"""
            insert into store.sandbox_np_transactions
              (shop_transaction_id, np_buyer_id, total_yen, result, reason, later, later_reason)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (shop_transaction_id) do nothing
            returning {Shown}
            """
        );
        Add(
            command,
            shopTransactionId,
            npBuyerId,
            totalYen,
            verdict.Result,
            verdict.Reason,
            verdict.LaterResult,
            verdict.LaterReason
        );
        if (await Read(command, ct) is { } registered)
        {
            return (registered, true);
        }

        await using var first = database.CreateCommand(
            $"select {Shown} from store.sandbox_np_transactions where shop_transaction_id = $1"
        );
        Add(first, shopTransactionId);
        return ((await Read(first, ct))!, false);
    }

    public async Task<NpBookedTransaction?> Ask(string shopTransactionId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            update store.sandbox_np_transactions t
               set result = coalesce(t.later, t.result), reason = coalesce(t.later_reason, t.reason), later = null
             where shop_transaction_id = $1
            returning {Shown}
            """
        );
        Add(command, shopTransactionId);
        return await Read(command, ct);
    }

    public async Task<NpBookedTransaction?> Find(string npTransactionId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select {Shown} from store.sandbox_np_transactions where number = $1"
        );
        Add(command, NumberOf(npTransactionId));
        return await Read(command, ct);
    }

    public async Task Bill(string npTransactionId, LocalDate baseOn, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "update store.sandbox_np_transactions set billed_on = $2 where number = $1"
        );
        Add(command, NumberOf(npTransactionId), baseOn.ToDateOnly());
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task Cancel(string npTransactionId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "update store.sandbox_np_transactions set cancelled = true where number = $1"
        );
        Add(command, NumberOf(npTransactionId));
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<NpBookedTransaction?> Read(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new NpBookedTransaction(
                "7" + row.GetInt64(0).ToString("D10", CultureInfo.InvariantCulture),
                row.GetString(1),
                row.GetString(2),
                await row.IsDBNullAsync(3, ct) ? null : row.GetString(3),
                row.GetInt64(4),
                await row.IsDBNullAsync(5, ct) ? null : LocalDate.FromDateOnly(row.GetFieldValue<DateOnly>(5)),
                row.GetBoolean(6)
            )
            : null;
    }

    private static void Add(NpgsqlCommand command, params object?[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(
                value is null
                    ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
                    : new NpgsqlParameter { Value = value }
            );
        }
    }

    /// <summary>
    /// Transactions are told apart from buyers by a leading 7. Zero, which nothing has, where it is no id.
    /// </summary>
    private static long NumberOf(string id) =>
        id.Length == 11 && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number % 70_000_000_000
            : 0;
}
