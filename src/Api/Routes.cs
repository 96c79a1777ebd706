using Store.Api.Accounts;
using Store.Api.Audit;
using Store.Api.Billing;
using Store.Api.Carts;
using Store.Api.Catalogue;
using Store.Api.Contracts;
using Store.Api.Credit;
using Store.Api.Health;
using Store.Api.Http.OpenApi;
using Store.Api.Inquiries;
using Store.Api.Invoices;
using Store.Api.Orders;
using Store.Api.ProviderFacts;
using Store.Api.Quotes;
using Store.Api.Reactors;
using Store.Api.Sandbox;
using Store.Api.Support;
using Store.Application.Mail;

namespace Store.Api;

/// <summary>Every route of the store: whoever adds an endpoint file adds its line here.</summary>
public static class Routes
{
    public static void MapStore(this WebApplication app)
    {
        app.MapAccounts();
        app.MapAccountsForOperators();
        app.MapSessions();
        app.MapOpenApiDocument();
        app.MapHealth();
        app.MapCatalogue();
        app.MapCarts();
        app.MapQuotes();
        app.MapOrders();
        app.MapOperatorOrders();
        app.MapInvoices();
        app.MapInvoicesForOperators();
        app.MapContracts();
        app.MapInquiries();
        app.MapInquiriesForOperators();
        app.MapDirectDebit();
        app.MapCreditLines();
        app.MapBilling();
        app.MapSupport();
        app.MapDocuments();
        app.MapProviderFacts();
        app.MapParked();
        app.MapAudit();
        app.MapBundle();
        app.MapAuditPage();
        if (app.Environment.IsDevelopment())
        {
            app.MapSandboxClock();
            // Asked for by its kind: the mailbox itself would reach for the database, which may not be open yet.
            if (app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(ISandboxMailbox)))
            {
                // Not where Development was told to send real mail.
                app.MapSandboxMail();
            }

            app.MapSandboxFaults();
            app.MapSandboxNp();
            app.MapSandboxSbps();
            app.MapSandboxCardTokens();
        }
    }
}
