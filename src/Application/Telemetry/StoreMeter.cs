using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Store.Application.Telemetry;

/// <summary>
/// The store's own measurements, beside those that the framework and the database driver make under OpenTelemetry's
/// names. Nothing leaves the process unless an OTLP endpoint is set.
/// </summary>
public static class StoreMeter
{
    public const string Name = "Store";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Facts committed in one transaction.</summary>
    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("store.log.batch.size", "{fact}");

    /// <summary>Batches decided again because another process was first.</summary>
    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("store.log.conflicts", "{batch}");

    /// <summary>Requests answered from their idempotency record.</summary>
    public static readonly Counter<long> Replays = Meter.CreateCounter<long>("store.idempotency.replays", "{request}");

    /// <summary>Reactions given up until a person looks.</summary>
    public static readonly Counter<long> Parked = Meter.CreateCounter<long>("store.reactions.parked", "{reaction}");

    /// <summary>Accounts whose month was closed.</summary>
    public static readonly Counter<long> BillsClosed = Meter.CreateCounter<long>("store.billing.closed", "{account}");

    /// <summary>Shows the position of the log's newest fact.</summary>
    public static void ObserveHead(Func<long> head) =>
        Meter.CreateObservableGauge("store.log.position", head, "{fact}");

    /// <summary>Shows by how many facts each projection and reactor is behind the head, under its name.</summary>
    public static void ObserveLag(Func<IEnumerable<(string Consumer, long Facts)>> lags) =>
        Meter.CreateObservableGauge(
            "store.consumer.lag",
            () =>
                lags()
                    .Select(l => new Measurement<long>(
                        l.Facts,
                        new KeyValuePair<string, object?>("store.consumer", l.Consumer)
                    )),
            "{fact}"
        );
}
