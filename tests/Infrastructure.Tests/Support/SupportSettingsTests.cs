using FluentAssertions;
using Microsoft.Extensions.Configuration;
using NodaTime;
using Store.Application.Support;
using Store.Domain.Payments;
using Store.Infrastructure.Support;
using Xunit;

namespace Store.Infrastructure.Tests.Support;

public sealed class SupportSettingsTests
{
    [Fact]
    public void Each_contact_is_a_setting()
    {
        var desks = With(
            ("NetProtections:Desk", "別の窓口"),
            ("NetProtections:Phone", "03-0000-0000"),
            ("NetProtections:Email", "np@store.example"),
            ("NetProtections:OpensAt", "09:00"),
            ("NetProtections:ClosesAt", "18:30"),
            ("InquiryForm", "https://desk.example/form"),
            ("Desk", "窓口")
        );

        desks
            .Of(PaymentMethod.OnAccount)
            .Should()
            .Be(
                new SupportDesk(
                    PaymentMethod.OnAccount,
                    "別の窓口",
                    "03-0000-0000",
                    "np@store.example",
                    null,
                    "09:00",
                    "18:30"
                )
            );
        desks
            .Of(PaymentMethod.Card)
            .Should()
            .Be(new SupportDesk(PaymentMethod.Card, "窓口", null, null, "https://desk.example/form", null, null));
        desks.IsOpen(PaymentMethod.OnAccount, Instant.FromUtc(2026, 11, 16, 9, 29)).Should().BeTrue("18:29 in Tokyo");
        desks.IsOpen(PaymentMethod.OnAccount, Instant.FromUtc(2026, 11, 16, 9, 30)).Should().BeFalse();
    }

    [Theory]
    [InlineData("NetProtections:OpensAt", "ten")]
    [InlineData("NetProtections:OpensAt", "17:00")]
    [InlineData("NetProtections:ClosesAt", "24:00")]
    [InlineData("InquiryForm", "javascript:alert(1)")]
    [InlineData("InquiryForm", "/inquiries")]
    public void What_cannot_be_meant_so_stops_the_start(string name, string value)
    {
        var read = () => With((name, value));

        read.Should().Throw<InvalidOperationException>().WithMessage("*Store:Support*");
    }

    private static SupportDesks With(params (string Name, string Value)[] settings) =>
        SupportServices.DesksOf(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.Select(s => KeyValuePair.Create($"Store:Support:{s.Name}", (string?)s.Value))
                )
                .Build(),
            "https://store.example"
        );
}
