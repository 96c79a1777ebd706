using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Store.Infrastructure.Tests.Mail;

/// <summary>
/// A mail server that keeps what it takes, and refuses or tarries as a test tells it to. It is strict about lines:
/// what breaks SMTP (RFC 5321) is answered 500 and kept as a fault.
/// </summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Taken> _taken = [];
    private readonly Task _serving;

    public SmtpServer()
    {
        _listener.Start();
        _serving = Serve();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What RCPT is answered, one each time; 250 when there is none left.</summary>
    public ConcurrentQueue<string> Recipients { get; } = [];

    /// <summary>What the end of the data is answered.</summary>
    public ConcurrentQueue<string> Endings { get; } = [];

    /// <summary>Where the server says nothing more: <c>CONNECT</c>, or a verb; null for nowhere.</summary>
    public string? FallsSilentAt { get; init; }

    public int Conversations;

    public ConcurrentQueue<string> Faults { get; } = [];

    public IReadOnlyList<Taken> Mails => [.. _taken];

    /// <param name="Data">As it came over the wire, dots unstuffed.</param>
    public sealed record Taken(string From, IReadOnlyList<string> To, string Data);

    private async Task Serve()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref Conversations);
                talks.Add(Talk(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(talks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Talk(TcpClient client)
    {
        using var owned = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        async Task Say(string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _end.Token);
        await Silence("CONNECT");
        await Say("220 mail.example ESMTP");
        var (from, to) = ("", new List<string>());
        while (await Line(reader) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            await Silence(verb);
            switch (verb)
            {
                case "EHLO" or "HELO":
                    await Say("250 mail.example");
                    break;
                case "MAIL":
                    (from, to) = (line, []);
                    await Say("250 2.1.0 ok");
                    break;
                case "RCPT":
                    var answer = Recipients.TryDequeue(out var told) ? told : "250 2.1.5 ok";
                    if (answer.StartsWith('2'))
                    {
                        to.Add(line);
                    }

                    await Say(answer);
                    break;
                case "DATA":
                    await Say("354 go ahead");
                    var data = await Data(reader);
                    var ending = Endings.TryDequeue(out var end) ? end : "250 2.0.0 queued";
                    if (ending.StartsWith('2'))
                    {
                        _taken.Enqueue(new Taken(from, to, data));
                    }

                    await Say(ending);
                    break;
                case "QUIT":
                    await Say("221 2.0.0 bye");
                    return;
                default:
                    Faults.Enqueue(line);
                    await Say("500 5.5.1 unknown");
                    break;
            }
        }
    }

    private async Task Silence(string verb)
    {
        if (verb == FallsSilentAt)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
        }
    }

    private async Task<string> Data(StreamReader reader)
    {
        var data = new StringBuilder();
        while (await Line(reader) is { } line && line != ".")
        {
            data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return data.ToString();
    }

    /// <summary>One line, which ends with CR and LF together and has at most 998 characters before them.</summary>
    private async Task<string?> Line(StreamReader reader)
    {
        var line = new StringBuilder();
        var one = new char[1];
        while (await reader.ReadAsync(one.AsMemory(), _end.Token) == 1)
        {
            line.Append(one[0]);
            if (one[0] != '\n')
            {
                continue;
            }

            if (
                line.Length < 2
                || line[^2] != '\r'
                || line.Length > 1000
                || line.ToString(0, line.Length - 2).Contains('\r')
            )
            {
                Faults.Enqueue(line.ToString());
            }

            return line.ToString().TrimEnd('\r', '\n');
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }
}
