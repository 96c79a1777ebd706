using Npgsql;

namespace Store.TestKit;

/// <summary>
/// Where a test database's store keeps its keys: one folder a database, as two processes of one store share it. The
/// folders go with the test process.
/// </summary>
public static class TestKeys
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), $"store-test-keys-{Environment.ProcessId}");

    static TestKeys() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(Root))
            {
                Directory.Delete(Root, recursive: true);
            }
        };

    /// <summary>The setting that names it.</summary>
    public static Dictionary<string, string?> For(string connectionString) =>
        new()
        {
            ["Store:DataFolder"] = Path.Combine(Root, new NpgsqlConnectionStringBuilder(connectionString).Database!),
        };
}
