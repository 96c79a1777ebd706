using System.Reflection;

namespace Store.Architecture.Tests;

/// <summary>The working tree that these tests read: sources, documents and settings, as they are on disk.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs =
    [
        "bin",
        "obj",
        ".git",
        ".store",
        ".vs",
        ".idea",
        "TestResults",
        "artifacts",
    ];

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file under <c>src</c> and <c>tests</c>.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
    [.. Files("src").Concat(Files("tests")).Where(p => p.EndsWith(".cs", StringComparison.Ordinal)).Select(Source)];

    public static IEnumerable<SourceFile> Under(string folder) =>
        Sources.Where(s => s.Path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>The store's four assemblies, innermost first.</summary>
    public static IReadOnlyList<Assembly> Layers { get; } =
    [
        typeof(Domain.Fact).Assembly,
        typeof(Application.StoreModel).Assembly,
        typeof(Infrastructure.StoreInfrastructure).Assembly,
        typeof(Api.Http.Problems).Assembly,
    ];

    /// <summary>Files below a folder, as paths from the root with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder = ".")
    {
        var start = Path.Combine(Root, folder);
        return Directory.Exists(start) ? Walk(new DirectoryInfo(start)).Order(StringComparer.Ordinal) : [];
    }

    public static string At(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(At(path));

    private static SourceFile Source(string path) => new(path, Read(path));

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder
            .EnumerateFiles()
            .Where(f => !NotOurs.Contains(f.Name))
            .Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(d => !NotOurs.Contains(d.Name)).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Store.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("Store.sln stands in no folder above the tests.");
    }
}
