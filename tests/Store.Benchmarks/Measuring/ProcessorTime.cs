using System.Globalization;

namespace Store.Benchmarks.Measuring;

/// <summary>
/// Processor time of whole process trees, from <c>/proc</c>. Where two cores are shared with strangers it says more
/// than the clock: what an order costs does not depend on who else is running.
/// </summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    /// <summary>
    /// Seconds used so far by these processes, everything below them, and everything that ended below them.
    /// </summary>
    public static double Of(params IEnumerable<int> roots)
    {
        if (!OperatingSystem.IsLinux())
        {
            return double.NaN;
        }

        var wanted = roots.ToHashSet();
        var all = new List<(int Id, int Parent, double Seconds)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                try
                {
                    // The name in brackets may hold anything; the fields are counted from behind it.
                    var stat = File.ReadAllText($"{folder}/stat");
                    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    var ticks = fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture));
                    all.Add((id, int.Parse(fields[1], CultureInfo.InvariantCulture), ticks / TicksPerSecond));
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    // It ended while we looked; its parent has its time.
                }
            }
        }

        for (var grown = true; grown; )
        {
            grown = all.Exists(p => wanted.Contains(p.Parent) && wanted.Add(p.Id));
        }

        return all.Where(p => wanted.Contains(p.Id)).Sum(p => p.Seconds);
    }
}
