using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Store.Benchmarks.Measuring;

/// <summary>What a caller looks at in an answer.</summary>
internal readonly record struct HttpAnswer(int Status, string? Location, int BodyBytes);

/// <summary>
/// One keep-alive HTTP/1.1 connection on loopback. It shares the cores with what is measured, so it does no more than
/// send prepared bytes, find the status and the Location, and count the body.
/// </summary>
internal sealed class HttpCaller(int port) : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request = new byte[4096];
    private byte[] _answer = new byte[16 * 1024];

    public async Task Connect() => await _socket.ConnectAsync(IPAddress.Loopback, port);

    public ValueTask<HttpAnswer> Post(string path, string token, string key, string body) =>
        Send(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
                + $"Content-Type: application/json\r\nIdempotency-Key: {key}\r\n"
                + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n{body}")
        );

    public ValueTask<HttpAnswer> Get(string path, string token) =>
        Send($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n");

    /// <summary>The body of the last answer.</summary>
    public string LastBody(HttpAnswer answer) => Encoding.UTF8.GetString(_answer, _bodyAt, answer.BodyBytes);

    public void Dispose() => _socket.Dispose();

    private int _bodyAt;

    private async ValueTask<HttpAnswer> Send(string request)
    {
        var length = Encoding.ASCII.GetBytes(request, _request);
        await _socket.SendAsync(_request.AsMemory(0, length));
        var (received, head) = (0, -1);
        while (head < 0)
        {
            received += await Receive(received);
            head = _answer.AsSpan(0, received).IndexOf("\r\n\r\n"u8);
        }

        _bodyAt = head + 4;
        var (status, location, body) = Read(_answer.AsSpan(0, _bodyAt));
        while (received < _bodyAt + body)
        {
            received += await Receive(received);
        }

        return new HttpAnswer(status, location, body);
    }

    private async ValueTask<int> Receive(int at)
    {
        if (at == _answer.Length)
        {
            Array.Resize(ref _answer, at * 2);
        }

        var count = await _socket.ReceiveAsync(_answer.AsMemory(at));
        return count > 0 ? count : throw new IOException("The API closed a connection in the middle.");
    }

    private static (int Status, string? Location, int Body) Read(ReadOnlySpan<byte> head)
    {
        var status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + (head[11] - '0');
        var length = ValueOf(head, "\r\nContent-Length: "u8);
        var location = ValueOf(head, "\r\nLocation: "u8);
        return (
            status,
            location.IsEmpty ? null : Encoding.ASCII.GetString(location),
            length.IsEmpty ? 0 : int.Parse(length, CultureInfo.InvariantCulture)
        );
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0)
        {
            return [];
        }

        var value = head[(at + name.Length)..];
        return value[..value.IndexOf((byte)'\r')];
    }
}
