using System.Globalization;

namespace Store.Benchmarks.Measuring;

/// <summary>
/// What stands behind the benchmark's name on the command line: <c>--name value</c> or <c>--name</c> alone.
/// </summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    private Arguments() { }

    /// <summary>The smoke form: everything runs once, nothing is asserted about time.</summary>
    public bool Short => _values.ContainsKey("short");

    public int Seed => Number("seed", 20_261_123);

    /// <summary>Everything given, for the record that a run prints.</summary>
    public string Given =>
        string.Join(' ', _values.Select(v => v.Value.Length == 0 ? $"--{v.Key}" : $"--{v.Key} {v.Value}"));

    public static Arguments Parse(IEnumerable<string> arguments)
    {
        var parsed = new Arguments();
        string? name = null;
        foreach (var argument in arguments)
        {
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                name = argument[2..];
                parsed._values[name] = "";
            }
            else if (name is null)
            {
                throw new FormatException($"'{argument}' stands behind no --name.");
            }
            else
            {
                parsed._values[name] = argument;
                name = null;
            }
        }

        return parsed;
    }

    public int Number(string name, int otherwise) =>
        _values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    public IReadOnlyList<int> Numbers(string name, params int[] otherwise) =>
        _values.TryGetValue(name, out var value)
            ? [.. value.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))]
            : otherwise;

    /// <summary>Whether one of several measurements is wanted: all are, unless <c>--only a,b</c> names some.</summary>
    public bool Wants(string measurement) =>
        !_values.TryGetValue("only", out var only)
        || only.Split(',').Contains(measurement, StringComparer.OrdinalIgnoreCase);
}
