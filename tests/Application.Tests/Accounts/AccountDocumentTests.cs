using System.Text;
using FluentAssertions;
using NodaTime;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.ReadModels;
using Store.Domain;
using Store.Domain.Accounts;
using Xunit;

namespace Store.Application.Tests.Accounts;

public sealed class AccountDocumentTests
{
    private const string Id = "a1";

    private static readonly IProjection Projection = new AccountDocument.Projection();

    [Fact]
    public void Every_fact_of_an_account_shows_in_its_document()
    {
        var document = Fold(
            Registered("見本 花子"),
            new TermsAgreed("2027-04-01"),
            new NpBuyerRegistered("12345678901", "00"),
            new BasicInformationCorrected(Information("見本 太郎"), "claim-2", "I-202611-000001")
        );
        Encoding
            .UTF8.GetString(document.Summary!.Value.Span)
            .Should()
            .Be(
                """{"id":"a1","kind":"corporation","companyName":"株式会社見本","contactName":"見本 太郎","""
                    + "\"email\":\"hanako@example.jp\",\"phone\":\"03-1234-5678\",\"postalCode\":\"100-0001\","
                    + "\"address\":\"東京都\",\"registrationNumber\":\"T7000012050002\",\"itreviewMember\":true,"
                    + "\"agreedTermsVersion\":\"2027-04-01\",\"agreedTermsAt\":\"2026-11-16T02:00:00Z\","
                    + "\"registeredAt\":\"2026-11-16T01:00:00Z\",\"erasedAt\":null,\"npBuyerId\":\"12345678901\","
                    + "\"collection\":{\"method\":\"bankTransfer\",\"directDebit\":{\"status\":\"none\",\"sinceOn\":null,"
                    + "\"effectiveFromClosing\":null,\"transferFromClosing\":null,\"estimatedActiveOn\":null}}}"
            );
        document.Version.Should().Be(4);
        document.Owner.Should().Be(Id);
        document.Facets.Should().Contain("emailClaim", "claim-2");
        document.SearchText.Should().Be("株式会社見本 a1");
    }

    [Fact]
    public void An_erased_account_shows_nothing_personal_and_is_not_found_by_its_address()
    {
        var document = Fold(Registered("見本 花子"), new AccountErased());
        var stored =
            Encoding.UTF8.GetString(document.Body.Span) + Encoding.UTF8.GetString(document.Summary!.Value.Span);
        stored.Should().NotContainAny("見本 花子", "hanako", "03-1234", "100-0001", "東京都", "claim-1");
        stored.Should().Contain("株式会社見本").And.Contain("T7000012050002");
        document.Facets.Should().BeEmpty();
    }

    [Fact]
    public void A_rebuild_after_the_key_was_destroyed_gives_the_same_document() =>
        Fold(Registered(null), new AccountErased())
            .Body.ToArray()
            .Should()
            .Equal(Fold(Registered("見本 花子"), new AccountErased()).Body.ToArray());

    private static AccountRegistered Registered(string? contact) =>
        new(AccountKind.Corporation, Information(contact), true, "2026-04-01", "claim-1");

    /// <summary>With a contact of null, as it is read once the key is gone.</summary>
    private static BasicInformation Information(string? contact)
    {
        PersonalText Text(string value) => new(Id, contact is null ? null : value);
        return new BasicInformation(
            "株式会社見本",
            new PersonalText(Id, contact),
            Text("hanako@example.jp"),
            Text("03-1234-5678"),
            Text("100-0001"),
            Text("東京都"),
            "T7000012050002"
        );
    }

    /// <summary>Through what is stored after every fact, as the runner does between two pages.</summary>
    private static ReadDocument Fold(params Fact[] facts)
    {
        ReadDocument? stored = null;
        for (var i = 0; i < facts.Length; i++)
        {
            var recorded = new RecordedFact(
                i,
                StreamId.Of<Account>(Id),
                i + 1,
                Guid.Empty,
                "",
                Instant.FromUtc(2026, 11, 16, 1 + i, 0),
                Actor.Anonymous,
                "",
                facts[i],
                default,
                default
            );
            Projection.KeyOf(recorded).Should().Be(Id);
            // What lists show and what a facet holds is written, but not handed back to the fold.
            var before = stored is null
                ? null
                : Projection.Load(stored with { Facets = new Dictionary<string, string>(), Summary = null });
            stored = Projection.Store(Id, Projection.Apply(before, recorded)!);
        }

        return stored!;
    }
}
