using System.Text.Json.Nodes;
using FluentAssertions;
using NodaTime;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Infrastructure.Tests.Billing;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Marten;

public sealed class MartenTablesTests(MartenTablesTests.EmptyLog empty) : IClassFixture<MartenTablesTests.EmptyLog>
{
    private const string Account = "00000000000000000000000000000001";

    /// <summary>As in a database that Marten 9.29 made, with string identity.</summary>
    [Theory]
    [InlineData(
        "mt_streams",
        "v id varchar, type varchar, version int8, timestamp timestamptz, created timestamptz, tenant_id varchar, "
            + "is_archived bool"
    )]
    [InlineData(
        "mt_events",
        "v seq_id int8, id uuid, stream_id varchar, version int8, data jsonb, bdata bytea, type varchar(500), "
            + "timestamp timestamptz, tenant_id varchar, mt_dotnet_type varchar, is_archived bool"
    )]
    [InlineData("mt_event_progression", "r name varchar, last_seq_id int8, last_updated timestamptz")]
    [InlineData(
        "mt_doc_deadletterevent",
        "r id uuid, data jsonb, mt_last_modified timestamptz, mt_version uuid, mt_dotnet_type varchar"
    )]
    [InlineData("mt_events_sequence", "S last_value int8, log_cnt int8, is_called bool")]
    public async Task Every_column_stands_where_marten_has_it(string name, string columns)
    {
        (
            await Ask<string>(
                empty.Database,
                $"""
                select c.relkind::text || ' ' || string_agg(
                         a.attname || ' ' || t.typname || case when a.atttypmod > 4 then '(' || a.atttypmod - 4 || ')'
                                                               else '' end, ', ' order by a.attnum)
                  from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
                 where c.oid = 'marten.{name}'::regclass and a.attnum > 0 group by c.relkind
                """
            )
        ).Should().Be(columns);
    }

    [Fact]
    public async Task Fact_by_fact_it_is_the_log()
    {
        await using var store = await Journey();
        await using var reader = await MartenReader.Over(store.ConnectionString);
        var facts = await Facts(store);

        var rows = await reader.Page(0, facts.Count, facts.Count + 1);

        rows.Should().Equal(facts.Select(AsMartenHasIt));
        facts.Select(f => f.Type).Distinct().Should().HaveCountGreaterThan(7, "a journey has facts of many kinds");
        foreach (var stream in facts.GroupBy(f => f.Stream))
        {
            (await reader.Stream(stream.Key.ToString())).Should().Equal(stream.Select(AsMartenHasIt));
            (await reader.State(stream.Key.ToString()))
                .Should()
                .Be(
                    (
                        stream.Last().Version,
                        stream.Last().RecordedAt.ToDateTimeUtc(),
                        stream.First().RecordedAt.ToDateTimeUtc()
                    )
                );
        }

        (await reader.Ask<long>("select count(*) from marten.mt_streams"))
            .Should()
            .Be(facts.Select(f => f.Stream).Distinct().Count());
        (await reader.Ask<long>("select count(*) from marten.mt_events where bdata is not null")).Should().Be(0);
    }

    [Fact]
    public async Task What_is_personal_stays_sealed()
    {
        await using var store = await Journey();
        await using var reader = await MartenReader.Over(store.ConnectionString);

        var registered = (await reader.Stream("account/" + Account))[0];

        var information = JsonNode.Parse(registered.Data)!["information"]!;
        information["companyName"]!.GetValue<string>().Should().Be("株式会社バイヤー");
        foreach (var personal in new[] { "contactName", "email", "phone", "postalCode", "address" })
        {
            information[personal]!.GetValue<string>().Should().StartWith("sealed:v1:" + Account);
        }
    }

