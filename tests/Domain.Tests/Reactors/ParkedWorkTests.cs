using FluentAssertions;
using Store.Domain.Reactors;
using Xunit;

namespace Store.Domain.Tests.Reactors;

public sealed class ParkedWorkTests
{
    private static readonly ParkedWork GivenUp = ParkedWork.Initial.Evolve(new ParkedWorkGivenUp("mails", 7, 8));

    [Fact]
    public void Parked_work_can_be_retried_as_often_as_it_fails()
    {
        ParkedWork.Initial.Retry("mails", 7, 8).Facts.Should().Equal(new ParkedWorkRetried("mails", 7, 8));
        ParkedWork
            .Initial.Evolve(new ParkedWorkRetried("mails", 7, 8))
            .Retry("mails", 7, 8)
            .Facts.Should()
            .Equal(new ParkedWorkRetried("mails", 7, 8));
    }

    [Fact]
    public void What_was_given_up_stays_so()
    {
        ParkedWork.Initial.GiveUp(true, "mails", 7, 8).Facts.Should().Equal(new ParkedWorkGivenUp("mails", 7, 8));
        GivenUp.Retry("mails", 7, 8).Refused.Should().Be(ParkedRefusals.GivenUp);
        GivenUp.GiveUp(true, "mails", 7, 8).Refused.Should().Be(ParkedRefusals.GivenUp);
    }

    [Fact]
    public void A_read_model_is_never_given_up() =>
        ParkedWork.Initial.GiveUp(false, "orders", 7, 1).Refused.Should().Be(ParkedRefusals.MustGoOn);
}
