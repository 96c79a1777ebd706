using System.Globalization;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace Store.Drills;

/// <summary>
/// How a drill is run: short by <c>./test</c>, long by <c>./drill --long</c>. The seed is printed at the beginning and
/// repeats the same choices with <c>./drill --seed N</c>; how threads interleave is never the same twice.
/// </summary>
internal sealed class Drill
{
    public Drill(string name, ITestOutputHelper output)
    {
        Seed = int.TryParse(
            Environment.GetEnvironmentVariable("STORE_DRILL_SEED"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : RandomNumberGenerator.GetInt32(1, int.MaxValue);
        IsLong = Environment.GetEnvironmentVariable("STORE_DRILL_LONG") == "1";
        Say = output.WriteLine;
        Say($"{name}: seed {Seed}{(IsLong ? ", long" : "")}");
    }

    public int Seed { get; }

    public bool IsLong { get; }

    public Action<string> Say { get; }

    /// <summary>The choices of one of several that run at once: threads share none.</summary>
    public Random Choices(int of) => new(HashCode.Combine(Seed, of));

    public T Of<T>(T inShort, T inLong) => IsLong ? inLong : inShort;
}
