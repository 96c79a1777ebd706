using NodaTime;
using Store.Application.EventSourcing;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;

namespace Store.Application.Billing;

/// <summary>How an account's months are collected (DD-6), from its own facts.</summary>
internal static class CollectionMethods
{
    /// <summary>
    /// As it stood at the month's end, whenever this is asked; of a month that goes on, as it stands.
    /// </summary>
    /// <param name="account">The account's stream.</param>
    public static BillingCollection Of(IReadOnlyList<RecordedFact> account, YearMonth month)
    {
        var end = TokyoTime.EndOf(month);
        var debit = account
            .TakeWhile(f => f.RecordedAt < end)
            .Select(f => f.Fact)
            .OfType<DirectDebitMoved>()
            .Aggregate((DirectDebit?)null, DirectDebit.After);
        return debit?.Collects(month) == true ? BillingCollection.DirectDebit : BillingCollection.BankTransfer;
    }
}
