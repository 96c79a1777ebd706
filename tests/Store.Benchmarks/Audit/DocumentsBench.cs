using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Store.Application.Audit;
using Store.Application.EventSourcing;
using Store.Application.ReadModels;
using Store.Benchmarks.Measuring;
using Store.Domain.Quotes;
using Store.Infrastructure;

namespace Store.Benchmarks.Audit;

/// <summary>
/// <c>./bench documents</c>: pages of <c>/v1/audit/documents</c> among a million documents of ten years (C5), by every
/// kind of filter and deep inside, beside a page that is not filtered.
/// </summary>
internal static class DocumentsBench
{
    private const int Companies = 20_000;
    private const int Rare = 40;

    private static readonly LocalDate First = new(2017, 1, 1);
    private static readonly LocalDate Last = new(2026, 12, 31);

    public static async Task<int> Run(Arguments arguments)
    {
        var report = new Report();
        var count = arguments.Number("documents", arguments.Short ? 5_000 : 1_000_000);
        var pages = arguments.Number("pages", arguments.Short ? 5 : 200);
        await using var server = await BenchServer.Start();
        var connectionString = await server.Database("documents");
        await using var database = StoreInfrastructure.DataSource(connectionString);
        report.Table("Surroundings", [await Surroundings.Of(database, arguments)]);
        var folder = Directory.CreateTempSubdirectory("store-bench-").FullName;
        await using (
            var api = await ApiProcess.Start(Settings(connectionString, folder), Path.Combine(folder, "api.log"))
        )
        {
            using var auditor = await Auditor.SignIn(api.Port);
            var filled = Stopwatch.GetTimestamp();
            await Fill(database, count, new Random(arguments.Seed));
            Report.Say($"  {count} documents filled in {Stopwatch.GetElapsedTime(filled).TotalSeconds:F0} s");
            var rows = new List<IReadOnlyDictionary<string, object?>>();
            foreach (var (name, filter) in Searches(count))
            {
                rows.Add(await Measure(auditor, name, filter, pages));
            }

            foreach (var (name, filter) in Searches(count))
            {
                var cursor = await Deep(auditor, filter, arguments.Short ? 3 : 50);
                if (cursor is not null)
                {
                    rows.Add(await Measure(auditor, name + ", deep", filter + cursor, pages));
                }
            }

            report.Table($"pages of 100 among {count} documents", rows);
        }

        Directory.Delete(folder, recursive: true);
        report.JsonLines();
        return 0;
    }

    /// <summary>What auditors ask for, and what finds nothing.</summary>
    private static IEnumerable<(string Name, string Filter)> Searches(int count)
    {
        const string Month = "&issuedFrom=2024-03-01&issuedTo=2024-03-31";
        // Amounts are spread evenly over ten million yen.
        var narrow = FormattableString.Invariant($"&amountMin=5000000&amountMax={5_000_000 + 500_000_000L / count}");
        const string Wide = "&amountMin=1000000&amountMax=9000000";
        var rare = "&counterparty=" + Uri.EscapeDataString(Company(Rare));
        var common = "&counterparty=" + Uri.EscapeDataString("商事");
        const string Blank = "&counterparty=";
        return
        [
            ("everything", ""),
            ("a month", Month),
            ("a narrow amount", narrow),
            ("a wide amount", Wide),
            ("an amount that nobody has", "&amountMin=20000000"),
            ("one company", rare),
            ("a part that many names have", common),
            ("a part that no name has", "&counterparty=zzzzzz"),
            ("no counterparty", Blank),
            ("a kind", "&kind=returnInvoice"),
            ("a month and a narrow amount", Month + "&amountMin=5000000&amountMax=5100000"),
            ("a month and one company", Month + rare),
            ("a wide amount and one company", Wide + rare),
            ("a narrow amount and a common part", narrow + common),
            ("a month, a wide amount, a common part, a kind", Month + Wide + common + "&kind=quote"),
            ("no counterparty and a narrow amount", Blank + narrow),
        ];
    }

    private static async Task<IReadOnlyDictionary<string, object?>> Measure(
        HttpClient auditor,
        string name,
        string query,
        int pages
    )
    {
        var latencies = new Latencies(pages);
        var found = 0;
        for (var i = 0; i < pages; i++)
        {
            var began = Stopwatch.GetTimestamp();
            (found, _) = await Page(auditor, query);
            latencies.Record(i, began);
        }

        return new Dictionary<string, object?>
        {
            ["looked for"] = name,
            ["found"] = found,
            ["p50 ms"] = latencies.At(0.5),
            ["p99 ms"] = latencies.At(0.99),
            ["max ms"] = latencies.At(1),
            ["load"] = Surroundings.LoadAverage(),
        };
    }

