using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Store.Benchmarks.Measuring;

/// <summary>Where and of what a figure was taken: without it a figure says nothing.</summary>
internal static class Surroundings
{
    /// <summary>Reads the settings from the server itself, and refuses to measure one that is not durable.</summary>
    public static async Task<IReadOnlyDictionary<string, object?>> Of(NpgsqlDataSource database, Arguments arguments)
    {
        var here = new Dictionary<string, object?>
        {
            ["commit"] = await Commit(),
            ["seed"] = arguments.Seed,
            ["settings"] = arguments.Given,
            ["load"] = LoadAverage(),
            ["cores"] = Environment.ProcessorCount,
            ["memoryMb"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024,
            ["dotnet"] = Environment.Version.ToString(),
        };
        foreach (var name in new[] { "server_version", "fsync", "synchronous_commit", "full_page_writes" })
        {
            await using var command = database.CreateCommand($"show {name}");
            here[name] = (string)(await command.ExecuteScalarAsync())!;
        }

        var soft = here.Where(h => h.Value is "off").Select(h => h.Key).ToList();
        return soft.Count == 0
            ? here
            : throw new InvalidOperationException($"PostgreSQL is not durable here: {string.Join(", ", soft)} is off.");
    }

    /// <summary>Of the last minute, over all cores.</summary>
    public static double LoadAverage() =>
        File.Exists("/proc/loadavg")
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : double.NaN;

    private static async Task<string> Commit()
    {
        try
        {
            using var git = Process.Start(
                new ProcessStartInfo("git", "describe --always --dirty --abbrev=10") { RedirectStandardOutput = true }
            )!;
            var said = await git.StandardOutput.ReadToEndAsync();
            await git.WaitForExitAsync();
            return said.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
