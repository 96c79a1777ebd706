using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.Orders;
using Store.Application.PersonalData;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.Infrastructure.Mail;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Mail;

/// <summary>From the fact of an order to the mail server, through the reactor, the notes and the wire.</summary>
public sealed class OrderMailsOverSmtpTests
{
    private const string Account = "00000000000000000000000000000001";

    private readonly InMemoryPersonalKeys _keys = new();

    [Fact]
    public async Task A_busy_server_is_asked_again_and_gets_the_mail_once()
    {
        await using var server = new SmtpServer();
        server.Recipients.Enqueue("450 4.2.1 busy");
        await using var store = await Start(server);
        await Place(store, "O-202611-000001");
        // When it is asked again is told from the moment at which the refusal is noted.
        await Until(() => HasFailed(store));
        server.Conversations.Should().Be(1);
        server.Mails.Should().BeEmpty();

        store.Clock.Now += Duration.FromSeconds(2);
        await Until(() => server.Mails.Count == 1);
        (await store.Get<IParkedWork>().List(default)).Should().BeEmpty();
        var read = MimeReading.Of(server.Mails.Single().Data);
        read["Subject"].Should().Be("【ITreviewオンラインストア】ご注文を受け付けました（O-202611-000001）");
        read.Text.Should().StartWith("株式会社見本\n見本 花子 様\n");
        read.Html.Should().Contain("株式会社見本<br>見本 花子 様");
    }

    [Fact]
    public async Task A_recipient_refused_for_good_is_parked_with_its_reason_and_others_get_theirs()
    {
        await using var server = new SmtpServer();
        server.Recipients.Enqueue("550 5.1.1 <buyer@example.jp>: unknown");
        await using var store = await Start(server);
        await Place(store, "O-202611-000001");
        await Until(async () => (await store.Get<IParkedWork>().List(default)).Count == 1);
        await Place(store, "O-202611-000002");
        await Until(() => server.Mails.Count == 1);

        var parked = (await store.Get<IParkedWork>().List(default)).Single();
        (parked.Consumer, parked.Attempts).Should().Be((OrderMails.ReactorName, 1));
        parked.Reason.Should().Contain("550").And.NotContain("buyer");

        await store.Get<IParkedWork>().Retry(parked.Id, decidedAt: 100, default);
        await Until(() => server.Mails.Count == 2);
        (await store.Get<IParkedWork>().List(default)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_reactor_that_meets_its_facts_again_after_a_crash_sends_nothing_twice()
    {
        await using var server = new SmtpServer();
        string connection;
        await using (var store = await Start(server))
        {
            connection = store.ConnectionString;
            await Place(store, "O-202611-000001");
            await Until(() => server.Mails.Count == 1);
            await store.Get<IStoreProgress>().Settled(store.Clock.Now, default);
            await Until(() => Notes(store) == 1);
            // As if the process had died before the checkpoint was kept.
            await using var back = store.Database.CreateCommand("delete from store.reactors");
            await back.ExecuteNonQueryAsync();
        }

        await using var restarted = await PostgresStore.Over(connection, TestClock.Monday, Using(server));
        await Place(restarted, "O-202611-000002");
        await Until(() => server.Mails.Count == 2);
        server
            .Mails.Select(m => MimeReading.Of(m.Data)["Subject"])
            .Should()
            .SatisfyRespectively(s => s.Should().Contain("000001"), s => s.Should().Contain("000002"));
    }

    private static int Notes(PostgresStore store)
    {
        using var count = store.Database.CreateCommand("select count(*)::int from store.mails_sent");
        return (int)count.ExecuteScalar()!;
    }

    private Task<PostgresStore> Start(SmtpServer server) => PostgresStore.Start("mails", Using(server));

    private Action<IServiceCollection> Using(SmtpServer server) =>
        services =>
        {
            var settings = new MailSettings
            {
                Host = "127.0.0.1",
                Port = server.Port,
                UseTls = false,
            };
            services.RemoveAll<IReactor>();
            services.AddSingleton<IPersonalKeys>(_keys);
            services.AddSingleton<IReadOnlyList<IProjection>>([]);
            services.AddSingleton<IReactor, OrderMails>();
            services.AddSingleton<IMailer>(provider => new SentOnce(
                new SmtpMailer(settings),
                provider.GetRequiredService<Npgsql.NpgsqlDataSource>(),
                TimeProvider.System
            ));
        };

    private static async Task Place(PostgresStore store, string number)
    {
        await store.Get<IPersonalKeys>().Create(Account, default);
        PersonalText Personal(string text) => new(Account, text);
        var information = new BasicInformation(
            "株式会社見本",
            Personal("見本 花子"),
            Personal("buyer@example.jp"),
            Personal("03-1234-5678"),
            Personal("100-0001"),
            Personal("東京都"),
            null
        );
        var placed = new OrderPlaced(
            Account,
            "株式会社見本",
            PaymentMethod.OnAccount,
            QuoteId: null,
            QuoteNumber: null,
            Lines: [],
            0,
            [],
            0,
            0,
            new Seller("アイティクラウド株式会社", "T7123456789012", "100-0001", "東京都", "", "")
        );
        var result = await store.Log.Decide(
            new DecisionRequest(
                "test",
                Actor.System,
                [StreamId.Of<Account>(Account), StreamId.Of<Order>(number)],
                session =>
                {
                    if (session.Version<Account>(Account) == 0)
                    {
                        session.Decide<Account>(
                            Account,
                            a => a.Register(AccountKind.Corporation, information, false, "1", "claim", "1")
                        );
                    }

                    return session.Decide<Order>(number, _ => placed) is { } refused ? refused : DecisionResult.Done;
                }
            ),
            default
        );
        result.Should().BeOfType<CommandResult.Done>();
    }

    private static async Task<bool> HasFailed(PostgresStore store)
    {
        await using var command = store.Database.CreateCommand(
            "select count(*) from store.reactions where attempts = 1"
        );
        return (long)(await command.ExecuteScalarAsync())! == 1;
    }

    private static Task Until(Func<bool> so) => Until(() => Task.FromResult(so()));

    private static async Task Until(Func<Task<bool>> so)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await so())
        {
            await Task.Delay(20, end.Token);
        }
    }
}
