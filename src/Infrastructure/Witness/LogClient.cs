using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Store.Infrastructure.Witness;

/// <summary>With a token that was given, or as an auditor who signs in again whenever a session ends.</summary>
public sealed record LogAccess(string? Token, string? Email, string? Password);

/// <summary>Asks a store's audit routes over HTTP.</summary>
public sealed class LogClient : IDisposable
{
    private const long LongestAnswer = 16 << 20;

    private readonly HttpClient _http;
    private readonly LogAccess _access;
    private string? _token;

    public LogClient(Uri store, LogAccess access)
    {
        _http = new HttpClient
        {
            BaseAddress = store,
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = LongestAnswer,
        };
        (_access, _token) = (access, access.Token);
    }

    public async Task<string> Checkpoint(CancellationToken ct) =>
        System.Text.Encoding.UTF8.GetString(await Get("v1/audit/checkpoint", ct));

    public Task<byte[]> Keys(CancellationToken ct) => Get("v1/audit/keys", ct);

    /// <summary>The hashes of a consistency proof; null where the answer has none.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> Consistency(long from, long to, CancellationToken ct)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"v1/audit/proofs/consistency?from={from}&to={to}");
        try
        {
            using var answer = JsonDocument.Parse(await Get(path, ct));
            return
            [
                .. answer
                    .RootElement.GetProperty("hashes")
                    .EnumerateArray()
                    .Select(hash => (ReadOnlyMemory<byte>)hash.GetBytesFromBase64()),
            ];
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> Get(string path, CancellationToken ct)
    {
        _token ??= await SignIn(ct);
        for (var again = false; ; again = true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            using var answer = await _http.SendAsync(request, ct);
            if (answer.StatusCode == HttpStatusCode.Unauthorized && !again && _access.Email is not null)
            {
                // The session has ended, as sessions do.
                _token = await SignIn(ct);
                continue;
            }

            return answer.IsSuccessStatusCode
                ? await answer.Content.ReadAsByteArrayAsync(ct)
                : throw new HttpRequestException(
                    $"{path} was answered with {(int)answer.StatusCode}.",
                    null,
                    answer.StatusCode
                );
        }
    }

    private async Task<string> SignIn(CancellationToken ct)
    {
        using var answer = await _http.PostAsJsonAsync(
            new Uri("v1/sessions", UriKind.Relative),
            new { email = _access.Email, password = _access.Password },
            ct
        );
        answer.EnsureSuccessStatusCode();
        using var session = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
        return session.RootElement.GetProperty("accessToken").GetString()
            ?? throw new JsonException("The sign-in was answered without a token.");
    }
}
