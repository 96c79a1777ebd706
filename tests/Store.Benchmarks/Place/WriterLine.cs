using System.Globalization;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Benchmarks.Measuring;
using Store.Domain.Payments;

namespace Store.Benchmarks.Place;

/// <summary>
/// The use case alone, in this process: the same decisions and rows, without HTTP, projections or reactors. What
/// stands between this and P1 is HTTP; what stands between this and the raw line is the log.
/// </summary>
internal sealed class WriterLine(InsideStore store, BenchServer server, SeededQuote[] quotes)
{
    public Task<Round> Run(int callers, int first, int count) =>
        ClosedLoop.Run(new Watched(server.ProcessId), callers, first, count, Place);

    private async ValueTask Place(int caller, int order)
    {
        var quote = quotes[order];
        var fingerprint = new byte[32];
        BitConverter.TryWriteBytes(fingerprint, order);
        var context = new CommandContext(
            new Actor(ActorKind.Buyer, quote.Buyer.AccountId),
            quote.Buyer.AccountId,
            "4bf92f3577b34da6a3ce929d0e0e4736",
            new IdempotencyKey(
                $"buyer/{quote.Buyer.AccountId}",
                string.Create(CultureInfo.InvariantCulture, $"inside-{order:D8}"),
                fingerprint
            )
            {
                Subject = quote.Buyer.AccountId,
            }
        );
        var command = new PlaceOrder(context, new PlaceOrder.RequestBody(PaymentMethod.OnAccount, quote.Id));
        if (
            await store.Messages.Send(command, CancellationToken.None) is CommandResult.Refused { Refusal: var refusal }
        )
        {
            throw new InvalidOperationException($"An order was refused: {refusal.Code}");
        }
    }
}
