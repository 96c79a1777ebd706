using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Store.Application.Documents;
using Store.Infrastructure.Documents.Pdf;

namespace Store.Infrastructure.Documents;

/// <summary>
/// Draws the documents with one font, loaded once. Safe to use from many threads: nothing but the font is shared.
/// </summary>
public sealed class JapaneseDocuments : IDocumentRenderer
{
    private readonly TrueTypeFont _font;
    private readonly ILogger<JapaneseDocuments> _log;

    public JapaneseDocuments(TrueTypeFont font, ILogger<JapaneseDocuments> log)
    {
        _font = font;
        _log = log;
    }

    public byte[] Quote(QuoteSheet sheet) => Draw(BusinessDocument.Of(sheet));

    public byte[] Acknowledgement(AcknowledgementSheet sheet) => Draw(BusinessDocument.Of(sheet));

    public byte[] QualifiedInvoice(QualifiedInvoiceSheet sheet) => Draw(BusinessDocument.Of(sheet));

    public byte[] ReturnInvoice(ReturnInvoiceSheet sheet) => Draw(BusinessDocument.Of(sheet));

    public byte[] Statement(StatementSheet sheet) => Draw(BusinessDocument.Of(sheet));

    private byte[] Draw(BusinessDocument document)
    {
        var (pdf, missing) = BusinessDocumentLayout.Draw(document, _font);
        foreach (var codePoint in missing)
        {
            _log.LogWarning(
                "Document {Number} asks for {Character} (U+{CodePoint}), which the font {Font} lacks: drawn as 〓",
                document.Number,
                new Rune(codePoint).ToString(),
                codePoint.ToString("X4", CultureInfo.InvariantCulture),
                _font.PostScriptName
            );
        }

        return pdf;
    }
}
