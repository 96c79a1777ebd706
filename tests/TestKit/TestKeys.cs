using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Store.TestKit;

/// <summary>
/// Where a test database's store keeps its keys: one folder a database, as two processes of one store share it. A test
/// process may be ended before it could tidy up, so each one removes what those before it left behind.
/// </summary>
public static class TestKeys
{
    private const string Prefix = "store-test-keys-";

    private static readonly string Root = Path.Combine(Path.GetTempPath(), Prefix + Environment.ProcessId);

    static TestKeys()
    {
        foreach (var left in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*").Where(IsLeftBehind))
        {
            Remove(left);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(Root);
    }

    /// <summary>The setting that names it.</summary>
    public static Dictionary<string, string?> For(string connectionString) =>
        new()
        {
            ["Store:DataFolder"] = Path.Combine(Root, new NpgsqlConnectionStringBuilder(connectionString).Database!),
        };

    private static bool IsLeftBehind(string folder)
    {
        var owner = Path.GetFileName(folder)[Prefix.Length..];
        return int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && Process.GetProcesses().All(p => p.Id != process);
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Gone already, or in use for a moment: the next one tries again.
        }
    }
}
