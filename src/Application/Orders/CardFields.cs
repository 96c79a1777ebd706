using System.Text.Json;
using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Payments;
using Store.Domain;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// What stands for a card in a request: what SBPS's script gave the browser. Card data itself is refused wherever it
/// stands (<c>card.pan_refused</c>).
/// </summary>
/// <param name="PaymentCount">Known so that it can be refused by name: 1, or nothing (CARD-3).</param>
public sealed record CardFields(string Token, string TokenKey, JsonElement? PaymentCount = null)
{
    public sealed class Validator : AbstractValidator<CardFields>
    {
        public Validator()
        {
            RuleFor(c => c.Token).NotEmpty().MaximumLength(1000);
            RuleFor(c => c.TokenKey).NotEmpty().MaximumLength(1000);
        }
    }

    /// <summary>CARD-3.</summary>
    public Refusal? RefusePaymentCount() =>
        PaymentCount is not { } count
        || (count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var value) && value == 1)
            ? null
            : CardRefusals.LumpSumOnly;

    /// <summary>Keeps it out of logs.</summary>
    public override string ToString() => nameof(CardFields);
}

internal static class KeptCards
{
    /// <summary>
    /// Keeps a card's token while a command decides, durable before any fact names it; where no fact does in the end,
    /// it is forgotten again.
    /// </summary>
    /// <param name="decide">Is given the token's id; null where the request has no card.</param>
    public static async Task<CommandResult> KeptWhile(
        this ICardTokens tokens,
        CardFields? card,
        Func<string?, Task<CommandResult>> decide,
        CancellationToken ct
    )
    {
        if (card is null)
        {
            return await decide(null);
        }

        var id = UnguessableId.Create();
        await tokens.Keep(id, new CardToken(card.Token, card.TokenKey), ct);
        var result = await decide(id);
        // An outcome that could not be confirmed may yet be one that names the token: that one lapses by itself.
        if (
            result is CommandResult.Done { Replayed: true }
            || (result is CommandResult.Refused no && !IsUnknown(no.Refusal))
        )
        {
            await tokens.Forget(id, ct);
        }

        return result;
    }

    private static bool IsUnknown(Refusal refusal) => refusal.Code == LogRefusals.Unknown.Code;
}
