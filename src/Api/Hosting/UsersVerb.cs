using Store.Application;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.Pipeline;
using Store.Domain.Accounts;
using Store.Infrastructure;
using Store.Infrastructure.EventLog;
using Store.Infrastructure.Postgres.Embedded;
using Store.Infrastructure.Time;

namespace Store.Api.Hosting;

/// <summary>
/// <c>store users add --role operator|auditor --email …</c>: the only way in for those who work for the store. The
/// password comes from <c>--password</c>, from <c>STORE_USER_PASSWORD</c>, or from the terminal.
/// </summary>
internal static class UsersVerb
{
    private const string Usage =
        "store users add --role operator|auditor --email ADDRESS [--name NAME] [--password PASSWORD]";

    public static async Task<int> Add(string[] args)
    {
        if (Read(args) is not { } body)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        try
        {
            return await Add(body);
        }
        catch (EmbeddedPostgresException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<int> Add(AddStaff.RequestBody body)
    {
        var builder = VerbHost.Builder();
        using var logging = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        await using var database = await StoreDatabase.Open(
            builder.Configuration,
            builder.Environment.ContentRootPath,
            logging.CreateLogger("Store"),
            CancellationToken.None
        );
        builder.Services.AddStoreApplication();
        builder.Services.AddStoreInfrastructure(builder.Configuration, () => database.ConnectionString);
        using var host = builder.Build();

        // Only the clock and the log run here: projections and reactors belong to the processes that serve.
        var clock = host.Services.GetRequiredService<PostgresStoreClock>();
        var log = host.Services.GetRequiredService<PostgresEventLog>();
        await clock.StartAsync(CancellationToken.None);
        await log.StartAsync(CancellationToken.None);
        try
        {
            await using var scope = host.Services.CreateAsyncScope();
            var context = new CommandContext(Actor.System, AccountId: null, Correlation: "users add");
            var result = await scope
                .ServiceProvider.GetRequiredService<Messages>()
                .Send(new AddStaff(context, body), CancellationToken.None);
            return await Say(result, body);
        }
        finally
        {
            await log.StopAsync(CancellationToken.None);
            await clock.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<int> Say(CommandResult result, AddStaff.RequestBody body)
    {
        if (result is not CommandResult.Refused { Refusal: var why })
        {
            Console.WriteLine($"{body.Email} may sign in as {body.Role}.");
            return 0;
        }

        await Console.Error.WriteLineAsync($"{why.Code}: {why.English}");
        foreach (var error in why.Details.GetValueOrDefault("errors") as IEnumerable<ShapeError> ?? [])
        {
            await Console.Error.WriteLineAsync($"  {error.Pointer}: {error.English}");
        }

        return 1;
    }

    private static AddStaff.RequestBody? Read(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !given.TryAdd(args[i], args[i + 1]))
            {
                return null;
            }
        }

        string[] known = ["--role", "--email", "--name", "--password"];
        StaffRole? role = given.GetValueOrDefault("--role") switch
        {
            "operator" => StaffRole.Operator,
            "auditor" => StaffRole.Auditor,
            _ => null,
        };
        return role is null || !given.TryGetValue("--email", out var email) || given.Keys.Except(known).Any()
            ? null
            : new AddStaff.RequestBody(
                role.Value,
                email,
                given.GetValueOrDefault("--name") ?? email,
                given.GetValueOrDefault("--password")
                    ?? Environment.GetEnvironmentVariable("STORE_USER_PASSWORD")
                    ?? Prompt.Password()
            );
    }
}
