using System.Globalization;
using Store.Domain.Audit;
using Store.Infrastructure.Bundles;

namespace Store.Api.Hosting;

/// <summary>
/// <c>store verify BUNDLE</c>: verifies a bundle with network and database off. <c>verify.mjs</c> takes the same
/// options, gives the same verdict, and ends with the same code: 0 verified, 1 contradicted, 2 could not be read.
/// </summary>
internal static class VerifyVerb
{
    private const string Usage = """
        store verify BUNDLE [--since OLDER_CHECKPOINT_OR_BUNDLE] [--key VKEY] [--json]
                            [--witness VKEY …] [--cosigned FILE …] [--cosignatures N]
        """;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public static async Task<int> Run(string[] args)
    {
        if (Read(args) is not var (request, asJson))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        try
        {
            var verdict = BundleVerification.Run(request, Show(TimeProvider.System.GetTimestamp()));
            Console.Write(asJson ? VerdictText.Json(verdict) : VerdictText.Lines(verdict));
            if (request.Key is null)
            {
                await Console.Error.WriteLineAsync(
                    "No key was pinned: the log's first key is taken at the bundle's word. Pin it with --key."
                );
            }

            return VerdictText.ExitCode(verdict);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static Action<VerificationProgress> Show(long began)
    {
        var shown = began;
        return progress =>
        {
            if (TimeProvider.System.GetElapsedTime(shown) < Between)
            {
                return;
            }

            shown = TimeProvider.System.GetTimestamp();
            var elapsed = TimeProvider.System.GetElapsedTime(began);
            var left = elapsed * ((progress.Length - progress.BytesRead) / (double)progress.BytesRead);
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{100.0 * progress.BytesRead / progress.Length:F0} %  "
                        + $"{progress.Facts / elapsed.TotalSeconds:F0} facts/s  {left:hh\\:mm\\:ss} left"
                )
            );
        };
    }

    private static (BundleVerificationRequest Request, bool AsJson)? Read(string[] args)
    {
        string? bundle = null;
        string? since = null;
        VerifierKey? key = null;
        int? cosignatures = null;
        var (witnesses, cosigned, asJson) = (new List<VerifierKey>(), new List<string>(), false);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--json":
                    asJson = true;
                    continue;
                case "--since" when since is null && value is not null:
                    since = value;
                    break;
                case "--key" when key is null && Key(value, KeyKind.Log) is { } log:
                    key = log;
                    break;
                case "--witness" when Key(value, KeyKind.Witness) is { } witness:
                    witnesses.Add(witness);
                    break;
                case "--cosigned" when value is not null:
                    cosigned.Add(value);
                    break;
                case "--cosignatures"
                    when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count):
                    cosignatures = count;
                    break;
                case var file when bundle is null && !file.StartsWith("--", StringComparison.Ordinal):
                    bundle = file;
                    continue;
                default:
                    return null;
            }

            i++;
        }

        return bundle is null
            ? null
            : (
                new BundleVerificationRequest(
                    bundle,
                    since,
                    key,
                    witnesses,
                    cosigned,
                    cosignatures ?? witnesses.DistinctBy(w => w.ToString()).Count()
                ),
                asJson
            );
    }

    private static VerifierKey? Key(string? text, KeyKind kind) =>
        text is not null && VerifierKey.Read(text) is { } key && key.Kind == kind ? key : null;
}