    [Fact]
    public async Task A_daemon_finds_the_high_water_reads_pages_and_marks_its_progress()
    {
        await using var store = await Journey();
        await using var reader = await MartenReader.Over(store.ConnectionString);
        const string HighWater = "select last_seq_id from marten.mt_event_progression where name = 'HighWaterMark'";
        var head = await reader.Ask<long>("select last_value from marten.mt_events_sequence");
        head.Should().Be((await Facts(store)).Count);

        (await reader.Ask<long?>(HighWater)).Should().BeNull();
        (await reader.Ask<long?>(MartenReader.GapStatement(0))).Should().BeNull("there are no gaps");
        (await reader.Ask<long>(MartenReader.HighestStatement(0))).Should().Be(head);
        await reader.Mark("HighWaterMark", 1);
        await reader.Mark("HighWaterMark", head);
        (await reader.Ask<long>(HighWater)).Should().Be(head);

        await reader.Execute(
            "insert into marten.mt_event_progression (name, last_seq_id, last_updated) "
                + "values ('Orders:All', 0, transaction_timestamp())"
        );
        var seen = new List<long>();
        for (long floor = 0; floor < head; floor = seen[^1])
        {
            seen.AddRange((await reader.Page(floor, head, 7)).Select(e => e.Sequence));
            (
                await reader.Execute(
                    $"update marten.mt_event_progression set last_seq_id = {seen[^1]}, "
                        + "last_updated = transaction_timestamp() "
                        + $"where name = 'Orders:All' and last_seq_id = {floor}"
                )
            )
                .Should()
                .Be(1);
        }

        seen.Should().Equal(Enumerable.Range(1, (int)head).Select(n => (long)n));
        const string OrdersOnly = "and d.type = any('{order.placed,order.accepted}') and d.is_archived = false";
        (await reader.Page(0, head, 500, OrdersOnly))
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(e => e.Type.StartsWith("order."));

        // An event that could not be applied; and a rebuild, which forgets how far it had come.
        await reader.Execute("insert into marten.mt_doc_deadletterevent (id, data) values (gen_random_uuid(), '{}')");
        (await reader.Execute("delete from marten.mt_event_progression where name = 'Orders:All'")).Should().Be(1);
    }

    [Theory]
    [InlineData("insert into marten.mt_events (seq_id) values (1)")]
    [InlineData("update marten.mt_events set version = 9")]
    [InlineData("delete from marten.mt_events")]
    [InlineData("insert into marten.mt_streams (id) values ('x')")]
    [InlineData("update marten.mt_streams set is_archived = true")]
    [InlineData("delete from marten.mt_streams")]
    [InlineData("select nextval('marten.mt_events_sequence')")]
    [InlineData("select setval('marten.mt_events_sequence', 1000)")]
    [InlineData("select * from store.facts")]
    [InlineData("select * from store.account_secrets")]
    [InlineData("select store.show_head_to_marten()")]
    [InlineData("create table marten.mt_doc_order (id varchar)")]
    [InlineData("truncate marten.mt_event_progression")]
    public async Task A_reader_has_no_way_to_the_log(string sql)
    {
        await using var reader = await MartenReader.Over(empty.Database.ConnectionString);

        (await ((Func<Task>)(() => reader.Execute(sql))).Should().ThrowAsync<PostgresException>())
            .Which.SqlState.Should()
            .BeOneOf(
                PostgresErrorCodes.InsufficientPrivilege,
                PostgresErrorCodes.ObjectNotInPrerequisiteState,
                PostgresErrorCodes.FeatureNotSupported
            );
    }

    [Theory]
    [InlineData("insert into marten.mt_events (version) values (9)")]
    [InlineData("update marten.mt_events set version = 9")]
    [InlineData("delete from marten.mt_events")]
    [InlineData("insert into marten.mt_streams (created) values (now())")]
    [InlineData("update marten.mt_streams set created = now()")]
    [InlineData("delete from marten.mt_streams")]
    public async Task Not_even_the_owner_writes_through_a_view(string sql)
    {
        await ((Func<Task>)(() => Execute(empty.Database, sql))).Should().ThrowAsync<PostgresException>();
    }

