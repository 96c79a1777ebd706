using Microsoft.Playwright;

namespace Store.Page.Tests;

/// <summary>The browser of this machine: nothing is downloaded.</summary>
internal static class Chromium
{
    private const string Setting = "STORE_TEST_CHROMIUM";

    private static readonly string[] Names =
    [
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
        "chrome",
    ];

    private static readonly string[] Applications =
    [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    public static Task<IBrowser> Launch(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Find(),
                Headless = true,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable(Setting);
        var onPath =
            from name in Names
            from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            select Path.Combine(folder, name);
        return (string.IsNullOrEmpty(named) ? onPath.Concat(Applications) : [named]).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"The page can't be looked at without a browser: install Chromium, or name one in {Setting}."
            );
    }
}
