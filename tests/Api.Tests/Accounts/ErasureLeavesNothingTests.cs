using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Api.Tests.Inquiries;
using Store.Api.Tests.Orders;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Accounts;
using Store.Domain.Audit;
using Store.Infrastructure.ReadModels;
using Xunit;

namespace Store.Api.Tests.Accounts;

/// <summary>
/// A whole life over HTTP, with values that stand nowhere else, and then the search for them in everything there is.
/// </summary>
public sealed class ErasureLeavesNothingTests(ErasureLeavesNothingTests.WithMailFolder store)
    : IClassFixture<ErasureLeavesNothingTests.WithMailFolder>
{
    private static readonly string Unique = Guid.NewGuid().ToString("N")[..10];

    /// <summary>As registered, and as they were changed to: by an inquiry, then by an operator.</summary>
    private static readonly Contact[] Contacts =
    [
        new("篠ノ井朔太郎兵衛", $"sakutaro.{Unique}@example.jp", "03-7391-2846", "東京都小平市仲町九丁目8-7皐月荘"),
        new(
            "篠ノ井菊千代右衛門",
            $"kikuchiyo.{Unique}@example.jp",
            "042-6613-9975",
            "東京都青梅市御岳山六丁目5-4霜月荘"
        ),
        new("篠ノ井夕霧左衛門", $"yugiri.{Unique}@example.jp", "0426-88-3157", "東京都檜原村数馬三丁目2-1如月荘"),
    ];

    private static IEnumerable<string> Values =>
        Contacts.SelectMany(c => new[] { c.Name, c.Email, c.Phone, c.Phone.Replace("-", ""), c.Address });

    [Fact]
    public async Task What_is_personal_is_nowhere_and_everything_else_is_where_it_was()
    {
        var (buyer, order) = await Live();
        await AtRest();
        var before = await Everything();
        foreach (var contact in Contacts)
        {
            var places = string.Join(' ', before.Of(contact.Name)) + string.Join(' ', before.Of(contact.Email));
            places.Should().Contain("store.sandbox_mail").And.Contain(".eml", "the search finds what is there");
        }

        before.Of(Contacts[^1].Phone).Should().NotBeEmpty();
        before.Of(Contacts[^1].Address).Should().NotBeEmpty();
        var root = await Bytes("select root from store.log_head");
        var account = $"/v1/operator/accounts/{buyer.AccountId}";
        (await Change(account, "erasure", HttpMethod.Post, new { reason = "ご本人からの請求" }))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);
        await AtRest();

        (await Bytes("select root from store.log_head")).Should().NotEqual(root, "the erasure is a fact");
        await NothingIsLeft();
        await TheLogVerifies(buyer.AccountId);
        await OperatorsSeeTheRest(account, order);
        await RebuiltIsByteEqual();
        await NothingIsLeft();
    }

    /// <summary>Everything that takes or shows personal data, once at least.</summary>
    private async Task<(Buyer Buyer, string Order)> Live()
    {
        var (registered, asked, corrected) = (Contacts[0], Contacts[1], Contacts[2]);
        var fields = new (string, object?)[]
        {
            ("contactName", registered.Name),
            ("phone", registered.Phone),
            ("address", registered.Address),
        };
        var registration = StoreApi.Registration(registered.Email, fields);
        var key = "registration-" + Unique;
        var created = await store.Anonymous.Send(HttpMethod.Post, "/v1/accounts", registration, key);
        created.StatusCode.Should().Be(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        await store.Anonymous.PostAsJsonAsync("/v1/password-resets", new { email = registered.Email });
        await store.Anonymous.PostAsJsonAsync("/v1/sessions", new { email = registered.Email, password = "wrong" });
        var session = await store.SignIn(registered.Email);
        var buyer = new Buyer(
            (await created.Json()).Text("id"),
            registered.Email,
            store.Client(session.Text("accessToken")),
            session
        );

        var quote = await store.Get(buyer.Client, $"/v1/quotes/{await store.Quote(buyer)}");
        (await buyer.Client.GetAsync($"/v1/quotes/{quote.Text("id")}/pdf")).StatusCode.Should().Be(HttpStatusCode.OK);
        var order = (await store.Order(buyer)).Text("number");
        (await buyer.Client.GetAsync($"/v1/orders/{order}/acknowledgement.pdf"))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);
        (await store.Order(buyer, seats: 40)).Text("status").Should().Be("onCreditHold");
        await store.OrderByCard(buyer);
        (await store.Operate(order, "cancel", new { reason = "誤発注のため" })).IsSuccessStatusCode.Should().BeTrue();

        // A buyer writes all of it into an inquiry; the desk writes it back.
        var inquiry = await buyer.Inquired(
            new
            {
                type = "basicInfoChange",
                message = $"{registered.Name}から{asked.Name}（{asked.Phone}、{asked.Address}）に変わります。",
                changes = new
                {
                    contactName = asked.Name,
                    email = asked.Email,
                    phone = asked.Phone,
                    address = asked.Address,
                },
            }
        );
        var reply = new { message = $"{asked.Name} 様、{asked.Email} で承ります。", reason = "確認" };
        (await store.OnInquiry(inquiry.Text("id"), "messages", reply)).IsSuccessStatusCode.Should().BeTrue();
        await buyer.Client.Send(
            HttpMethod.Post,
            $"/v1/inquiries/{inquiry.Text("id")}/messages",
            new { message = $"{asked.Phone} まで。{registered.Address}" },
            Guid.NewGuid().ToString()
        );
        (await store.Resolve(inquiry.Text("id"), new { outcome = "approved", reason = "本人確認済み" }))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);

        var information = new Dictionary<string, object?>(
            StoreApi.Registration(
                corrected.Email,
                ("contactName", corrected.Name),
                ("phone", corrected.Phone),
                ("address", corrected.Address),
                ("kind", null),
                ("password", null),
                ("agreedTermsVersion", null)
            )
        )
        {
            ["reason"] = "書類の確認",
        };
        var put = await Change($"/v1/operator/accounts/{buyer.AccountId}", "basic-info", HttpMethod.Put, information);
        put.StatusCode.Should().Be(HttpStatusCode.OK, await put.Content.ReadAsStringAsync());
        await store.Anonymous.PostAsJsonAsync("/v1/password-resets", new { email = corrected.Email });
        buyer = buyer with { Email = corrected.Email };
        await store.Order(buyer);
        await store.MailAbout(buyer, "ご注文");
        await store.SignIn(corrected.Email);
        return (buyer, order);
    }

    private async Task<HttpResponseMessage> Change(string account, string verb, HttpMethod method, object body)
    {
        var tag = (await store.Operator.GetAsync(account)).Headers.ETag!.ToString();
        return await store.Operator.Send(method, $"{account}/{verb}", body, Guid.NewGuid().ToString(), tag);
    }

    private async Task NothingIsLeft()
    {
        var kept = await Everything();
        foreach (var value in Values)
        {
            kept.Of(value).Should().BeEmpty(value);
        }

        kept.Of("株式会社見本").Should().NotBeEmpty("the company's name is on tax documents");
    }

    private async Task<Traces> Everything()
    {
        var traces = new Traces();
        await traces.AddDatabase(store.ConnectionString);
        traces.AddFolder(store.DataFolder);
        traces.AddFolder(store.MailFolder);
        traces.AddLines(store.Lines.All);
        return traces;
    }

    /// <summary>Every reader of the log has met every fact, and nothing waits that is due.</summary>
    private async Task AtRest()
    {
        var calm = 0;
        for (var i = 0; i < SandboxStore.Patience && calm < 5; i++)
        {
            await using var database = NpgsqlDataSource.Create(store.ConnectionString);
            await using var command = database.CreateCommand(
                """
                select (select size - 1 from store.log_head)
                       <= least((select min(position) from store.reactors),
                                (select min(position) from store.projections where state = 'live'))
                       and not exists (select from store.reactions
                                        where parked_at is null and given_up is null
                                          and due_at < now() + interval '1 minute')
                """
            );
            calm = (bool)(await command.ExecuteScalarAsync())! ? calm + 1 : 0;
            await Task.Delay(SandboxStore.Glance);
        }

        calm.Should().Be(5, "the store comes to rest");
    }

    private async Task TheLogVerifies(string accountId)
    {
        var facts = new List<RecordedFact>();
        await foreach (var fact in store.Services.GetRequiredService<IEventLog>().ReadAll(-1, default))
        {
            facts.Add(fact);
        }

        var range = new CompactRange();
        foreach (var fact in facts)
        {
            var leaf = MerkleHash.Leaf(fact.Envelope.Span);
            fact.LeafHash.ToArray().Should().Equal(leaf);
            range.Append(leaf);
        }

        range.Root().Should().Equal(await Bytes("select root from store.log_head"));
        var registered = facts.Single(f => f.Stream.Id == accountId && f.Fact is AccountRegistered);
        var information = ((AccountRegistered)registered.Fact).Information;
        information.CompanyName.Should().Be("株式会社見本");
        foreach (
            var text in new[] { information.ContactName, information.Email, information.Phone, information.Address }
        )
        {
            text.Value.Should().BeNull("it reads as erased");
        }

        await SnapshotsAreWhatTheFactsFoldTo(facts);
    }

    private async Task SnapshotsAreWhatTheFactsFoldTo(List<RecordedFact> facts)
    {
        var aggregates = store.Services.GetRequiredService<Aggregates>();
        await using var database = NpgsqlDataSource.Create(store.ConnectionString);
        await using var command = database.CreateCommand(
            "select category, stream_id, version, state from store.snapshots"
        );
        await using var row = await command.ExecuteReaderAsync();
        var seen = 0;
        for (; await row.ReadAsync(); seen++)
        {
            var stream = new StreamId(row.GetString(0), row.GetString(1));
            var type = aggregates[stream.Category];
            var state = facts
                .Where(f => f.Stream == stream && f.Version <= row.GetInt64(2))
                .Aggregate(type.Initial, (folded, fact) => type.Evolve(folded, fact.Fact));
            var folded = JsonSerializer.SerializeToUtf8Bytes(state, type.StateType, StoreJson.Options);
            row.GetFieldValue<byte[]>(3).Should().Equal(folded);
        }

        seen.Should().BePositive();
    }

    private async Task OperatorsSeeTheRest(string account, string order)
    {
        foreach (
            var path in new[]
            {
                account,
                account + "/timeline",
                $"/v1/operator/orders/{order}",
                "/v1/operator/inquiries",
            }
        )
        {
            var answer = await store.Operator.GetAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
            (await answer.Content.ReadAsStringAsync()).Should().NotContainAny([.. Values]);
        }

        (await store.Get(store.Operator, $"/v1/operator/orders/{order}"))
            .GetProperty("totalYen")
            .GetInt64()
            .Should()
            .Be(13200);
    }

    private async Task RebuiltIsByteEqual()
    {
        await AtRest();
        var live = await Documents();
        var rebuild = ActivatorUtilities.CreateInstance<ProjectionRebuild>(
            store.Services,
            NullLogger<ProjectionRebuild>.Instance
        );
        foreach (var projection in StoreModel.Projections)
        {
            await rebuild.Run(projection, null, default);
        }

        (await Documents()).Should().Equal(live);
    }

    private async Task<List<string>> Documents()
    {
        await using var database = NpgsqlDataSource.Create(store.ConnectionString);
        await using var command = database.CreateCommand(
            """
            select concat_ws(' ', d.projection, d.key, d.owner, d.sort, d.version, d.body, d.summary, d.facets,
                                  d.search)
              from store.documents d join store.projections p on p.name = d.projection and p.generation = d.generation
             where p.state = 'live' order by 1
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        var documents = new List<string>();
        while (await row.ReadAsync())
        {
            documents.Add(row.GetString(0));
        }

        return documents;
    }

    private async Task<byte[]> Bytes(string sql)
    {
        await using var database = NpgsqlDataSource.Create(store.ConnectionString);
        await using var command = database.CreateCommand(sql);
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

    private sealed record Contact(string Name, string Email, string Phone, string Address);

    /// <summary>Development that writes its mails as files too and keeps snapshots of short streams.</summary>
    public sealed class WithMailFolder : SandboxStore
    {
        public string MailFolder { get; } = Directory.CreateTempSubdirectory("store-test-mail-").FullName;

        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?>
            {
                ["Store:Mail:Folder"] = MailFolder,
                ["Store:Log:SnapshotEvery"] = "2",
                // As the program has it: at Information the framework writes the query of every request.
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            };

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            Directory.Delete(MailFolder, recursive: true);
        }
    }
}
