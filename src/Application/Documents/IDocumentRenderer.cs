namespace Store.Application.Documents;

/// <summary>
/// Draws the documents that a buyer receives, as PDF. What is drawn depends on the sheet alone: the same sheet
/// gives the same bytes, so that a document can be made once, stored, and compared with its hash ever after.
/// A character that the font lacks is drawn as 〓, keeps its text, and is logged.
/// </summary>
public interface IDocumentRenderer
{
    /// <summary>The quote (御見積書, QUO-1).</summary>
    byte[] Quote(QuoteSheet sheet);

    /// <summary>The acknowledgement of an order (注文請書): the acceptance that forms the contract (E2).</summary>
    byte[] Acknowledgement(AcknowledgementSheet sheet);

    /// <summary>The store's own qualified invoice (適格請求書, C1).</summary>
    byte[] QualifiedInvoice(QualifiedInvoiceSheet sheet);

    /// <summary>A return invoice (適格返還請求書, C3).</summary>
    byte[] ReturnInvoice(ReturnInvoiceSheet sheet);

    /// <summary>The statement of a closed month (ご利用明細書).</summary>
    byte[] Statement(StatementSheet sheet);
}