    /// <summary>The cursor behind many pages, as a parameter; null where there are not so many.</summary>
    private static async Task<string?> Deep(HttpClient auditor, string filter, int pages)
    {
        var cursor = "";
        for (var i = 0; i < pages; i++)
        {
            var (_, next) = await Page(auditor, filter + cursor);
            if (next is null)
            {
                return null;
            }

            cursor = "&cursor=" + Uri.EscapeDataString(next);
        }

        return cursor;
    }

    private static async Task<(int Found, string? Next)> Page(HttpClient auditor, string filter)
    {
        using var answer = await auditor.GetAsync(new Uri("/v1/audit/documents?limit=100" + filter, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        using var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return (
            page.RootElement.GetProperty("items").GetArrayLength(),
            page.RootElement.GetProperty("nextCursor").GetString()
        );
    }

    /// <summary>Rows as the read model itself writes them; the trigger places each in the narrow copy.</summary>
    private static async Task Fill(NpgsqlDataSource database, int count, Random random)
    {
        var projection = new IssuedDocument.Projection();
        await using var connection = await database.OpenConnectionAsync();
        await using var live = new NpgsqlCommand(
            "select generation from store.projections where name = $1 and state = 'live'",
            connection
        );
        live.Parameters.Add(new NpgsqlParameter<string> { TypedValue = IssuedDocument.ProjectionName });
        var generation = (int)(await live.ExecuteScalarAsync())!;
        await using (
            var rows = await connection.BeginBinaryImportAsync(
                "copy store.documents (projection, generation, key, owner, sort, version, body, facets) "
                    + "from stdin (format binary)"
            )
        )
        {
            rows.Timeout = TimeSpan.FromMinutes(30);
            for (var i = 0; i < count; i++)
            {
                var document = Document(i, count, random);
                var key = IssuedDocument.KeyOf(document.Kind, document.Id);
                await Row(rows, generation, projection.Store(key, document));
            }

            await rows.CompleteAsync();
        }

        foreach (var table in (string[])["documents", "issued_documents", "issued_to"])
        {
            await using var vacuum = new NpgsqlCommand($"vacuum analyze store.{table}", connection)
            {
                CommandTimeout = 600,
            };
            await vacuum.ExecuteNonQueryAsync();
        }
    }

    private static async Task Row(NpgsqlBinaryImporter rows, int generation, ReadDocument stored)
    {
        await rows.StartRowAsync();
        await rows.WriteAsync(IssuedDocument.ProjectionName);
        await rows.WriteAsync(generation);
        await rows.WriteAsync(stored.Key);
        if (stored.Owner is null)
        {
            await rows.WriteNullAsync();
        }
        else
        {
            await rows.WriteAsync(stored.Owner);
        }

        await rows.WriteAsync(stored.Sort);
        await rows.WriteAsync(stored.Version);
        await rows.WriteAsync(stored.Body.ToArray(), NpgsqlDbType.Bytea);
        await rows.WriteAsync(JsonSerializer.Serialize(stored.Facets), NpgsqlDbType.Jsonb);
    }

    /// <summary>Days ascend as they do in life; a hundredth is anonymous, amounts are spread evenly.</summary>
    private static IssuedDocument Document(int i, int count, Random random)
    {
        var kind = (DocumentKind)random.Next(Enum.GetValues<DocumentKind>().Length);
        var id = FormattableString.Invariant($"{i:x32}");
        var days = Period.DaysBetween(First, Last) + 1;
        var company = random.Next(100) == 0 ? null : Company(random.Next(Companies));
        return new IssuedDocument(
            kind,
            id,
            FormattableString.Invariant($"N-{i:D8}"),
            First.PlusDays((int)((long)i * days / count)),
            random.NextInt64(1, 10_000_000),
            company,
            company is null ? null : id,
            StreamId.Of<Quote>(id),
            Position: i,
            Replaces: null,
            ReplacedBy: null,
            new DocumentFile("quote", new string('a', 64), 28_000),
            Href: ""
        )
        {
            Version = 2,
        };
    }

    private static string Company(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"株式会社{number:D5}{(number % 2 == 0 ? "商事" : "製作所")}");

    private static Dictionary<string, string?> Settings(string connectionString, string folder) =>
        new()
        {
            ["Store:Postgres:ConnectionString"] = connectionString,
            ["Store:DataFolder"] = Path.Combine(folder, "data"),
            ["Store:Limits:PerCaller:Requests"] = "100000000",
            ["Logging:LogLevel:Default"] = "Warning",
        };
}
