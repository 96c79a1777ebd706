using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>
/// The folder of one embedded server, held under a lock for as long as this object lives: <c>data</c> is PostgreSQL's,
/// <c>server.log</c> what it said, <c>lock</c> tells a second process to keep out.
/// </summary>
internal sealed class ClusterFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Passable =
        OwnerOnly
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <summary>sockaddr_un holds 104 bytes with the closing zero on macOS, 108 on Linux.</summary>
    private const int LongestSocketPath = 103;

    private const long LargestLog = 4 * 1024 * 1024;

    private static readonly TimeSpan PredecessorLeaves = TimeSpan.FromSeconds(2);

    private readonly FileStream _lock;

    private ClusterFolder(string home, string socketFolder, ServerUser user, FileStream heldLock, bool throwaway)
    {
        Home = home;
        SocketFolder = socketFolder;
        User = user;
        Throwaway = throwaway;
        _lock = heldLock;
    }

    internal string Home { get; }

    internal string SocketFolder { get; }

    internal ServerUser User { get; }

    internal bool Throwaway { get; }

    internal string Data => Path.Combine(Home, "data");

    internal string Log => Path.Combine(Home, "server.log");

    /// <summary>
    /// What is deleted after a stop, or null: all of a throwaway folder, or a socket folder apart from home.
    /// </summary>
    internal string? Leftover =>
        Throwaway ? Home
        : SocketFolder.StartsWith(Home, StringComparison.Ordinal) ? null
        : SocketFolder;

    /// <summary>The major version that wrote the data, or null where there is none yet.</summary>
    internal int? DataMajor =>
        File.Exists(Path.Combine(Data, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim(), CultureInfo.InvariantCulture)
            : null;

    internal static async Task<ClusterFolder> Open(EmbeddedPostgresSettings settings, CancellationToken ct)
    {
        if (settings.Throwaway)
        {
            var owner = await ServerUser.For(null, ct);
            return await Take(await ShortFolder(owner, ct), owner, throwaway: true, ct);
        }

        var named = string.IsNullOrWhiteSpace(settings.DataFolder) ? null : settings.DataFolder;
        var home = Path.GetFullPath(
            named ?? Path.Combine(EmbeddedPostgresSettings.LocalFolder(settings.ContentRoot), "postgres")
        );
        var user = await ServerUser.For(home, ct);
        if (!await user.Reaches(DeepestThere(home), ct))
        {
            if (named is not null)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL runs as the user '{user.Name}', who may not enter {DeepestThere(home)}. Name a folder "
                        + "in Store__Postgres__DataFolder that others may pass through, e.g. below /var/lib."
                );
            }

            var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..12];
            home = Path.Combine("/var/lib/store-dev", mark, "postgres");
            user = await ServerUser.For(home, ct);
        }

        return await Take(home, user, throwaway: false, ct);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// Makes the data where there is none: under another name first, so that half a folder is never taken for one.
    /// </summary>
    internal async Task Initialise(PostgresBinaries binaries, CancellationToken ct)
    {
        foreach (var half in Directory.EnumerateDirectories(Home, "data.new-*"))
        {
            Delete(half);
        }

        var fresh = $"{Data}.new-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        List<string> command =
        [
            .. User.Prefix,
            binaries.Program("initdb"),
            $"--pgdata={fresh}",
            $"--username={EmbeddedPostgres.UserName}",
            // The same order and the same letters on every machine; whoever needs Japanese order says so in the query.
            "--encoding=UTF8",
            "--locale=C",
            // The socket's folder is closed to everyone else, and no port is open.
            "--auth-local=trust",
            "--auth-host=reject",
        ];
        if (Throwaway)
        {
            command.Add("--no-sync");
        }

        var outcome = await Subprocess.Run(command, ct);
        if (outcome.ExitCode != 0)
        {
            throw new EmbeddedPostgresException(
                $"A PostgreSQL data folder could not be made in {Home}: {outcome.Output}"
            );
        }

        Directory.Move(fresh, Data);
    }

    /// <summary>
    /// Clears what a server that is gone has left behind, and starts a new log file when the old one is long.
    /// </summary>
    internal void Tidy()
    {
        foreach (var left in Directory.EnumerateFiles(SocketFolder))
        {
            File.Delete(left);
        }

        if (File.Exists(Log) && new FileInfo(Log).Length > LargestLog)
        {
            File.Move(Log, Log + ".old", overwrite: true);
        }
    }

    internal void DeleteLeftover()
    {
        if (Leftover is { } leftover)
        {
            Delete(leftover);
        }
    }

    private static async Task<ClusterFolder> Take(string home, ServerUser user, bool throwaway, CancellationToken ct)
    {
        FileStream? held = null;
        try
        {
            Make(Path.GetDirectoryName(home)!, Passable);
            Make(home, OwnerOnly);
            held = await Lock(Path.Combine(home, "lock"), home, ct);
            var run = Path.Combine(home, "run");
            if (FitsSocket(run))
            {
                Make(run, OwnerOnly);
            }
            else
            {
                run = await ShortFolder(user, ct);
            }

            foreach (var path in new[] { home, run, held.Name, Holder(home) })
            {
                await user.Own(path, ct);
            }

            return new ClusterFolder(home, run, user, held, throwaway);
        }
        catch (Exception refused)
        {
            if (held is not null)
            {
                await held.DisposeAsync();
            }

            if (refused is UnauthorizedAccessException)
            {
                throw new EmbeddedPostgresException(
                    $"The data folder {home} is closed to the user '{Environment.UserName}'. Start the store as the user "
                        + "who started it first, delete the folder, or name another in Store__Postgres__DataFolder.",
                    refused
                );
            }

            throw;
        }
    }

    private static void Make(string folder, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new UnreachableException("The embedded server is refused on Windows before it has a folder.");
        }

        Directory.CreateDirectory(folder, mode);
    }

    private static async Task<FileStream> Lock(string path, string home, CancellationToken ct)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50, ct))
        {
            try
            {
                var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                // Apart from the lock, whose file nobody else can read.
                await File.WriteAllTextAsync(Holder(home), $"{Environment.ProcessId}", ct);
                return held;
            }
            catch (IOException) when (File.Exists(Holder(home)) && waited.Elapsed < PredecessorLeaves)
            {
                // A killed process lets go when the last of its threads is gone.
            }
            catch (IOException taken) when (File.Exists(Holder(home)))
            {
                throw new EmbeddedPostgresException(
                    $"Another process ({await File.ReadAllTextAsync(Holder(home), ct)}) runs the embedded PostgreSQL of "
                        + $"{home}. Stop it first, or name another folder in Store__Postgres__DataFolder.",
                    taken
                );
            }
        }
    }

    private static string Holder(string home) => Path.Combine(home, "holder");

    /// <summary>A new folder with a short name, for a socket whose path has a limit.</summary>
    private static async Task<string> ShortFolder(ServerUser user, CancellationToken ct)
    {
        foreach (var parent in new[] { Path.GetTempPath(), "/tmp" })
        {
            var name = $"store-pg-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
            var folder = Path.Combine(Path.GetFullPath(parent), name);
            if (FitsSocket(Path.Combine(folder, "run")) && Directory.Exists(parent) && await user.Reaches(parent, ct))
            {
                Make(folder, OwnerOnly);
                await user.Own(folder, ct);
                return folder;
            }
        }

        throw new EmbeddedPostgresException(
            $"The user '{user.Name}' that PostgreSQL runs as has no temporary folder. Open /tmp (chmod 1777 /tmp)."
        );
    }

    /// <summary>Also no comma, space or colon: those have a meaning in a list of hosts or of socket folders.</summary>
    private static bool FitsSocket(string folder) =>
        Encoding.UTF8.GetByteCount(folder) + "/.s.PGSQL.5432".Length <= LongestSocketPath
        && folder.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_');

    private static string DeepestThere(string path)
    {
        while (!Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path)!;
        }

        return path;
    }

    /// <summary>
    /// Best effort: what can't be deleted now is deleted at the next start, or by the system's own cleaning.
    /// </summary>
    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // Someone else is deleting it, or still writes into it.
        }
    }
}
