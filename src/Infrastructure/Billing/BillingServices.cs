using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Store.Application.Billing;
using Store.Domain.Billing;

namespace Store.Infrastructure.Billing;

/// <summary>Billing months: settings under <c>Store:Billing</c>.</summary>
public static class BillingServices
{
    public static IServiceCollection AddBilling(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(TermsOf(configuration)).AddSingleton<InvoiceSheets>().AddSingleton<StatementSheets>();

    /// <exception cref="InvalidOperationException">A setting cannot be meant so.</exception>
    public static BillingSettings TermsOf(IConfiguration configuration) =>
        new(configuration.GetValue("Store:Billing:InvoiceIssuerMode", InvoiceIssuerMode.Agency));
}
