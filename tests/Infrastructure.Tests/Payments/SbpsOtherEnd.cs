using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Infrastructure.Payments.SbPayment;

namespace Store.Infrastructure.Tests.Payments;

/// <summary>The other end of the wire: keeps the requests, gives the answers in turn, or none at all.</summary>
internal sealed class SbpsOtherEnd : HttpMessageHandler
{
    private readonly Queue<(int Status, string Body)> _answers;

    public SbpsOtherEnd(params (int Status, string Body)[] answers)
        : this(Settings(), answers) { }

    public SbpsOtherEnd(SbpsSettings settings, params (int Status, string Body)[] answers)
        : this(settings, NullLoggerFactory.Instance, answers) { }

    public SbpsOtherEnd(ILoggerFactory logging, params (int Status, string Body)[] answers)
        : this(Settings(), logging, answers) { }

    private SbpsOtherEnd(SbpsSettings settings, ILoggerFactory logging, (int Status, string Body)[] answers)
    {
        _answers = new Queue<(int, string)>(answers);
        var log = logging.CreateLogger<SbPaymentClient>();
        Client = new SbPaymentClient(settings, () => new Uri(settings.BaseUrl), new Ticking(), log, this);
    }

    public SbPaymentClient Client { get; }

    public string Address { get; private set; } = "";

    public List<string> Sent { get; } = [];

    public Dictionary<string, string> Headers { get; } = [];

    public static SbpsSettings Settings() => new() { BaseUrl = "http://sbps.example/sandbox/sbps", TimeoutSeconds = 1 };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Address = request.RequestUri!.AbsoluteUri;
        Sent.Add(Encoding.ASCII.GetString(await request.Content!.ReadAsByteArrayAsync(ct)));
        foreach (var header in request.Headers.Concat(request.Content.Headers))
        {
            Headers[header.Key] = string.Join(",", header.Value);
        }

        if (!_answers.TryDequeue(out var answer) || answer.Status == 0)
        {
            await Task.Delay(Timeout.Infinite, ct);
        }

        return new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            Content = new StringContent(answer.Body, Encoding.ASCII, "text/xml"),
        };
    }
}

/// <summary>Nine o'clock in Tokyo, and a second later at every look.</summary>
internal sealed class Ticking : TimeProvider
{
    private int _looks;

    public override DateTimeOffset GetUtcNow() => new(2026, 4, 1, 0, 0, _looks++, TimeSpan.Zero);
}

internal sealed class Lines(StringBuilder lines) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.AppendLine(formatter(state, exception));
}
