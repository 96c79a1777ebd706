using Store.Application.EventSourcing;
using Store.Application.Payments;
using Store.Domain;
using Store.Domain.Payments;

namespace Store.Application.Tests.Orders;

/// <summary>What the other side does to one request.</summary>
internal enum CardFault
{
    None,
    Declined,
    GatewayFailed,
    SeenBefore,
    LostBeforeEffect,
    LostAfterEffect,
    Refused,
}

/// <summary>A payment as the other side has it, and how often it was asked to.</summary>
internal sealed class BookedPayment(CardPayment names, CardBrand brand, long amountYen)
{
    public CardPayment Names { get; } = names;

    public CardBrand Brand { get; } = brand;

    public long AmountYen { get; } = amountYen;

    public CardCommitState Commit { get; set; }

    public CardPaymentState State { get; set; }

    public int Captures { get; set; }
}

/// <summary>
/// An SBPS with books: it keeps what it did, refuses what cannot follow, and goes wrong as told, one fault a request.
/// </summary>
internal sealed class BookedSbPayment : ISbPayment
{
    private readonly Dictionary<string, Queue<CardFault>> _faults = [];

    public Dictionary<string, BookedPayment> Books { get; } = [];

    /// <summary>Every request, as it came in.</summary>
    public List<string> Asked { get; } = [];

    public List<CardAuthorization> AskedAuthorizations { get; } = [];

    public CardBrand Brand { get; set; } = CardBrand.Visa;

    public CardDecline DeclinesBecause { get; set; } = CardDecline.CardCompany;

    public void Will(string operation, params CardFault[] faults)
    {
        foreach (var fault in faults)
        {
            (_faults.TryGetValue(operation, out var queue) ? queue : _faults[operation] = []).Enqueue(fault);
        }
    }

    /// <summary>What happens elsewhere while the other side takes its time over an authorisation.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public async Task<CardAuthorizationAnswer> Authorize(CardAuthorization authorization, CancellationToken ct)
    {
        AskedAuthorizations.Add(authorization);
        var answer = Authorize(authorization, Take("authorize"));
        await Meanwhile();
        ct.ThrowIfCancellationRequested();
        return answer;
    }

    public Task<CardStepAnswer> Commit(CardPayment payment, CancellationToken ct) =>
        Step(
            "commit",
            payment,
            p =>
            {
                var open = p is { Commit: CardCommitState.Unprocessed, State: CardPaymentState.Authorised };
                p.Commit = open ? CardCommitState.Committed : p.Commit;
                return open;
            }
        );

    public Task<CardStepAnswer> Capture(CardPayment payment, CancellationToken ct) =>
        Step(
            "capture",
            payment,
            p =>
            {
                var open = p is { Commit: CardCommitState.Committed, State: CardPaymentState.Authorised };
                p.State = open ? CardPaymentState.Captured : p.State;
                p.Captures += open ? 1 : 0;
                return open;
            }
        );

    public Task<CardStepAnswer> Cancel(CardPayment payment, CancellationToken ct) =>
        Step(
            "cancel",
            payment,
            p =>
            {
                var open = p.State is CardPaymentState.Authorised or CardPaymentState.Captured;
                p.State = p.State switch
                {
                    CardPaymentState.Authorised => CardPaymentState.Cancelled,
                    CardPaymentState.Captured => CardPaymentState.Refunded,
                    var undone => undone,
                };
                return open;
            }
        );

    public Task<CardStepAnswer> Refund(CardPayment payment, long amountYen, CancellationToken ct) =>
        throw new NotSupportedException("Nothing refunds a part yet.");

    public Task<CardInquiryAnswer> Inquire(CardPayment payment, CancellationToken ct)
    {
        var fault = Take("inquire");
        CardInquiryAnswer answer =
            fault is CardFault.LostBeforeEffect or CardFault.LostAfterEffect ? new CardInquiryAnswer.Lost()
            : Books.Values.FirstOrDefault(p => p.Names == payment) is { } found
                ? new CardInquiryAnswer.Found(found.Commit, found.State)
            : new CardInquiryAnswer.NotFound("10112027");
        return Task.FromResult(answer);
    }

    private CardAuthorizationAnswer Authorize(CardAuthorization asked, CardFault fault)
    {
        switch (fault)
        {
            case CardFault.Declined:
                return new CardAuthorizationAnswer.Declined(DeclinesBecause, "10166000");
            case CardFault.GatewayFailed:
                return new CardAuthorizationAnswer.GatewayFailed("10186999");
            case CardFault.SeenBefore:
                return new CardAuthorizationAnswer.Unknown("10196999");
            case CardFault.LostBeforeEffect:
                return new CardAuthorizationAnswer.Unknown(null);
            default:
                if (Books.ContainsKey(asked.OrderId))
                {
                    return new CardAuthorizationAnswer.Unknown("10196999");
                }

                var names = new CardPayment($"SPS{Books.Count}", $"{61_630_700 + Books.Count:D14}");
                Books[asked.OrderId] = new BookedPayment(names, Brand, asked.AmountYen);
                return fault == CardFault.LostAfterEffect
                    ? new CardAuthorizationAnswer.Unknown(null)
                    : new CardAuthorizationAnswer.Approved(names, Brand);
        }
    }

