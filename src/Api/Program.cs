using Store.Api.Hosting;

// One program, several verbs; without one it serves.
return args switch
{
    ["openapi"] => await OpenApiVerb.Print(),
    ["projections", "rebuild", .. var names] => await ProjectionsVerb.Rebuild(names),
    ["users", "add", .. var options] => await UsersVerb.Add(options),
    _ => await StoreServer.Serve(args),
};
