using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Store.Application.Telemetry;

namespace Store.Api.Hosting;

/// <summary>
/// Logs for people in Development and for machines elsewhere; traces and metrics by OTLP where an endpoint is set,
/// and otherwise not at all. The framework and the driver name theirs as OpenTelemetry asks
/// (<c>http.server.request.duration</c>, <c>db.client.operation.duration</c> …).
/// </summary>
internal static class Telemetry
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "Npgsql", StoreMeter.Name];

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
        "Npgsql",
        StoreMeter.Name,
    ];

    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
    };

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // Below every other source, so that a setting of the same name wins.
        var defaults = new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = Defaults,
        };
        builder.Configuration.Sources.Insert(0, defaults);
        builder.Logging.ClearProviders();
        if (builder.Environment.IsDevelopment())
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }
        else
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }

        var setting = builder.Configuration["Store:Telemetry:Endpoint"];
        if (setting is null && builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is null)
        {
            return;
        }

        void To(OtlpExporterOptions exporter)
        {
            if (setting is not null)
            {
                exporter.Endpoint = new Uri(setting);
            }
        }

        var resource = ResourceBuilder.CreateDefault().AddService("store");
        builder.Services.AddSingleton(_ =>
            Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(Sources)
                .AddOtlpExporter(To)
                .Build()
        );
        builder.Services.AddSingleton(_ =>
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter(To).Build()
        );
        builder.Services.AddHostedService<Senders>();
    }

    /// <summary>Brings both to life with the program; the container ends them, which sends what is left.</summary>
    private sealed class Senders(TracerProvider traces, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = (traces, metrics);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
