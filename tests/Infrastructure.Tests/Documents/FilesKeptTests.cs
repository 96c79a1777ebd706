using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Domain.Credit;
using Store.Infrastructure.Documents;
using Store.Infrastructure.Postgres;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Documents;

/// <summary>C5: issued documents stay as they were for as long as the law asks, whoever objects.</summary>
public sealed class FilesKeptTests
{
    private const string Account = "00000000000000000000000000000001";

    [Fact]
    public async Task A_document_names_its_fact_and_is_neither_changed_nor_removed_before_its_day_has_passed()
    {
        await using var store = await PostgresStore.Start("files_kept");
        var fact = await Fact(store);
        var files = store.Get<IFileStore>();
        var kept = await files.Keep(
            "kind",
            fact,
            new LocalDate(2026, 4, 1),
            "text/plain",
            "first"u8.ToArray(),
            Now,
            default
        );
        var again = await files.Keep(
            "kind",
            fact,
            new LocalDate(2026, 4, 1),
            "text/plain",
            "other"u8.ToArray(),
            Now,
            default
        );
        again.Bytes.ToArray().Should().Equal("first"u8.ToArray(), "the first to store it has made it");
        again.Sha256.Should().Be(kept.Sha256);
        (await Answer(store, "select fact_position || ' ' || kept_until from store.files"))
            .Should()
            .Be($"{fact.Position} 2037-05-31");

        // The suite's user owns the tables: even the owner is refused.
        foreach (
            var change in (string[])
                [
                    "update store.files set bytes = 'other'",
                    "update store.files set kept_until = '2000-01-01'",
                    "delete from store.files",
                    "truncate store.files",
                ]
        )
        {
            var changing = () => Answer(store, change);
            (await changing.Should().ThrowAsync<PostgresException>(change)).Which.SqlState.Should().Be("42501");
        }

        await SetClock(store, "2037-05-31T14:59:00Z");
        var early = () => Answer(store, "delete from store.files");
        await early.Should().ThrowAsync<PostgresException>().WithMessage("*kept until 2037-05-31*");
        await SetClock(store, "2037-05-31T15:01:00Z");
        await Answer(store, "delete from store.files");
        (await Answer(store, "select count(*) from store.files")).Should().Be("0", "in Tokyo the day has passed");
    }

    [Fact]
    public async Task The_application_cannot_remove_documents_at_all()
    {
        await using var store = await PostgresStore.Start("files_grants");
        (
            await Answer(
                store,
                "select has_table_privilege('store_application', 'store.files', 'delete, update, truncate')"
            )
        )
            .Should()
            .Be("False");
    }

    [Fact]
    public async Task What_was_stored_before_retention_was_known_is_kept_for_ten_years_of_any_business_year()
    {
        await using var store = await PostgresStore.Start("files_before");
        var fact = await Fact(store);
        // The schema as it was before this part of it, with a document in it.
        await Answer(
            store,
            """
            drop trigger files_stay on store.files;
            drop trigger files_kept on store.files;
            drop function store.refuse_early_removal();
            alter table store.files drop column fact_position, drop column kept_until;
            create trigger files_stay before update or delete or truncate on store.files
              for each statement execute function store.refuse_change();
            delete from store.schema_versions where name like '0090%';
            """
        );
        await Answer(
            store,
            $"""
            insert into store.facts (position, version, recorded_at, category, stream_id, type, leaf, envelope)
            select 1000, 1, now(), 'quote', 'q1', 'quote.issued', leaf, envelope from store.facts where position = 0;
            insert into store.files (kind, category, stream_id, content_type, sha256, bytes, made_at)
            values ('quote', 'quote', 'q1', 'text/plain', sha256('old'), 'old', '2026-03-31T20:00:00Z')
            """
        );
        await new SchemaMigration(store.ConnectionString, NullLogger.Instance).Run(default);
        (
            await Answer(
                store,
                "select fact_position || ' ' || kept_until || ' ' || encode(bytes, 'escape') from store.files"
            )
        )
            .Should()
            .Be("1000 2037-06-01 old");
        fact.Position.Should().Be(0);
        var removing = () => Answer(store, "delete from store.files");
        await removing.Should().ThrowAsync<PostgresException>().WithMessage("*kept until 2037-06-01*");
    }

    [Theory]
    [InlineData("RetentionYears", "6")]
    [InlineData("RetentionYears", "101")]
    [InlineData("BusinessYearEndsInMonth", "0")]
    [InlineData("BusinessYearEndsInMonth", "13")]
    public void Less_than_the_law_asks_is_no_setting(string name, string value)
    {
        var reading = () => DocumentServices.RetentionOf(Settings(name, value));
        reading.Should().Throw<InvalidOperationException>().WithMessage($"*{name}*");
    }

    [Fact]
    public void Ten_years_and_March_are_what_nobody_set()
    {
        DocumentServices.RetentionOf(Settings("FontPath", "")).Should().Be(new Retention(10, 3));
        DocumentServices.RetentionOf(Settings("RetentionYears", "7")).Should().Be(new Retention(7, 3));
    }

    private static Instant Now => Instant.FromUtc(2026, 4, 1, 0, 0);

    private static IConfiguration Settings(string name, string value) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"Store:Documents:{name}"] = value })
            .Build();

    private static async Task<RecordedFact> Fact(PostgresStore store)
    {
        var request = new DecisionRequest(
            "test",
            Actor.System,
            [StreamId.Of<CreditLine>(Account)],
            session =>
                session.Decide<CreditLine>(Account, l => l.Open(1, "setting")) is { } no ? no : DecisionResult.Done
        );
        return (await store.Log.Decide(request, default))
            .Should()
            .BeOfType<CommandResult.Done>()
            .Subject.Facts.Single();
    }

    /// <summary>To an instant, by the offset: from there the machine's clock moves on.</summary>
    private static Task<string?> SetClock(PostgresStore store, string instant) =>
        Answer(
            store,
            $"""
            update store.clock
            set offset_microseconds = extract(epoch from timestamptz '{instant}' - clock_timestamp()) * 1000000
            """
        );

    private static async Task<string?> Answer(PostgresStore store, string sql)
    {
        await using var command = store.Database.CreateCommand(sql);
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
