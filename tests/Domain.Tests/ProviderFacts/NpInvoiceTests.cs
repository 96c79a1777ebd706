using FluentAssertions;
using NodaTime;
using Store.Domain.ProviderFacts;
using Xunit;

namespace Store.Domain.Tests.ProviderFacts;

public sealed class NpInvoiceTests
{
    private static readonly LocalDate Today = new(2026, 12, 4);

    private static readonly NpInvoiceIssued Issued = new(
        "account",
        new YearMonth(2026, 11),
        "NP-1",
        new LocalDate(2026, 12, 3),
        new LocalDate(2026, 12, 31),
        11_000
    );

    [Fact]
    public void NP_7_An_invoice_of_Net_Protections_is_recorded_as_it_was_reported() =>
        NpInvoice.Initial.Issue(Issued, Today).Facts.Should().Equal(Issued);

    [Fact]
    public void The_same_report_twice_is_one() =>
        NpInvoice.Initial.Evolve(Issued).Issue(Issued with { }, Today).Should().Be(Decision.Nothing);

    [Fact]
    public void Another_report_under_the_same_number_is_refused()
    {
        var known = NpInvoice.Initial.Evolve(Issued);
        known.Issue(Issued with { AmountYen = 12_000 }, Today).Refused.Should().Be(ProviderFactRefusals.Contradicts);
        known.Issue(Issued with { AccountId = "other" }, Today).Refused.Should().Be(ProviderFactRefusals.Contradicts);
    }

    [Fact]
    public void An_invoice_of_tomorrow_has_not_been_issued()
    {
        var tomorrow = Today.PlusDays(1);
        NpInvoice
            .Initial.Issue(Issued with { IssuedOn = tomorrow }, Today)
            .Refused.Should()
            .Be(ProviderFactRefusals.InFuture);
        NpInvoice.Initial.Issue(Issued with { IssuedOn = tomorrow }, tomorrow).Refused.Should().BeNull();
    }
}
