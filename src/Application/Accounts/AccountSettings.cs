using NodaTime;

namespace Store.Application.Accounts;

/// <summary>What the operator of the store sets about accounts.</summary>
/// <param name="OpeningLimitYen">
/// The credit line that a new account starts with (<c>Store:Credit:OpeningLimitYen</c>); recorded as a fact of each
/// account (NP-4).
/// </param>
public sealed record AccountSettings(StoreTerms Terms, long OpeningLimitYen);

/// <summary>The terms of the store (オンラインストア規約) that are current, under <c>Store:Terms</c>.</summary>
/// <param name="Version">What a buyer agrees to; changing it asks every buyer to agree anew before the next order.</param>
/// <param name="AgreedFrom">The day in Asia/Tokyo from which this version is agreed to.</param>
public sealed record StoreTerms(string Version, LocalDate AgreedFrom, string Url);
