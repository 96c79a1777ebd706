using System.Globalization;
using System.Text.RegularExpressions;

namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>The folder of one installation's server programs, and its major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    internal const int OldestMajor = 15;

    internal const string HowToInstall =
        "Install them (Debian, Ubuntu: apt-get install postgresql; Fedora, RHEL: dnf install postgresql-server; "
        + "Alpine: apk add postgresql; macOS: brew install postgresql@17), name their folder in "
        + "Store__Postgres__BinariesFolder, or name a running server in Store__Postgres__ConnectionString.";

    /// <summary>Where systems put the server, beside PATH; a star stands for a version.</summary>
    private static readonly string[] UsualPlaces =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/usr/libexec/postgresql*",
        "/usr/local/pgsql/bin",
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        "/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
    ];

    internal string Program(string name) => Path.Combine(Folder, name);

    /// <summary>
    /// The installation to use: the one that wrote the data (<paramref name="dataMajor"/>) where there is data,
    /// otherwise the first on PATH, otherwise the newest of the usual places. A folder that is named is not
    /// second-guessed.
    /// </summary>
    internal static async Task<PostgresBinaries> Find(string? named, int? dataMajor, CancellationToken ct)
    {
        named = string.IsNullOrWhiteSpace(named) ? null : named;
        var folders = named is null ? OnPath().Concat(InUsualPlaces()) : [named];
        var found = new List<PostgresBinaries>();
        foreach (var folder in folders.Distinct())
        {
            if (await In(folder, ct) is not { } binaries)
            {
                continue;
            }

            found.Add(binaries);
            if (binaries.Major >= OldestMajor && (dataMajor is null || binaries.Major == dataMajor))
            {
                return binaries;
            }
        }

        throw new EmbeddedPostgresException(WhyNot(named, dataMajor, found));
    }

    private static string WhyNot(string? named, int? dataMajor, List<PostgresBinaries> found)
    {
        var seen = string.Join(", ", found.Select(b => $"{b.Major} in {b.Folder}"));
        if (found.Count == 0)
        {
            return named is null
                ? $"PostgreSQL's server programs (postgres, initdb) were not found. {HowToInstall}"
                : $"PostgreSQL's server programs (postgres, initdb) are not in {named}. {HowToInstall}";
        }

        return dataMajor is { } major && found.Any(b => b.Major >= OldestMajor)
            ? $"The data folder was written by PostgreSQL {major}, and only version {seen} was found. "
                + $"Install PostgreSQL {major}, or move the data folder away to start afresh."
            : $"The store needs PostgreSQL {OldestMajor} or newer, and only version {seen} was found. {HowToInstall}";
    }

    private static IEnumerable<string> OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted);

    private static IEnumerable<string> InUsualPlaces() =>
        UsualPlaces.SelectMany(Expand).OrderByDescending(VersionIn).ThenBy(f => f, StringComparer.Ordinal);

    private static IEnumerable<string> Expand(string place)
    {
        var star = place.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return [place];
        }

        var parent = place[..place.LastIndexOf('/', star)];
        var rest = place[(parent.Length + 1)..].Split('/', 2);
        return Directory.Exists(parent)
            ? Directory
                .EnumerateDirectories(parent, rest[0])
                .Select(d => rest.Length == 1 ? d : Path.Combine(d, rest[1]))
            : [];
    }

    private static int VersionIn(string folder) =>
        Digits().Match(folder) is { Success: true } digits
            ? int.Parse(digits.Value, NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;

    private static async Task<PostgresBinaries?> In(string folder, CancellationToken ct)
    {
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres) || !File.Exists(Path.Combine(folder, "initdb")))
        {
            return null;
        }

        var outcome = await Subprocess.Run([postgres, "--version"], ct);
        return outcome.ExitCode == 0 && Version().Match(outcome.Output) is { Success: true } version
            ? new PostgresBinaries(folder, int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d{1,4})", RegexOptions.None, 1000)]
    private static partial Regex Version();

    [GeneratedRegex(@"\d{1,4}", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
