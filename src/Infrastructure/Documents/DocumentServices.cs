using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Store.Application.Documents;
using Store.Application.Invoices;
using Store.Infrastructure.Documents.Pdf;
using Store.Infrastructure.Postgres.Embedded;

namespace Store.Infrastructure.Documents;

/// <summary>Drawing documents and keeping them.</summary>
public static class DocumentServices
{
    /// <summary><c>Store:Documents:FontPath</c> names a font where the usual places have none.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(RetentionOf(configuration))
            .AddSingleton<IFileStore, PostgresFiles>()
            .AddSingleton<InvoicePdf>()
            .AddSingleton<IDocumentRenderer>(provider => new DocumentsAtFirstUse(() =>
                new JapaneseDocuments(
                    TrueTypeFont.Load(
                        FontPlaces.Find(
                            configuration["Store:Documents:FontPath"],
                            Checkout(provider.GetRequiredService<IHostEnvironment>())
                        )
                    ),
                    provider.GetRequiredService<ILogger<JapaneseDocuments>>()
                )
            ));

    /// <exception cref="InvalidOperationException">A setting cannot be meant so.</exception>
    public static Retention RetentionOf(IConfiguration configuration)
    {
        var documents = configuration.GetSection("Store:Documents");
        var retention = new Retention(
            documents.GetValue("RetentionYears", 10),
            documents.GetValue("BusinessYearEndsInMonth", 3)
        );
        if (retention.Years is < Retention.LeastYears or > 100)
        {
            throw new InvalidOperationException("Store:Documents:RetentionYears is 7 at least, as the tax law asks.");
        }

        return retention.BusinessYearEndsInMonth is >= 1 and <= 12
            ? retention
            : throw new InvalidOperationException("Store:Documents:BusinessYearEndsInMonth is a month, 1 to 12.");
    }

    /// <summary>Where a font package may have been installed: beside the solution, in a checkout.</summary>
    private static string? Checkout(IHostEnvironment environment) =>
        Path.GetDirectoryName(EmbeddedPostgresSettings.LocalFolder(environment.ContentRootPath));

    /// <summary>
    /// Loads the font with the first document: the start does not wait for it, and a store without a font sells all
    /// the same, with its documents parked where operators see them.
    /// </summary>
    private sealed class DocumentsAtFirstUse(Func<IDocumentRenderer> make) : IDocumentRenderer
    {
        private readonly Lazy<IDocumentRenderer> _documents = new(make, LazyThreadSafetyMode.PublicationOnly);

        public byte[] Quote(QuoteSheet sheet) => _documents.Value.Quote(sheet);

        public byte[] Acknowledgement(AcknowledgementSheet sheet) => _documents.Value.Acknowledgement(sheet);

        public byte[] QualifiedInvoice(QualifiedInvoiceSheet sheet) => _documents.Value.QualifiedInvoice(sheet);

        public byte[] ReturnInvoice(ReturnInvoiceSheet sheet) => _documents.Value.ReturnInvoice(sheet);

        public byte[] Statement(StatementSheet sheet) => _documents.Value.Statement(sheet);
    }
}
