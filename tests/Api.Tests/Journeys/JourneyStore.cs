using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using Store.Api.Tests.Orders;
using Store.Application.Reactors;
using Store.Application.Time;
using Store.Infrastructure.Development;
using Store.TestKit;

namespace Store.Api.Tests.Journeys;

/// <summary>
/// The store as Development serves it, without its seeds, on a clock that stands until a journey moves it. A request is
/// answered once everything that it brought has happened, so that a journey leaves the same facts every time.
/// </summary>
internal sealed class JourneyStore(IEnumerable<(string Name, string Value)> settings) : SandboxStore
{
    /// <summary>
    /// Longer than any machine is busy: only a journey about answers that are lost wants them to be lost soon.
    /// </summary>
    private const string NeverLost = "120";

    private readonly StandingClock _clock = new(TestClock.Monday.Now);

    private readonly Dictionary<string, string?> _settings = new(
        settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))
    );

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Store:NetProtections:TimeoutSeconds"] = NeverLost,
            ["Store:SbPayment:TimeoutSeconds"] = NeverLost,
        }
            .Concat(_settings)
            .GroupBy(s => s.Key)
            .ToDictionary(s => s.Key, s => s.Last().Value);

    protected override void Replace(IServiceCollection services)
    {
        services.AddSingleton<IMovableClock>(_clock);
        services.AddSingleton<IStoreClock>(_clock);
        foreach (
            var seed in services
                .Where(s =>
                    s.ImplementationType == typeof(SeedAccounts) || s.ImplementationType == typeof(SeedCatalogue)
                )
                .ToList()
        )
        {
            services.Remove(seed);
        }
    }

    protected override HttpMessageHandler Carrier() => new Settling(this);

    /// <summary>Serves again, from here on with another setting.</summary>
    public Task RestartWith(string name, string value)
    {
        _settings[name] = value;
        return Restart();
    }

    /// <summary>
    /// Waits until every reader of the log has taken up all that is due at the clock's instant, mails included.
    /// </summary>
    public async Task Settle(CancellationToken ct)
    {
        var reactors = Services.GetServices<IReactor>().Count();
        while (!await IsSettled(reactors, ct))
        {
            await Task.Delay(10, ct);
        }
    }

    private async Task<bool> IsSettled(int reactors, CancellationToken ct)
    {
        await using var command = Services
            .GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                """
                select not exists (
                         select from store.projections p
                          where p.state = 'live' and p.stopped is null and p.position < h.size - 1)
                   and (select count(*) from store.reactors r where r.position >= h.size - 1) = $2
                   and not exists (
                         select from store.reactions w
                          where w.due_at <= $1 and w.parked_at is null and w.given_up is null)
                  from store.log_head h
                """
            );
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = _clock.Now.ToDateTimeUtc() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = reactors });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private sealed class Settling(JourneyStore store) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await store.Settle(cancellationToken);
            return answer;
        }
    }

    private sealed class StandingClock(Instant now) : IMovableClock
    {
        private readonly Lock _reading = new();

        public Instant Now
        {
            get
            {
                lock (_reading)
                {
                    return now;
                }
            }
        }

        public Task<bool> Advance(Instant to, CancellationToken ct)
        {
            lock (_reading)
            {
                now = to < now ? now : to;
                return Task.FromResult(now == to);
            }
        }
    }
}
