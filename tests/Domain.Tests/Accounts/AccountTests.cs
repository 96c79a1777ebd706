using FluentAssertions;
using NodaTime;
using Store.Domain.Accounts;
using Xunit;

namespace Store.Domain.Tests.Accounts;

public sealed class AccountTests
{
    private const string Id = "a1";
    private const string Terms = "2026-04-01";

    private static readonly AccountRegistered Registered = new(
        AccountKind.Corporation,
        Information(),
        false,
        Terms,
        "claim-1"
    );

    private static Account Given(params Fact[] facts) =>
        facts.Aggregate(Account.Initial, (account, fact) => account.Evolve(fact));

    private static BasicInformation Information(string? registrationNumber = "T7000012050002") =>
        new(
            "株式会社見本",
            new PersonalText(Id, "見本 花子"),
            new PersonalText(Id, "hanako@example.jp"),
            new PersonalText(Id, "03-1234-5678"),
            new PersonalText(Id, "100-0001"),
            new PersonalText(Id, "東京都千代田区千代田1-1"),
            registrationNumber
        );

    private static Decision Register(AccountKind kind, string? agreed, BasicInformation? information = null) =>
        Account.Initial.Register(kind, information ?? Information(), true, agreed, "claim-1", Terms);

    [Theory]
    [InlineData(AccountKind.Corporation)]
    [InlineData(AccountKind.SoleProprietor)]
    public void NP_1_Corporations_and_sole_proprietors_can_register(AccountKind kind) =>
        Register(kind, Terms).Facts.Should().Equal(Registered with { Kind = kind, ItreviewMember = true });

    [Theory]
    [InlineData(null)]
    [InlineData("2025-04-01")]
    public void BASIC_3_Without_the_current_terms_nobody_registers_ITreview_members_included(string? agreed)
    {
        var refused = Register(AccountKind.Corporation, agreed).Refused!;
        refused.Code.Should().Be("terms.not_agreed");
        refused.Details.Should().Contain("currentVersion", Terms);
    }

    [Fact]
    public void A_corporations_registration_number_has_a_check_digit_and_a_sole_proprietors_need_not()
    {
        var wrong = Information("T1234567890123");
        Register(AccountKind.Corporation, Terms, wrong).Refused.Should().Be(AccountRefusals.RegistrationNumberInvalid);
        Register(AccountKind.SoleProprietor, Terms, wrong).Refused.Should().BeNull();
        Given(Registered)
            .CorrectBasicInformation(wrong, "claim-1", null)
            .Refused.Should()
            .Be(AccountRefusals.RegistrationNumberInvalid);
    }

    [Fact]
    public void BASIC_3_An_order_needs_registration_and_the_terms_of_today()
    {
        Given(Registered).MayOrder(Terms).Should().BeNull();
        Given(Registered).MayOrder("2027-04-01")!.Code.Should().Be("terms.not_agreed");
        Account.Initial.MayOrder(Terms).Should().Be(AccountRefusals.NotFound);
        Given(Registered, new AccountErased()).MayOrder(Terms).Should().Be(AccountRefusals.Erased);
    }

    [Fact]
    public void Newer_terms_are_agreed_to_once()
    {
        var account = Given(Registered);
        account.AgreeToTerms("2027-04-01", "2027-04-01").Facts.Should().Equal(new TermsAgreed("2027-04-01"));
        account.AgreeToTerms(Terms, Terms).Should().Be(Decision.Nothing);
        account.AgreeToTerms(Terms, "2027-04-01").Refused!.Code.Should().Be("terms.not_agreed");
        account.Evolve(new TermsAgreed("2027-04-01")).MayOrder("2027-04-01").Should().BeNull();
        Account.Initial.AgreeToTerms(Terms, Terms).Refused.Should().Be(AccountRefusals.NotFound);
    }

    [Fact]
    public void BASIC_1_A_correction_replaces_the_basic_information()
    {
        var moved = Information() with { CompanyName = "見本ホールディングス株式会社" };
        var decision = Given(Registered).CorrectBasicInformation(moved, "claim-2", "I-202611-000001");
        decision.Facts.Should().Equal(new BasicInformationCorrected(moved, "claim-2", "I-202611-000001"));
        var account = Given(Registered, decision.Facts[0]);
        account.CompanyName.Should().Be("見本ホールディングス株式会社");
        account.EmailClaim.Should().Be("claim-2");
        Account.Initial.CorrectBasicInformation(moved, "claim-2", null).Refused.Should().Be(AccountRefusals.NotFound);
    }

    [Fact]
    public void A_buyer_is_known_to_Net_Protections_under_one_id()
    {
        var account = Given(Registered);
        var fact = account.RegisterNpBuyer("12345678901", "00").Facts.Single();
        fact.Should().Be(new NpBuyerRegistered("12345678901", "00"));
        account.Evolve(fact).NpBuyerId.Should().Be("12345678901");
        account.Evolve(fact).RegisterNpBuyer("12345678901", "00").Should().Be(Decision.Nothing);
        Account.Initial.RegisterNpBuyer("1", "00").Refused.Should().Be(AccountRefusals.NotFound);
    }

    [Fact]
    public void An_erased_account_is_erased_once_and_changes_no_more()
    {
        var erased = Given(Registered).Erase().Facts.Single();
        erased.Should().Be(new AccountErased());
        var account = Given(Registered, erased);
        account.Erase().Should().Be(Decision.Nothing);
        account.CorrectBasicInformation(Information(), "c", null).Refused.Should().Be(AccountRefusals.Erased);
        account.AgreeToTerms(Terms, Terms).Refused.Should().Be(AccountRefusals.Erased);
        account.RegisterNpBuyer("1", "00").Refused.Should().Be(AccountRefusals.Erased);
        Account.Initial.Erase().Refused.Should().Be(AccountRefusals.NotFound);
    }

    [Fact]
    public void The_state_holds_no_personal_text() =>
        Given(Registered).ToString().Should().NotContainAny("hanako", "花子", "1234-5678", "100-0001", "千代田");

    [Fact]
    public void What_Net_Protections_says_last_of_its_guarantee_holds()
    {
        var today = new LocalDate(2026, 12, 4);
        var alert = new GuaranteeReported(GuaranteeStatus.Alrt, new LocalDate(2026, 12, 1));
        Given(Registered).ReportGuarantee(alert.Status, alert.SinceOn, today).Facts.Should().Equal(alert);
        var warned = Given(Registered, alert);
        warned.ReportGuarantee(GuaranteeStatus.Alrt, alert.SinceOn, today).Should().Be(Decision.Nothing);
        warned
            .ReportGuarantee(GuaranteeStatus.Ok, today, today)
            .Facts.Should()
            .Equal(new GuaranteeReported(GuaranteeStatus.Ok, today));
        warned
            .ReportGuarantee(GuaranteeStatus.Ng, today.PlusDays(1), today)
            .Refused!.Code.Should()
            .Be("provider_fact.in_future");
        Account.Initial.ReportGuarantee(GuaranteeStatus.Ok, today, today).Refused.Should().Be(AccountRefusals.NotFound);
        Given(Registered, new AccountErased())
            .ReportGuarantee(GuaranteeStatus.Ng, today, today)
            .Refused.Should()
            .BeNull();
    }
}
