namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>
/// Who the server runs as. PostgreSQL refuses to run as root, so root hands over to the owner of the data, to
/// <c>postgres</c>, or to <c>nobody</c>; everyone else runs it as themselves.
/// </summary>
internal sealed record ServerUser(string Name, string? Owner, IReadOnlyList<string> Prefix)
{
    private static readonly ServerUser Ourselves = new(Environment.UserName, null, []);

    /// <param name="dataFolder">The folder whose owner is kept, where it is there already.</param>
    internal static async Task<ServerUser> For(string? dataFolder, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return Ourselves;
        }

        var owner = dataFolder is null ? null : await OwnerOf(dataFolder, ct);
        var user = owner ?? await Named("postgres", ct) ?? await Named("nobody", ct);
        if (user is null)
        {
            throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and there is no user 'postgres' to run it as. "
                    + "Add one (useradd --system postgres), or start the store as an ordinary user."
            );
        }

        var probe = await Subprocess.Run([.. user.Prefix, "true"], ct);
        if (probe.ExitCode != 0)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL does not run as root, and handing over to the user '{user.Name}' failed: {probe.Output}. "
                    + "Install setpriv (package util-linux, on Alpine setpriv), or start the store as an ordinary user."
            );
        }

        return user;
    }

    /// <summary>Whether that user gets through to the folder or file; only asked as root.</summary>
    internal async Task<bool> Reaches(string path, CancellationToken ct) =>
        Owner is null || (await Subprocess.Run([.. Prefix, "test", "-x", path], ct)).ExitCode == 0;

    /// <summary>Gives a path that root made to that user.</summary>
    internal async Task Own(string path, CancellationToken ct)
    {
        if (Owner is null)
        {
            return;
        }

        var outcome = await Subprocess.Run(["chown", Owner, path], ct);
        if (outcome.ExitCode != 0)
        {
            throw new EmbeddedPostgresException(
                $"The folder {path} could not be given to the user '{Name}' that PostgreSQL runs as: {outcome.Output}. "
                    + "Name a folder on a local disk in Store__Postgres__DataFolder."
            );
        }
    }

    private static async Task<ServerUser?> OwnerOf(string folder, CancellationToken ct)
    {
        var outcome = await Subprocess.Run(["stat", "-c", "%U %u %g", folder], ct);
        return outcome.ExitCode != 0 ? null : Unprivileged(outcome.Output.Split(' '));
    }

    private static async Task<ServerUser?> Named(string name, CancellationToken ct)
    {
        var uid = await Subprocess.Run(["id", "-u", name], ct);
        var gid = await Subprocess.Run(["id", "-g", name], ct);
        return uid.ExitCode != 0 || gid.ExitCode != 0 ? null : Unprivileged([name, uid.Output, gid.Output]);
    }

    private static ServerUser? Unprivileged(string[] nameUidGid) =>
        nameUidGid is not [var name, var uid, var gid] || uid == "0"
            ? null
            : new ServerUser(
                name == "UNKNOWN" ? uid : name,
                $"{uid}:{gid}",
                [
                    "setpriv",
                    $"--reuid={uid}",
                    $"--regid={gid}",
                    name == "UNKNOWN" ? "--clear-groups" : "--init-groups",
                    "--no-new-privs",
                ]
            );
}
