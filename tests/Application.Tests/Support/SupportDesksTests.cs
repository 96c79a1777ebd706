using System.Text;
using FluentAssertions;
using NodaTime;
using Store.Application.Support;
using Store.Application.Tests.Mail;
using Store.Domain.Calendar;
using Store.Domain.Payments;
using Store.Domain.Support;
using Xunit;

namespace Store.Application.Tests.Support;

public sealed class SupportDesksTests
{
    [Theory]
    [InlineData("onAccount", "NP掛け払いサポートデスク")]
    [InlineData("card", "デスク")]
    public void A_document_gets_the_desk_of_its_payment_method(string method, string desk)
    {
        var document = Encoding.UTF8.GetBytes(
            $$"""{"companyName":"\"paymentMethod\":\"card\"","paymentMethod":"{{method}}"}"""
        );

        var shown = System.Text.Json.JsonDocument.Parse(Letters.Desks.PutInto(document)).RootElement;

        shown.GetProperty("support").GetProperty("desk").GetString().Should().Be(desk);
        shown.GetProperty("paymentMethod").GetString().Should().Be(method);
    }

    [Fact]
    public void The_tag_of_an_answer_changes_with_the_contacts_it_shows()
    {
        var hours = new OpeningHours(
            new LocalTime(10, 0),
            new LocalTime(17, 0),
            BusinessCalendar.NetProtections(NationalHolidays.ByRule)
        );
        SupportDesks Desks(string phone) =>
            new(
                SupportDesk.Of(PaymentMethod.OnAccount, "NP", phone: phone, hours: hours),
                hours,
                SupportDesk.Of(PaymentMethod.Card, "desk", inquiryForm: "https://store.example/inquiries")
            );

        Desks("1").TagOf(7).Should().Be(Desks("1").TagOf(7)).And.NotBe(Desks("2").TagOf(7)).And.StartWith("7-");
    }
}