    [Fact]
    public async Task Readers_see_as_far_as_the_sequence_says_and_it_never_falls()
    {
        await using var database = await Schema("window");
        const string Seen =
            "select (select max(seq_id) from marten.mt_events) || ' ' || (select sum(version) from marten.mt_streams)";
        await Fill(database, 0, 5);
        await Show(database);
        (await Ask<string>(database, Seen)).Should().Be("5 5");

        await Fill(database, 5, 9);
        (await Ask<string>(database, Seen)).Should().Be("5 5", "what was recorded since is shown in neither view");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Show(database)));
        (await Ask<string>(database, Seen)).Should().Be("9 9");

        await Execute(database, "update store.log_head set size = 7");
        await Show(database);
        (await Ask<string>(database, Seen)).Should().Be("9 9", "it never falls");
    }

    [Fact]
    public async Task A_later_version_of_a_kind_has_a_name_of_its_own()
    {
        await using var database = await Schema("versions");
        await Fill(database, 0, 1);
        await Fill(database, 1, 2, typeVersion: 2);
        await Show(database);

        (await Ask<string>(database, "select string_agg(type, ' ' order by seq_id) from marten.mt_events"))
            .Should()
            .Be("order.placed order.placed_v2");
    }

    [Fact]
    public async Task However_long_the_log_is_everything_is_found_by_key()
    {
        await using var database = await Schema("long");
        await Fill(database, 0, 30_000);
        await Show(database);
        await Execute(database, "analyze store.facts");

        foreach (
            var sql in new[]
            {
                MartenReader.PageStatement(12_000, 30_000, 500),
                MartenReader.StreamStatement("order/O-7"),
                MartenReader.StateStatement("order/O-7"),
                MartenReader.GapStatement(29_900),
                MartenReader.HighestStatement(29_900),
            }
        )
        {
            var plan = await Ask<string>(database, $"explain (format json) {sql}");
            plan.Should().Contain("facts").And.NotContain("\"Hash").And.NotMatchRegex(ScanOfFacts, sql);
        }
    }

    private const string ScanOfFacts = "\"Seq Scan\",[^}]*\"Relation Name\": \"facts\"";

    /// <summary>Two accounts that ordered, and their month after it was closed.</summary>
    private static async Task<PostgresStore> Journey()
    {
        var store = await PostgresStore.Start("marten");
        foreach (var account in new[] { Account, Account[..^1] + "2" })
        {
            await BilledOrders.Register(store, account);
            await BilledOrders.Accept(store, account, $"O-{account[^1]}-1");
            await BilledOrders.Accept(store, account, $"O-{account[^1]}-2");
        }

        store.Clock.Now = TokyoTime.EndOf(new YearMonth(2026, 11));
        await Until(async () => (await Facts(store)).Any(f => f.Fact is BillingRunCompleted));
        await Until(async () =>
            await Ask<long>(store.Database, "select last_value from marten.mt_events_sequence")
            == (await Facts(store)).Count
        );
        return store;
    }

    private static MartenEvent AsMartenHasIt(RecordedFact fact) =>
        new(
            fact.Position + 1,
            fact.Id,
            fact.Stream.ToString(),
            fact.Version,
            fact.Type,
            fact.RecordedAt.ToDateTimeUtc(),
            MartenEvent.Canonical(JsonNode.Parse(fact.Envelope.Span)!["data"]!),
            "*DEFAULT*",
            HasNoDotNetType: true,
            IsArchived: false
        );

    private static async Task<List<RecordedFact>> Facts(PostgresStore store)
    {
        var facts = new List<RecordedFact>();
        await foreach (var fact in store.Log.ReadAll(-1, default))
        {
            facts.Add(fact);
        }

        return facts;
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(50, end.Token);
        }
    }

    /// <summary>A database with its schema and no store that runs over it.</summary>
    private static async Task<NpgsqlDataSource> Schema(string hint)
    {
        var connectionString = await TestPostgres.CreateStore("marten" + hint);
        return NpgsqlDataSource.Create(connectionString);
    }

    /// <summary>Facts from one position to another, three to a stream.</summary>
    private static Task Fill(NpgsqlDataSource database, int from, int to, int typeVersion = 1) =>
        Execute(
            database,
            $$"""
            insert into store.facts
              select p, p % 3 + 1, '2026-11-01'::timestamptz + p * interval '1 second', 'order', 'O-' || p / 3,
                     'order.placed', sha256(p::text::bytea),
                     convert_to('{"id":"' || gen_random_uuid() || '","data":[],"typeVersion":{{typeVersion}} }', 'UTF8')
                from generate_series({{from}}, {{to}} - 1) p;
            update store.log_head set size = {{to}}
            """
        );

    private static Task Show(NpgsqlDataSource database) => Execute(database, "select store.show_head_to_marten()");

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<T?> Ask<T>(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>The schema alone, for whatever asks but changes nothing.</summary>
    public sealed class EmptyLog : IAsyncLifetime
    {
        public NpgsqlDataSource Database { get; private set; } = null!;

        public async Task InitializeAsync() => Database = await Schema("empty");

        public async Task DisposeAsync() => await Database.DisposeAsync();
    }
}
