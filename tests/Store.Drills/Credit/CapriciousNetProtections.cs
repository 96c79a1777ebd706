using System.Collections.Concurrent;
using NodaTime;
using Store.Application.Payments;
using Store.Domain.Payments;

namespace Store.Drills.Credit;

/// <summary>
/// A Net Protections in any mood: it passes, refuses, is over its limit, thinks about it, and loses answers before or
/// after the effect. What it decided under an id stays decided.
/// </summary>
internal sealed class CapriciousNetProtections(Random choices, bool alwaysPasses = false) : INetProtections
{
    private readonly ConcurrentDictionary<string, NpScreeningAnswer> _decided = [];
    private readonly Lock _choosing = new();

    public Task<NpBuyerAnswer> RegisterBuyer(NpBuyer buyer, CancellationToken ct) =>
        Task.FromResult<NpBuyerAnswer>(new NpBuyerAnswer.Known("00000000042", NpBuyerStanding.Passed));

    public Task<NpScreeningAnswer> RegisterTransaction(NpTransaction transaction, CancellationToken ct)
    {
        var id = transaction.ShopTransactionId;
        if (OneIn(10))
        {
            return Answer(new NpScreeningAnswer.Lost());
        }

        var decided = _decided.GetOrAdd(id, Decide);
        return Answer(
            OneIn(10) ? new NpScreeningAnswer.Lost()
            : OneIn(5) ? new NpScreeningAnswer.Pending("NP-" + id)
            : decided
        );
    }

    public Task<NpScreeningAnswer> Find(string shopTransactionId, CancellationToken ct) =>
        Answer(
            OneIn(10) ? new NpScreeningAnswer.Lost()
            : _decided.TryGetValue(shopTransactionId, out var decided) ? decided
            : new NpScreeningAnswer.NotRegistered()
        );

    public Task<NpRequestAnswer> RequestBilling(string npTransactionId, LocalDate baseOn, CancellationToken ct) =>
        Task.FromResult<NpRequestAnswer>(OneIn(20) ? new NpRequestAnswer.Lost() : new NpRequestAnswer.Done());

    public Task<NpRequestAnswer> Cancel(string npTransactionId, CancellationToken ct) =>
        Task.FromResult<NpRequestAnswer>(
            OneIn(10) ? new NpRequestAnswer.Lost()
            : OneIn(5) ? new NpRequestAnswer.Refused("入金済みのため取り消せません。")
            : new NpRequestAnswer.Done()
        );

    private NpScreeningAnswer Decide(string id) =>
        OneIn(6) ? new NpScreeningAnswer.Ng("NP-" + id, NpNgReason.AmountOver)
        : OneIn(6) ? new NpScreeningAnswer.Ng("NP-" + id, NpNgReason.Overall)
        : new NpScreeningAnswer.Ok("NP-" + id);

    private bool OneIn(int cases)
    {
        lock (_choosing)
        {
            return !alwaysPasses && choices.Next(cases) == 0;
        }
    }

    private static Task<NpScreeningAnswer> Answer(NpScreeningAnswer answer) => Task.FromResult(answer);
}
