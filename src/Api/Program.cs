using Store.Api.Hosting;

// One program, several verbs; without one it serves.
return args switch
{
    ["openapi"] => await OpenApiVerb.Print(),
    ["projections", "rebuild", .. var names] => await ProjectionsVerb.Rebuild(names),
    _ => await StoreServer.Serve(args),
};
