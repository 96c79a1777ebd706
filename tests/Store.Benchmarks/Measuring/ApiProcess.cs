using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Store.Benchmarks.Measuring;

/// <summary>
/// The built API as a process of its own, as it is run: its output goes to a file, its reactors work.
/// </summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);

    private readonly Process _process;

    private ApiProcess(Process process, int port, TimeSpan startedIn)
    {
        _process = process;
        Port = port;
        StartedIn = startedIn;
    }

    public int Id => _process.Id;

    public int Port { get; }

    /// <summary>From the process's start to the first 200 of <c>/health/ready</c>.</summary>
    public TimeSpan StartedIn { get; }

    /// <summary>Resident memory in MB; not a number where the system does not say.</summary>
    public double ResidentMb
    {
        get
        {
            var status = $"/proc/{Id}/status";
            var line = File.Exists(status)
                ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
                : null;
            var digits = line?.Where(char.IsAsciiDigit).ToArray();
            return digits is null ? double.NaN : double.Parse(digits, CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <param name="settings">By their names in configuration, e.g. <c>Store:DataFolder</c>.</param>
    public static async Task<ApiProcess> Start(IReadOnlyDictionary<string, string?> settings, string log)
    {
        var api = Path.Combine(Root(), "src", "Api");
        var dll = Path.Combine(api, "bin", Configuration, "net10.0", "Store.Api.dll");
        if (!File.Exists(dll))
        {
            throw new InvalidOperationException($"Build the API first: {dll} is not there.");
        }

        var port = FreePort();
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = api, UseShellExecute = false };
        foreach (var argument in (string[])["-c", "exec dotnet \"$0\" > \"$1\" 2>&1 < /dev/null", dll, log])
        {
            start.ArgumentList.Add(argument);
        }

        // Development, because its sandbox answers for the payment provider; the rest is as in production.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        try
        {
            await Ready(process, port, log, started);
            return new ApiProcess(process, port, Stopwatch.GetElapsedTime(started));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Stops the process where it stands, so that it takes nothing from what is measured meanwhile.</summary>
    public Task Pause() => Signal("STOP");

    public Task Continue() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Signal("CONT");
            await Signal("TERM");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    /// <summary>The checkout that this program was built in.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Store.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The checkout was not found.");
    }

    private static string Configuration =>
        AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";

    private static async Task Ready(Process process, int port, string log, long started)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/ready"));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(address);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // It does not listen yet.
            }

            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartsWithin)
            {
                throw new InvalidOperationException($"The API did not start: {await Tail(log)}");
            }

            await Task.Delay(10);
        }
    }

    private static async Task<string> Tail(string log) =>
        File.Exists(log) ? string.Join('\n', (await File.ReadAllLinesAsync(log)).TakeLast(20)) : "";

    private async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