    private Task<CardStepAnswer> Step(string operation, CardPayment names, Func<BookedPayment, bool> act)
    {
        var fault = Take(operation);
        var payment = Books.Values.First(p => p.Names == names);
        CardStepAnswer answer = fault switch
        {
            CardFault.Refused => new CardStepAnswer.Refused("10142999"),
            CardFault.GatewayFailed => new CardStepAnswer.Unclear("10186999"),
            CardFault.LostBeforeEffect => new CardStepAnswer.Unclear(null),
            CardFault.LostAfterEffect => Lost(act(payment)),
            _ => act(payment) ? new CardStepAnswer.Done() : new CardStepAnswer.Unclear("10139999"),
        };
        return Task.FromResult(answer);
    }

    private static CardStepAnswer.Unclear Lost(bool _) => new CardStepAnswer.Unclear(null);

    private CardFault Take(string operation)
    {
        Asked.Add(operation);
        return _faults.TryGetValue(operation, out var queue) && queue.TryDequeue(out var fault)
            ? fault
            : CardFault.None;
    }
}

/// <summary>Tokens in memory.</summary>
internal sealed class KeptTokens : ICardTokens
{
    private readonly Dictionary<string, CardToken> _tokens = [];

    public int Count => _tokens.Count;

    public Task Keep(string id, CardToken token, CancellationToken ct)
    {
        _tokens[id] = token;
        return Task.CompletedTask;
    }

    public Task<CardToken?> Find(string id, CancellationToken ct) => Task.FromResult(_tokens.GetValueOrDefault(id));

    public Task Forget(string id, CancellationToken ct)
    {
        _tokens.Remove(id);
        return Task.CompletedTask;
    }

    /// <summary>An hour has passed.</summary>
    public void Lapse() => _tokens.Clear();
}

/// <summary>The process is gone: nothing after this call happens.</summary>
internal sealed class ProcessEndedException : Exception;

/// <summary>Ends the process at one call to the outside, before it has an effect or after it.</summary>
/// <param name="atCall">Counted from 0, over everything that a reactor awaits.</param>
internal sealed class Fragile(int atCall, bool afterEffect)
{
    private readonly Queue<Refusal> _away = [];
    private int _calls;

    /// <summary>Nothing ends; the log alone can be away.</summary>
    public static Fragile Never => new(-1, false);

    /// <summary>The next decisions are refused by the log itself.</summary>
    public void Away(params Refusal[] refusals)
    {
        foreach (var refusal in refusals)
        {
            _away.Enqueue(refusal);
        }
    }

    /// <summary>How many calls there were.</summary>
    public int Calls => _calls;

    public (IEventLog Log, ISbPayment Sbps, ICardTokens Tokens) Over(
        IEventLog log,
        ISbPayment sbps,
        ICardTokens tokens
    ) => (new FragileLog(this, log), new FragileSbps(this, sbps), new FragileTokens(this, tokens));

    private async Task<T> Call<T>(Func<Task<T>> act)
    {
        var ends = _calls++ == atCall;
        if (ends && !afterEffect)
        {
            throw new ProcessEndedException();
        }

        var result = await act();
        return ends ? throw new ProcessEndedException() : result;
    }

    private sealed class FragileLog(Fragile fragile, IEventLog log) : IEventLog
    {
        public Task<IReadOnlyList<RecordedFact>> Read(StreamId stream, CancellationToken ct) =>
            fragile.Call(() => log.Read(stream, ct));

        public Task<IReadOnlyList<RecordedFact>> Recall(StreamId stream, RecordedFact fact, CancellationToken ct) =>
            fragile.Call(() => log.Recall(stream, fact, ct));

        public IAsyncEnumerable<RecordedFact> ReadAll(long after, CancellationToken ct) => log.ReadAll(after, ct);

        public Task<CommandResult> Decide(DecisionRequest request, CancellationToken ct) =>
            fragile._away.TryDequeue(out var refusal)
                ? Task.FromResult<CommandResult>(refusal)
                : fragile.Call(() => log.Decide(request, ct));
    }

    private sealed class FragileSbps(Fragile fragile, ISbPayment sbps) : ISbPayment
    {
        public Task<CardAuthorizationAnswer> Authorize(CardAuthorization authorization, CancellationToken ct) =>
            fragile.Call(() => sbps.Authorize(authorization, ct));

        public Task<CardStepAnswer> Commit(CardPayment payment, CancellationToken ct) =>
            fragile.Call(() => sbps.Commit(payment, ct));

        public Task<CardStepAnswer> Capture(CardPayment payment, CancellationToken ct) =>
            fragile.Call(() => sbps.Capture(payment, ct));

        public Task<CardStepAnswer> Cancel(CardPayment payment, CancellationToken ct) =>
            fragile.Call(() => sbps.Cancel(payment, ct));

        public Task<CardStepAnswer> Refund(CardPayment payment, long amountYen, CancellationToken ct) =>
            fragile.Call(() => sbps.Refund(payment, amountYen, ct));

        public Task<CardInquiryAnswer> Inquire(CardPayment payment, CancellationToken ct) =>
            fragile.Call(() => sbps.Inquire(payment, ct));
    }

    private sealed class FragileTokens(Fragile fragile, ICardTokens tokens) : ICardTokens
    {
        public Task Keep(string id, CardToken token, CancellationToken ct) => tokens.Keep(id, token, ct);

        public Task<CardToken?> Find(string id, CancellationToken ct) => fragile.Call(() => tokens.Find(id, ct));

        public Task Forget(string id, CancellationToken ct) =>
            fragile.Call(async () =>
            {
                await tokens.Forget(id, ct);
                return true;
            });
    }
}
