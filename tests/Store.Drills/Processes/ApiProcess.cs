using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Store.Drills.Processes;

/// <summary>
/// The built API as a process of its own, at an address of its own, that can be killed and started again as often as a
/// drill likes. It is Development's, for the sandbox; the rest is as in production.
/// </summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, string> _settings;
    private readonly string _log = Path.GetTempFileName();
    private readonly string _folder;
    private readonly bool _isFolderOurs;
    private Process? _process;

    /// <param name="settings">By their names in configuration, e.g. <c>Store:SbPayment:BaseUrl</c>.</param>
    /// <param name="folder">The data folder of another process, to be the same store; its own where none is named.</param>
    public ApiProcess(string connectionString, IReadOnlyDictionary<string, string> settings, string? folder = null)
    {
        _isFolderOurs = folder is null;
        _folder = folder ?? Directory.CreateTempSubdirectory("store-drill-").FullName;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        _settings = new Dictionary<string, string>(settings)
        {
            ["Store:Postgres:ConnectionString"] = connectionString,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        _settings.TryAdd("Store:DataFolder", _folder);
    }

    public Uri Address { get; }

    /// <summary>Where its keys and its outside notes are.</summary>
    public string Folder => _folder;

    /// <summary>Returns once the process says that it is ready.</summary>
    public async Task Start()
    {
        _process = Launch();
        await Ready(_process);
    }

    /// <summary>Another verb with the same settings; its exit code. Cancelled, it is killed.</summary>
    public async Task<int> Verb(
        IReadOnlyList<string> verb,
        CancellationToken kill,
        params (string Name, string Value)[] environment
    )
    {
        using var process = Launch(verb, environment);
        await using var killing = kill.Register(process.Kill);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    /// <summary>SIGKILL: nothing in the process has a say in it.</summary>
    public async Task Kill()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Stops the process where it stands, as a machine does that is moved.</summary>
    public Task Pause() => Signal("STOP");

    public Task Continue() => Signal("CONT");

    /// <summary>What it has written, over all its lives.</summary>
    public Task<string> Log() => File.ReadAllTextAsync(_log);

    public async ValueTask DisposeAsync()
    {
        await Kill();
        File.Delete(_log);
        if (_isFolderOurs)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private Process Launch(IReadOnlyList<string>? verb = null, params (string Name, string Value)[] environment)
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "Store.Api.dll");
        const string Command = "log=$1; shift; exec dotnet \"$0\" \"$@\" >> \"$log\" 2>&1 < /dev/null";
        var start = new ProcessStartInfo("/bin/sh", ["-c", Command, dll, _log, .. verb ?? []])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Address.AbsoluteUri;
        foreach (var (name, value) in _settings.Select(s => (s.Key, s.Value)).Concat(environment))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Process.Start(start)!;
    }

    private async Task Ready(Process process)
    {
        var started = Stopwatch.GetTimestamp();
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        while (!await IsReady(client))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartsWithin)
            {
                throw new InvalidOperationException($"The API did not start: {await Log()}");
            }

            await Task.Delay(20);
        }
    }

    private static async Task<bool> IsReady(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private async Task Signal(string name)
    {
        var id = _process!.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", [$"-{name}", id]);
        await kill.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
