using System.ComponentModel;
using System.Diagnostics;

namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>Runs the small programs that starting a server takes, to their end.</summary>
internal static class Subprocess
{
    /// <summary>What a program said (both streams) and how it ended; 127 where there is no such program.</summary>
    internal sealed record Outcome(int ExitCode, string Output);

    /// <summary>
    /// Starting point of every child: nothing of ours is inherited but the environment, in plain English.
    /// </summary>
    internal static ProcessStartInfo Describe(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The unprivileged user may not enter our folder.
            WorkingDirectory = "/",
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        // Messages are matched and shown, so they come in one language; PGDATA and its like must not reach the server.
        start.Environment["LC_ALL"] = "C";
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    internal static async Task<Outcome> Run(IReadOnlyList<string> command, CancellationToken ct)
    {
        Process process;
        try
        {
            process = Process.Start(Describe(command))!;
        }
        catch (Win32Exception missing)
        {
            return new Outcome(127, $"{command[0]}: {missing.Message}");
        }

        using (process)
        {
            try
            {
                process.StandardInput.Close();
                var output = process.StandardOutput.ReadToEndAsync(ct);
                var error = process.StandardError.ReadToEndAsync(ct);
                await process.WaitForExitAsync(ct);
                return new Outcome(process.ExitCode, (await output + await error).Trim());
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}
