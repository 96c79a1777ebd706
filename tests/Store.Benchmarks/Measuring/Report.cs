using System.Globalization;
using System.Text.Json;

namespace Store.Benchmarks.Measuring;

/// <summary>Prints figures twice: as a table for people, and as one JSON object a line for programs.</summary>
internal sealed class Report
{
    private readonly List<string> _lines = [];

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1
            ? sorted[sorted.Count / 2]
            : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    public static void Say(string line) => Console.WriteLine(line);

    public void Table(string title, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows)
    {
        Say("");
        Say(title);
        var columns = rows.SelectMany(r => r.Keys).Distinct().ToList();
        var cells = rows.Select(r => columns.ConvertAll(c => Show(r.GetValueOrDefault(c)))).ToList();
        var widths = columns.Select((c, i) => Math.Max(c.Length, cells.Max(r => r[i].Length))).ToList();
        Say("  " + string.Join("  ", columns.Select((c, i) => c.PadLeft(widths[i]))));
        foreach (var row in cells)
        {
            Say("  " + string.Join("  ", row.Select((c, i) => c.PadLeft(widths[i]))));
        }

        foreach (var row in rows)
        {
            var line = new Dictionary<string, object?> { ["measurement"] = title };
            foreach (var (name, value) in row)
            {
                line[name] = value is double number ? Math.Round(number, 3) : value;
            }

            _lines.Add(JsonSerializer.Serialize(line));
        }
    }

    /// <summary>Everything printed so far, once more, one object a line.</summary>
    public void JsonLines()
    {
        Say("");
        _lines.ForEach(Say);
    }

    private static string Show(object? value) =>
        value switch
        {
            null => "-",
            double d when Math.Abs(d) >= 1000 => d.ToString("N0", CultureInfo.InvariantCulture),
            double d when Math.Abs(d) >= 100 => d.ToString("F0", CultureInfo.InvariantCulture),
            double d => d.ToString("F2", CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
