namespace Store.Infrastructure.Documents.Pdf;

internal enum Align
{
    Left,
    Centre,
    Right,
}

/// <summary>A colour of the screen, each part 0 to 1.</summary>
internal readonly record struct Ink(double Red, double Green, double Blue)
{
    public static readonly Ink Black = new(0.1, 0.1, 0.12);
    public static readonly Ink Grey = new(0.42, 0.44, 0.48);
    public static readonly Ink Hairline = new(0.78, 0.8, 0.84);
    public static readonly Ink Tint = new(0.955, 0.965, 0.98);
    public static readonly Ink Band = new(0.9, 0.92, 0.955);
    public static readonly Ink Accent = new(0.16, 0.24, 0.4);
}

/// <param name="Size">In points.</param>
/// <param name="Tracking">Points added after each character.</param>
/// <param name="Bold">Drawn by outlining the same glyphs: most Japanese fonts at hand have one weight.</param>
internal sealed record TextStyle(double Size, Ink Ink, bool Bold = false, double Tracking = 0)
{
    public static readonly TextStyle Plain = new(9, Ink.Black);
    public static readonly TextStyle Small = new(8, Ink.Black);
    public static readonly TextStyle Quiet = new(8, Ink.Grey);
    public static readonly TextStyle Strong = new(9, Ink.Black, Bold: true);
}
