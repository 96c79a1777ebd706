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
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
        else
        {
            Directory.CreateDirectory(path);
        }

        var file = Path.Combine(path, name);
        if (!File.Exists(file))
        {
            Make(file, make());
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OthersMay) != 0)
        {
            throw new InvalidOperationException($"{file} can be read by other users. Allow its owner only (mode 600).");
        }

        return File.ReadAllBytes(file);
    }

    /// <summary>Written beside and then moved, so that no process ever reads half a key.</summary>
    private static void Make(string file, byte[] content)
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
}
