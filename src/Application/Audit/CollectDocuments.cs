using System.IO.Compression;
using FluentValidation;
using NodaTime.Text;
using Store.Application.Documents;
using Store.Application.Json;

namespace Store.Application.Audit;

/// <summary>
/// For auditors: the originals of everything that a search finds, with a table that gives each one's hash, as one ZIP
/// (C5). The table is the last entry, and says what is really in it.
/// </summary>
public sealed record CollectDocuments(FoundDocuments Wanted) : IQuery
{
    public const string ManifestName = "manifest.csv";

    /// <summary>A ZIP's directory is held in memory until its end.</summary>
    public const int MaxOriginals = 20_000;

    public sealed class Validator : AbstractValidator<CollectDocuments>
    {
        public Validator() => RuleFor(q => q.Wanted).SetValidator(new FindDocuments.Ranges()).OverridePropertyName("");
    }

    public sealed class Handler(IDocumentIndex index, IFileStore files) : IQueryHandler<CollectDocuments>
    {
        public async Task<QueryResult> Handle(CollectDocuments query, CancellationToken cancellationToken)
        {
            var first = await index.Find(query.Wanted, MaxOriginals + 1, after: null, cancellationToken);
            var tooMany = first.Value.Count > MaxOriginals ? AuditRefusals.TooManyOriginals : null;
            if ((first.Refused ?? tooMany?.With("limit", MaxOriginals)) is { } refused)
            {
                return (QueryResult)refused with { Position = first.Position };
            }

            return new QueryResult(default, first.Position, ContentType: "application/zip")
            {
                FileName = "documents.zip",
                Write = (body, ct) => Write(query.Wanted, body, ct),
            };
        }

        private async Task Write(FoundDocuments wanted, Stream body, CancellationToken ct)
        {
            // Made beside and then sent: the archive writes as it likes, and what fails is known before the first byte.
            await using var made = new FileStream(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                }
            );
            await using (var zip = await ZipArchive.CreateAsync(made, ZipArchiveMode.Create, true, null, ct))
            {
                using var manifest = new MemoryStream();
                manifest.Write(DocumentTable.Header);
                await foreach (var document in EveryDocument.Of(index, wanted, ct))
                {
                    var name = "";
                    if (document.File is { } kept && await files.Find(kept.Kind, document.Stream, ct) is { } file)
                    {
                        name = NameOf(document);
                        await Put(zip, name, document, file, ct);
                    }

                    manifest.Write(DocumentTable.Row(document, name));
                }

                await using var entry = await zip.CreateEntry(ManifestName, CompressionLevel.Fastest).OpenAsync(ct);
                manifest.Position = 0;
                await manifest.CopyToAsync(entry, ct);
            }

            made.Position = 0;
            await made.CopyToAsync(body, ct);
        }

        private static async Task Put(
            ZipArchive zip,
            string name,
            IssuedDocument document,
            StoredFile file,
            CancellationToken ct
        )
        {
            // A PDF is compressed already.
            var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(document.IssuedOn!.Value.ToDateTimeUnspecified(), TimeSpan.Zero);
            await using var content = await entry.OpenAsync(ct);
            await content.WriteAsync(file.Bytes, ct);
        }

        /// <summary>Sorted by day and number, and plain enough for every system.</summary>
        private static string NameOf(IssuedDocument document)
        {
            var day = LocalDatePattern.Iso.Format(document.IssuedOn!.Value);
            // A statement's number is its month, which other accounts' have as well.
            var number = document.Kind == DocumentKind.MonthlyStatement ? document.Id : document.Number;
            return $"{day[..7]}/{day}_{StoreJson.NameOf(document.Kind)}_{number}.pdf";
        }
    }
}
