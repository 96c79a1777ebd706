using FluentAssertions;
using Store.Domain.Accounts;
using Xunit;

namespace Store.Domain.Tests.Accounts;

public sealed class EmailClaimTests
{
    private static readonly EmailClaimed ByAccount = new("a1", null);

    private static EmailClaim Given(params Fact[] facts) =>
        facts.Aggregate(EmailClaim.Initial, (claim, fact) => claim.Evolve(fact));

    [Fact]
    public void A_free_address_is_claimed_by_an_account_or_by_staff()
    {
        EmailClaim.Initial.ClaimForAccount("a1").Facts.Should().Equal(ByAccount);
        EmailClaim.Initial.ClaimForStaff("s1").Facts.Should().Equal(new EmailClaimed(null, "s1"));
    }

    [Fact]
    public void Claiming_twice_records_nothing()
    {
        Given(ByAccount).ClaimForAccount("a1").Should().Be(Decision.Nothing);
        Given(new EmailClaimed(null, "s1")).ClaimForStaff("s1").Should().Be(Decision.Nothing);
    }

    [Fact]
    public void A_taken_address_is_refused_to_everyone_else()
    {
        Given(ByAccount).ClaimForAccount("a2").Refused.Should().Be(AccountRefusals.EmailTaken);
        Given(ByAccount).ClaimForStaff("s1").Refused.Should().Be(AccountRefusals.EmailTaken);
        Given(ByAccount).ClaimForStaff("a1").Refused.Should().Be(AccountRefusals.EmailTaken);
    }

    [Fact]
    public void Only_its_holder_frees_an_address()
    {
        var claim = Given(ByAccount);
        claim.ReleaseBy("a2").Should().Be(Decision.Nothing);
        claim.ReleaseBy("a1").Facts.Should().Equal(new EmailReleased());
        Given(ByAccount, new EmailReleased()).ReleaseBy("a1").Should().Be(Decision.Nothing);
        Given(ByAccount, new EmailReleased()).ClaimForAccount("a2").Facts.Should().Equal(new EmailClaimed("a2", null));
    }

    [Fact]
    public void A_member_of_staff_is_added_once()
    {
        var email = new PersonalText("s1", "operator@example.jp");
        var added = Staff.Initial.Add(StaffRole.Operator, email, email).Facts.Single();
        added.Should().Be(new StaffAdded(StaffRole.Operator, email, email));
        Staff.Initial.Evolve(added).Role.Should().Be(StaffRole.Operator);
        Staff.Initial.Evolve(added).Add(StaffRole.Auditor, email, email).Should().Be(Decision.Nothing);
    }
}
