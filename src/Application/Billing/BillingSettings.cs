using Store.Domain.Billing;

namespace Store.Application.Billing;

/// <summary>Settings of billing: <c>Store:Billing</c>.</summary>
/// <param name="IssuerMode">By which rule Net Protections issues; closed months keep the one of their closing.</param>
public sealed record BillingSettings(InvoiceIssuerMode IssuerMode);
