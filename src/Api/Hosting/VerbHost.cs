namespace Store.Api.Hosting;

/// <summary>Where the verbs of the command line find settings and services.</summary>
internal static class VerbHost
{
    /// <summary>
    /// A verb starts only the services it needs; those it leaves alone, such as mail, need not be set up for it, so
    /// they are not checked either.
    /// </summary>
    public static HostApplicationBuilder Builder()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions()));
        return builder;
    }
}
