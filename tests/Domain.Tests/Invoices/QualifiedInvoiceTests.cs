using FluentAssertions;
using Store.Domain.Billing;
using Store.Domain.Invoices;
using Store.Domain.Payments;
using Xunit;
using static Store.Domain.Tests.Orders.CardHistories;

namespace Store.Domain.Tests.Invoices;

/// <summary>An invoice is issued and corrected once; its document and a statement are filed once.</summary>
public sealed class QualifiedInvoiceTests
{
    private static readonly QualifiedInvoiceIssued Issued = new(
        "INV-2026-000001",
        Number,
        "account",
        "株式会社バイヤー",
        Today,
        Today,
        PaymentMethod.Card,
        Today,
        ByCard.Lines,
        ByCard.SubtotalYen,
        ByCard.TaxByRate,
        ByCard.TaxYen,
        ByCard.TotalYen,
        ByCard.Seller
    );

    private static readonly QualifiedInvoiceCorrected Corrected = new("INV-2026-000002");

    [Fact]
    public void An_invoice_is_issued_once()
    {
        Then(QualifiedInvoice.Initial.Issue(Issued), Issued);
        FluentActions.Invoking(() => State(Issued).Issue(Issued)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void An_invoice_is_corrected_once_and_by_something_that_differs()
    {
        State(Issued).RefuseCorrection("株式会社別名", null).Should().BeNull();
        State(Issued).RefuseCorrection(null, "備考").Should().BeNull();
        Then(State(Issued).Correct(Corrected.ByNumber), Corrected);
        foreach (var name in new[] { null, Issued.CompanyName })
        {
            State(Issued).RefuseCorrection(name, null)!.Code.Should().Be(InvoiceRefusals.NothingCorrected.Code);
        }

        var refused = State(Issued, Corrected).RefuseCorrection("株式会社別名", null)!;
        (refused.Code, refused.Details["correctedBy"])
            .Should()
            .Be((InvoiceRefusals.CorrectedAlready.Code, Corrected.ByNumber));
        ThenRefused(State(Issued, Corrected).Correct("INV-2026-000003"), InvoiceRefusals.CorrectedAlready);
        ThenRefused(State().Correct("INV-2026-000003"), InvoiceRefusals.NotFound);
        State().RefuseCorrection("株式会社別名", null)!.Code.Should().Be(InvoiceRefusals.NotFound.Code);
    }

    [Fact]
    public void A_document_is_filed_once()
    {
        var filed = new QualifiedInvoiceDocumentFiled("qualified_invoice", "ab", 3);
        Then(State(Issued).FileDocument("ab", 3), filed);
        ThenNothing(State(Issued, filed).FileDocument("ab", 3));
        ThenRefused(State().FileDocument("ab", 3), InvoiceRefusals.NotFound);
        ThenRefused(ReturnInvoice.Initial.FileDocument("ab", 3), InvoiceRefusals.NotFound);
    }

    [Fact]
    public void A_statement_is_filed_once_and_of_a_closed_month_alone()
    {
        var filed = new BillingDocumentFiled("statement", "2026-04", "account", "株式会社バイヤー", Today, 0, "ab", 3);
        ThenRefused(BillingMonth.Initial.FileStatement(filed), BillingRefusals.MonthOpen);
        var closed = new BillingMonth(true, null);
        Then(closed.FileStatement(filed), filed);
        ThenNothing(closed.Evolve(filed).FileStatement(filed));
    }

    private static QualifiedInvoice State(params Fact[] facts) =>
        facts.Aggregate(QualifiedInvoice.Initial, (invoice, fact) => invoice.Evolve(fact));
}
