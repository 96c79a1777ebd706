using FluentAssertions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Store.Api.Sandbox;
using Xunit;

namespace Store.Api.Tests.Sandbox;

public sealed class SandboxAddressTests
{
    [Fact]
    public void An_address_whose_port_is_still_to_be_chosen_is_none_and_is_not_kept()
    {
        using var server = new StartingServer();
        var address = new SandboxAddress(server);
        var asked = () => address.Of("sbps");
        asked.Should().Throw<InvalidOperationException>();

        server.Listens("http://127.0.0.1:0");
        asked.Should().Throw<InvalidOperationException>();

        server.Listens("http://[::]:34301");
        asked().Should().Be(new Uri("http://127.0.0.1:34301/sandbox/sbps"));
    }

    /// <summary>A server of which only the addresses are of interest, as Kestrel shows them while it starts.</summary>
    private sealed class StartingServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public void Listens(string address)
        {
            var addresses = new ServerAddressesFeature();
            addresses.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(addresses);
        }

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }
}
