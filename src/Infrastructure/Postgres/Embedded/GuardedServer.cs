using System.Diagnostics;

namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>
/// One run of the server under its guard (guard.sh), a process apart that stops the server when our end of a pipe
/// closes. So the server never outlives us, whichever way we end.
/// </summary>
internal sealed class GuardedServer : IDisposable
{
    private static readonly string Script = ReadScript();

    private readonly Process _guard;
    private readonly ClusterFolder _folder;
    private readonly long _logBefore;

    private GuardedServer(Process guard, ClusterFolder folder, long logBefore)
    {
        _guard = guard;
        _folder = folder;
        _logBefore = logBefore;
    }

    internal int GuardProcessId => _guard.Id;

    internal bool HasEnded => _guard.HasExited;

    /// <summary>What the server has written to its log since this run began.</summary>
    internal string Said
    {
        get
        {
            using var file = new FileStream(_folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(Math.Min(_logBefore, file.Length), SeekOrigin.Begin);
            return new StreamReader(file).ReadToEnd().Trim();
        }
    }

    internal static GuardedServer Launch(
        ClusterFolder folder,
        PostgresBinaries binaries,
        IReadOnlyDictionary<string, string> parameters
    )
    {
        folder.Tidy();
        List<string> command =
        [
            .. folder.User.Prefix,
            .. OwnSession(),
            "sh",
            "-c",
            Script,
            "guard",
            folder.Log,
            folder.Throwaway ? "QUIT" : "INT",
            folder.Leftover ?? "",
            binaries.Program("postgres"),
            "-D",
            folder.Data,
            "-k",
            folder.SocketFolder,
            // The number is part of the socket's name only: no port is opened.
            "-p",
            "5432",
        ];
        foreach (var (name, value) in OurParameters.Concat(parameters))
        {
            command.AddRange(["-c", $"{name}={value}"]);
        }

        var logBefore = File.Exists(folder.Log) ? new FileInfo(folder.Log).Length : 0;
        return new GuardedServer(Process.Start(Subprocess.Describe(command))!, folder, logBefore);
    }

    /// <summary>Ends when the server has ended, for whatever reason.</summary>
    internal Task Ended() => _guard.WaitForExitAsync(CancellationToken.None);

    /// <summary>
    /// Stops the server, fast for one that is kept, at once for a throwaway, and waits until it is gone.
    /// </summary>
    internal async Task Stop()
    {
        _guard.StandardInput.Close();
        await Ended();
    }

    /// <summary>The same for a process that is about to exit and can't await.</summary>
    internal void StopWhileExiting(TimeSpan patience)
    {
        _guard.StandardInput.Close();
        _guard.WaitForExit(patience);
    }

    public void Dispose() => _guard.Dispose();

    private static IEnumerable<KeyValuePair<string, string>> OurParameters =>
        [
            new("listen_addresses", ""),
            new("unix_socket_permissions", "0700"),
            // Room for the pools of several processes, and of a test suite's many databases.
            new("max_connections", "400"),
            new("timezone", "UTC"),
            new("log_timezone", "UTC"),
        ];

    /// <summary>
    /// A session of its own, so that the terminal's Ctrl-C reaches us alone and we stop the server when we are done
    /// with it.
    /// </summary>
    private static string[] OwnSession() =>
        OperatingSystem.IsMacOS() ? ["perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV or exit 127;"] : ["setsid"];

    private static string ReadScript()
    {
        var assembly = typeof(GuardedServer).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith(".guard.sh", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
