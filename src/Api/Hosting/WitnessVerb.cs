using System.Globalization;
using System.Text.Json;
using Store.Domain.Audit;
using Store.Infrastructure.Witness;

namespace Store.Api.Hosting;

/// <summary>
/// <c>store witness --state DIR URL</c>: a second party that follows a log, cosigns what only continues what it saw,
/// and names a log that was forked or rolled back. Ends with 0 (once, all well), 1 (the log is contradicted), 2 (asked
/// wrongly, or its memory is damaged), 3 (once, the log could not be asked).
/// </summary>
internal static class WitnessVerb
{
    private const string Usage = """
        store witness --state DIR [--key VKEY] [--email ADDRESS] [--every SECONDS] [--once] URL
        The token is STORE_TOKEN; with --email the password is STORE_PASSWORD, or asked for.
        """;

    private const int UsualSeconds = 10;

    public static async Task<int> Run(string[] args)
    {
        if (Read(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            var folder = new WitnessFolder(options.State);
            using var held = await folder.Hold(stop.Token);
            using var log = new LogClient(options.Url, Access(options.Email));
            Console.WriteLine($"Witness {folder.Key}");
            return await Follow(new WitnessRound(folder, log, TimeProvider.System), options, stop.Token);
        }
        catch (Exception e)
            when (e is WitnessMemoryException or IOException or UnauthorizedAccessException or InvalidOperationException
            )
        {
            // Its folder: damaged, not to be written to, or open to others.
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task<int> Follow(WitnessRound round, Options options, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                switch (await round.Run(options.Key, stop))
                {
                    case WitnessOutcome.Contradicted contradicted:
                        await Console.Error.WriteLineAsync(contradicted.Sentence);
                        return 1;
                    case WitnessOutcome.Cosigned cosigned:
                        Console.WriteLine(cosigned.Sentence);
                        break;
                    case WitnessOutcome.Unchanged unchanged when options.Once:
                        Console.WriteLine(unchanged.Sentence);
                        break;
                }

                if (options.Once)
                {
                    return 0;
                }
            }
            catch (Exception e)
                when (e is HttpRequestException or JsonException
                    || (e is OperationCanceledException && !stop.IsCancellationRequested)
                )
            {
                await Console.Error.WriteLineAsync($"The log could not be asked: {e.Message}");
                if (options.Once)
                {
                    return 3;
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(options.Seconds), stop);
        }
    }

    private static LogAccess Access(string? email) =>
        new(
            email is null ? Environment.GetEnvironmentVariable("STORE_TOKEN") : null,
            email,
            email is null ? null : Environment.GetEnvironmentVariable("STORE_PASSWORD") ?? Prompt.Password()
        );

    private static Options? Read(string[] args)
    {
        string? state = null;
        string? email = null;
        Uri? url = null;
        VerifierKey? key = null;
        var (once, seconds) = (false, UsualSeconds);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--once":
                    once = true;
                    continue;
                case "--state" when value is not null:
                    state = value;
                    break;
                case "--email" when value is not null:
                    email = value;
                    break;
                case "--key" when value is not null && VerifierKey.Read(value) is { Kind: KeyKind.Log } read:
                    key = read;
                    break;
                case "--every"
                    when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
                        && seconds > 0:
                    break;
                case var address
                    when url is null
                        && Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var read)
                        && read.Scheme is "http" or "https":
                    url = read;
                    continue;
                default:
                    return null;
            }

            i++;
        }

        return
            state is null
            || url is null
            || (email is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("STORE_TOKEN")))
            ? null
            : new Options(state, url, key, email, seconds, once);
    }

    private sealed record Options(string State, Uri Url, VerifierKey? Key, string? Email, int Seconds, bool Once);
}
