namespace Store.Domain.Tests;

/// <summary>
/// Reference data that stands beside the repository in a folder <c>shared</c>, or where STORE_SHARED names it. A clone
/// without it passes its tests all the same; each test that wanted it says so.
/// </summary>
public static class SharedData
{
    /// <summary>The folder or file below shared/data, or null where this clone has no such data.</summary>
    public static string? Find(string path)
    {
        string? root = Environment.GetEnvironmentVariable("STORE_SHARED") ?? BesideTheRepository();
        string? found = root is null ? null : Path.Combine(root, "data", path);
        return Path.Exists(found) ? found : null;
    }

    private static string? BesideTheRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Store.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.Parent is null ? null : Path.Combine(folder.Parent.FullName, "shared");
    }
}
