using System.Security.Cryptography;

namespace Store.Infrastructure.Security;

/// <summary>
/// The store's own secrets as files that only its user may read. Each is made at first use; all processes of one
/// store share the folder, and a backup of the database is worth nothing without it.
/// </summary>
public sealed class KeyFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OthersMay =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The file's content, made with <paramref name="make"/> where there is no such file yet.</summary>
    public byte[] ReadOrMake(string name, Func<byte[]> make)
    {
        var file = FileOf(name);
        if (!File.Exists(file))
        {
            Make(file, make());
        }

        return ReadOwn(file);
    }

    /// <summary>The file's content; null where there is no such file.</summary>
    public byte[]? Read(string name)
    {
        var file = FileOf(name);
        return File.Exists(file) ? ReadOwn(file) : null;
    }

    /// <summary>Puts a file in place of the one that is there: at every moment one of the two is whole.</summary>
    public void Replace(string name, byte[] content)
    {
        var file = FileOf(name);
        File.Move(Draft(file, content), file, overwrite: true);
    }

    /// <summary>Waits until no other process holds this name, and holds it until it is disposed of.</summary>
    public async Task<IDisposable> Hold(string name, CancellationToken ct)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        while (true)
        {
            try
            {
                return new FileStream(FileOf(name), options);
            }
            catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
            }
        }
    }

    private string FileOf(string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
        else
        {
            Directory.CreateDirectory(path);
        }

        return Path.Combine(path, name);
    }

    private static byte[] ReadOwn(string file)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OthersMay) != 0)
        {
            throw new InvalidOperationException($"{file} can be read by other users. Allow its owner only (mode 600).");
        }

        return File.ReadAllBytes(file);
    }

    private static void Make(string file, byte[] content)
    {
        var draft = Draft(file, content);
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was first; its key is the one.
            File.Delete(draft);
        }
    }

    /// <summary>Written beside and then moved, so that no process ever reads half a key.</summary>
    private static string Draft(string file, byte[] content)
    {
        var draft = $"{file}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        return draft;
    }
}
