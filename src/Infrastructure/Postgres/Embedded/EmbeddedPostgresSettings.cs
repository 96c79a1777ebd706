namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>
/// Where the embedded server keeps its data and how it is started.
/// </summary>
public sealed record EmbeddedPostgresSettings
{
    /// <summary>
    /// The folder that belongs to the server alone: data, socket, lock and log. Null takes <c>postgres</c> in the
    /// checkout's <see cref="LocalFolder"/>, or, for root in a checkout that the server's user can't enter, a folder
    /// below <c>/var/lib/store-dev</c>. A throwaway server makes its own below the temporary folder.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>Where the API's content is; the usual data folder is found from here.</summary>
    public string ContentRoot { get; init; } = Environment.CurrentDirectory;

    /// <summary>Where <c>postgres</c> and <c>initdb</c> are; null looks in the usual places.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>A server for one test run: stopped without a checkpoint and deleted at the end.</summary>
    public bool Throwaway { get; init; }

    /// <summary>The database that the connection string names; made when it is not there.</summary>
    public string Database { get; init; } = "store";

    /// <summary>
    /// Server parameters on top of ours, e.g. <c>shared_buffers</c>. Durability stays on (fsync, synchronous_commit,
    /// full_page_writes) unless it is switched off here, which only suites that don't test it may do.
    /// </summary>
    public IReadOnlyDictionary<string, string> ServerParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What one checkout keeps on this machine and never commits: <c>.store</c> beside the solution, whichever of its
    /// folders the API is started from, or in the content root where there is no solution.
    /// </summary>
    public static string LocalFolder(string contentRoot)
    {
        var root = Path.GetFullPath(contentRoot);
        for (var folder = new DirectoryInfo(root); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Store.sln")))
            {
                root = folder.FullName;
                break;
            }
        }

        return Path.Combine(root, ".store");
    }
}
