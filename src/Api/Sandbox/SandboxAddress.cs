using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Store.Application.Sandbox;

namespace Store.Api.Sandbox;

/// <summary>The store's own address, as the server knows it once it listens.</summary>
internal sealed class SandboxAddress(IServer server) : ISandboxAddress
{
    private Uri? _own;

    public Uri Of(string provider) => new(_own ??= Own(), $"/sandbox/{provider}");

    private Uri Own()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address =
            addresses.OrderBy(a => a.StartsWith("https:", StringComparison.OrdinalIgnoreCase)).FirstOrDefault()
            ?? throw new InvalidOperationException("The store does not listen yet.");
        // An address that means every interface is none that can be called.
        var own = new Uri(
            address
                .Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//+", "//127.0.0.1", StringComparison.Ordinal)
        );
        // Before it listens, a port that the system shall choose is still to be chosen.
        return own.Port > 0 ? own : throw new InvalidOperationException("The store does not listen yet.");
    }
}
