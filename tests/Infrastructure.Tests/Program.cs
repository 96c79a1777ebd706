using Microsoft.Extensions.Logging.Abstractions;
using Store.Infrastructure.Postgres.Embedded;

namespace Store.Infrastructure.Tests;

/// <summary>
/// A process apart for tests that kill one: <c>dotnet Store.Infrastructure.Tests.dll FOLDER</c> starts the embedded
/// server there, prints the connection string, the server's and the guard's process ids on one line, and waits.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is not [var folder])
        {
            return;
        }

        var settings = new EmbeddedPostgresSettings { DataFolder = folder };
        await using var postgres = await EmbeddedPostgres.Start(settings, NullLogger.Instance);
        Console.WriteLine($"{postgres.ConnectionString}\t{postgres.ProcessId}\t{postgres.GuardProcessId}");
        await Console.In.ReadLineAsync();
    }
}
