using Microsoft.AspNetCore.Connections;
using Store.Api.Hosting;
using Store.Infrastructure.Audit;
using Store.Infrastructure.Postgres.Embedded;

try
{
    // One program, several verbs; without one it serves.
    return args switch
    {
        ["openapi"] => await OpenApiVerb.Print(),
        ["projections", "rebuild", .. var names] => await ProjectionsVerb.Rebuild(names),
        ["keys", "rotate"] => await KeysVerb.Rotate(),
        ["users", "add", .. var options] => await UsersVerb.Add(options),
        _ => await StoreServer.Serve(args),
    };
}
catch (HistoryContradictedException contradicted)
{
    await Console.Error.WriteLineAsync($"The store does not start on this history. {contradicted.Message}");
    return 1;
}
catch (EmbeddedPostgresException unable)
{
    // What is wrong with the machine is told in a sentence, not in a stack of ours.
    await Console.Error.WriteLineAsync(unable.Message);
    return 1;
}
catch (IOException taken) when (taken.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{taken.Message} Stop what listens there, or give --urls another address.");
    return 1;
}
