using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>
/// A server that outlived the program and the guard that started it. Whoever holds the folder's lock may stop it.
/// </summary>
internal static class OrphanServer
{
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ImmediateStop = TimeSpan.FromSeconds(10);

    /// <summary>Stops the live server of that folder, if there is one, so that nobody else writes its data.</summary>
    internal static async Task Stop(ClusterFolder folder, ILogger log, CancellationToken ct)
    {
        if (ProcessIdOf(folder) is not { } pid)
        {
            return;
        }

        if (!await IsServerOf(folder, pid, ct))
        {
            // PostgreSQL would take any process that now bears the number for its predecessor, and refuse to start.
            if (await Signal(folder.User, "0", pid, ct))
            {
                File.Delete(PidFile(folder));
            }

            return;
        }

        log.LogWarning(
            "A PostgreSQL server (process {Pid}) was left running in {Folder}: stopping it",
            pid,
            folder.Home
        );
        foreach (var (signal, patience) in new[] { ("INT", FastStop), ("QUIT", ImmediateStop) })
        {
            await Signal(folder.User, signal, pid, ct);
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < patience; await Task.Delay(20, ct))
            {
                if (!await IsServerOf(folder, pid, ct))
                {
                    return;
                }
            }
        }

        throw new EmbeddedPostgresException(
            $"A PostgreSQL server (process {pid}) holds {folder.Home} and does not stop. End it by hand: kill -9 {pid}."
        );
    }

    internal static int? ProcessIdOf(ClusterFolder folder)
    {
        try
        {
            var first = File.ReadLines(PidFile(folder)).FirstOrDefault();
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string PidFile(ClusterFolder folder) => Path.Combine(folder.Data, "postmaster.pid");

    /// <summary>
    /// Whether that process is the server of this folder, and not a stranger who got the number later. PostgreSQL works
    /// inside its data folder, so on Linux the file seen from there must be ours, by whatever path either was named.
    /// </summary>
    private static async Task<bool> IsServerOf(ClusterFolder folder, int pid, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
        {
            var command = await Subprocess.Run(["ps", "-p", $"{pid}", "-o", "args="], ct);
            return command.Output.Contains("postgres", StringComparison.Ordinal)
                && command.Output.Contains(folder.Data, StringComparison.Ordinal);
        }

        try
        {
            return await File.ReadAllTextAsync($"/proc/{pid}/cwd/postmaster.pid", ct)
                == await File.ReadAllTextAsync(PidFile(folder), ct);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<bool> Signal(ServerUser user, string signal, int pid, CancellationToken ct) =>
        (await Subprocess.Run([.. user.Prefix, "sh", "-c", $"kill -s {signal} {pid}"], ct)).ExitCode == 0;
}
