namespace Store.Domain.Catalogue;

/// <summary>
/// Who sells (販売者, ORD-7), as quotes, orders and documents show it and keep it. It is a setting; what was issued
/// keeps the seller of its day.
/// </summary>
/// <param name="RegistrationNumber">Of the qualified invoice issuer: T and 13 digits.</param>
public sealed record Seller(
    string Name,
    string RegistrationNumber,
    string PostalCode,
    string Address,
    string Phone,
    string Email
);
