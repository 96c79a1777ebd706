using Store.Application.Sandbox;

namespace Store.Api.Sandbox;

/// <summary>What Development's providers need; nowhere else is anything of it there.</summary>
internal static class SandboxServices
{
    public static void AddSandbox(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddSingleton<Faults>();
            builder.Services.AddSingleton<ISandboxAddress, SandboxAddress>();
        }
    }
}
