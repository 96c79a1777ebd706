namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// Where the font of Japanese documents is looked for: the path that is set, or else the places where systems and
/// packages put one. A path that is set and wrong is an error, never a reason to draw with another font.
/// </summary>
public static class FontPlaces
{
    /// <summary>In this order. All are static TrueType fonts that may be embedded.</summary>
    private static readonly string[] Known =
    [
        "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf",
        "/usr/share/fonts/truetype/fonts-japanese-gothic.ttf",
        "/usr/share/fonts/ipa-ex-gothic-fonts/ipaexg.ttf",
        "/usr/share/fonts/ipaexfont/ipaexg.ttf",
        "/usr/share/fonts/OTF/ipaexg.ttf",
        "/usr/share/fonts/TTF/ipaexg.ttf",
        "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
        "/usr/share/fonts/truetype/noto/NotoSansJP-Regular.ttf",
        "/usr/local/share/fonts/NotoSansJP-Regular.ttf",
        "/usr/local/share/fonts/ipaexg.ttf",
        "/usr/share/fonts/truetype/bizud-gothic/BIZUDPGothic-Regular.ttf",
        "/usr/local/share/fonts/BIZUDPGothic-Regular.ttf",
        "/Library/Fonts/NotoSansJP-Regular.ttf",
        "/Library/Fonts/ipaexg.ttf",
    ];

    private static readonly string[] FontPackages =
    [
        "node_modules/@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
        "node_modules/@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf",
    ];

    /// <param name="setting">The path that is set, if one is.</param>
    /// <param name="packagesBelow">A folder into which font packages may have been installed, if there is one.</param>
    /// <exception cref="FontUnusableException">There is none; the message says how to get one.</exception>
    public static string Find(string? setting, string? packagesBelow = null) =>
        Find(setting, [.. Known, .. FontPackages.Select(p => Path.Combine(packagesBelow ?? ".", p))]);

    internal static string Find(string? setting, IReadOnlyList<string> places)
    {
        if (!string.IsNullOrWhiteSpace(setting))
        {
            return File.Exists(setting)
                ? setting
                : throw new FontUnusableException($"The font that is set, {setting}, is not there. {Remedy}");
        }

        return places.FirstOrDefault(File.Exists)
            ?? throw new FontUnusableException($"No Japanese font was found for the PDF documents. {Remedy}");
    }

    private const string Remedy =
        "On Debian and Ubuntu: apt-get install fonts-ipaexfont-gothic. Anywhere: npm install "
        + "@expo-google-fonts/noto-sans-jp, or set the path of any static TrueType font with Japanese glyphs.";
}
