using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Journeys;

/// <summary>Each of these waits for answers that do not come, so that they run side by side.</summary>
public sealed class LostScreeningJourney
{
    [Fact]
    public Task Screenings_whose_answers_are_lost() =>
        Journey.Run(
            "lost-screenings",
            async store =>
            {
                var buyer = await store.NewBuyer();
                foreach (
                    var (scenario, operation) in ((string, string)[])
                        [("timeoutBeforeEffect", "transactions"), ("timeoutAfterEffect", "transactions")]
                )
                {
                    await store.Fault(scenario, operation: operation);
                    var number = await store.OnAccount(buyer);
                    await store.Days(1);
                    await store.Has(buyer, number, "accepted");
                }
            },
            Journey.LosesAnswers
        );
}

public sealed class LostAuthorisationJourney
{
    [Fact]
    public Task Authorisations_whose_answers_are_lost() =>
        Journey.Run(
            "lost-authorisations",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var never = await store.ByCard(buyer, outcome: "timeoutBeforeEffect");
                await store.Has(buyer, never, "paymentUnknown");
                await store.NotFound(never);
                await store.Has(buyer, never, "cancelled");

                var stands = await store.ByCard(buyer, outcome: "timeoutAfterEffect");
                await store.Found(stands, "accepted");
                await store.Has(buyer, stands, "accepted");

                var unwanted = await store.ByCard(buyer, outcome: "connectionCut");
                await store.Found(unwanted, "cancelled");
                await store.Has(buyer, unwanted, "cancelled");

                var seenBefore = await store.ByCard(buyer, outcome: "duplicate");
                await store.NotFound(seenBefore);

                await store.SbpsFault("gatewayFailure", "authorize");
                await store.Has(buyer, await store.ByCard(buyer), "accepted");
                await store.SbpsFault("gatewayFailure", "authorize", times: 2);
                var failed = await store.ByCard(buyer);
                await store.Has(buyer, failed, "paymentUnknown");
                await store.NotFound(failed);
            },
            Journey.LosesAnswers
        );
}

public sealed class UnclearCommitJourney
{
    [Fact]
    public Task Commits_that_are_unclear() =>
        Journey.Run(
            "unclear-commits",
            async store =>
            {
                var buyer = await store.NewBuyer();
                foreach (var scenario in (string[])["timeoutBeforeEffect", "timeoutAfterEffect"])
                {
                    await store.SbpsFault(scenario, "commit");
                    await store.Has(buyer, await store.ByCard(buyer), "accepted");
                }

                foreach (var scenario in (string[])["gatewayFailure", "connectionCut"])
                {
                    await store.SbpsFault(scenario, "commit");
                    await store.Has(buyer, await store.ByCard(buyer), "accepted");
                }

                // Its inquiry is lost too: unknown until a later inquiry finds it.
                await store.SbpsFault("connectionCut", "commit");
                await store.SbpsFault("timeoutBeforeEffect", "inquiry");
                var unknown = await store.ByCard(buyer);
                await store.Has(buyer, unknown, "paymentUnknown");
                await store.Days(1);
                await store.Has(buyer, unknown, "accepted");

                await store.SbpsFault("declined", "commit");
                await store.Has(buyer, await store.ByCard(buyer), "cancelled");
            },
            Journey.LosesAnswers
        );
}

public sealed class UnclearCaptureJourney
{
    [Fact]
    public Task Captures_that_are_unclear() =>
        Journey.Run(
            "unclear-captures",
            async store =>
            {
                var buyer = await store.NewBuyer();
                foreach (var scenario in (string[])["timeoutBeforeEffect", "timeoutAfterEffect", "gatewayFailure"])
                {
                    await store.SbpsFault(scenario, "capture");
                    var number = await store.ByCard(buyer);
                    await store.Days(1);
                    await store.BookedCard(number, CardSteps.IsCaptured);
                }
            },
            Journey.LosesAnswers
        );
}
