using FluentAssertions;
using NodaTime;
using Store.Application.Mail;
using Store.Application.Support;
using Store.Domain.Calendar;
using Store.Domain.Payments;
using Store.Domain.Support;

namespace Store.Application.Tests.Mail;

/// <summary>
/// The golden letters: for each template the exact text and HTML, as files to read and to open in a browser.
/// </summary>
internal static class Letters
{
    private const string Folder = "tests/Application.Tests/Mail/Golden";

    private static readonly OpeningHours Hours = new(
        new LocalTime(10, 0),
        new LocalTime(17, 0),
        BusinessCalendar.NetProtections(NationalHolidays.ByRule)
    );

    public static readonly SupportDesks Desks = new(
        SupportDesk.Of(
            PaymentMethod.OnAccount,
            "NP掛け払いサポートデスク",
            phone: "03-4577-9631",
            email: "btob-support@netprotections.co.jp",
            hours: Hours
        ),
        Hours,
        SupportDesk.Of(PaymentMethod.Card, "デスク", inquiryForm: "https://store.example/inquiries")
    );

    public static readonly Letterhead Head = new("https://store.example", "アイティクラウド株式会社", Desks);

    public static void ShouldBeGolden(this MailMessage mail, string name)
    {
        Check($"{name}.txt", $"{mail.Subject}\n\n{mail.Text}");
        Check($"{name}.html", mail.Html!);
    }

    private static void Check(string file, string letter)
    {
        var path = Path.Combine(Root(), Folder, file);
        if (Environment.GetEnvironmentVariable("STORE_ACCEPT_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, letter);
        }

        File.Exists(path).Should().BeTrue("{0} is missing: run with STORE_ACCEPT_GOLDEN=1, and read it", file);
        File.ReadAllText(path)
            .Should()
            .Be(letter, "where {0} changed on purpose, run with STORE_ACCEPT_GOLDEN=1", file);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Store.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the checkout.");
        }

        return folder.FullName;
    }
}
