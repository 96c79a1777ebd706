using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Store.Application;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Catalogue;

namespace Store.Infrastructure.Development;

/// <summary>
/// The catalogue that Development starts with, listed by the same command as an operator's before the first request is
/// taken. What is listed already stays as it is. Never registered outside Development.
/// </summary>
public sealed class SeedCatalogue(IServiceScopeFactory scopes, ILogger<SeedCatalogue> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Sent together, so that they are one batch, one commit.
        var added = await Task.WhenAll(Products().Select(p => Add(p, cancellationToken)));
        log.LogInformation("Seeded {Count} products.", added.Count(a => a));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> Add(SeedProduct product, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var messages = scope.ServiceProvider.GetRequiredService<Messages>();
        var context = new CommandContext(Actor.System, AccountId: null, Correlation: "seed");
        switch (await messages.Send(new AddProduct(context, product.ToBody()), ct))
        {
            case CommandResult.Refused { Refusal: var known } when known == ProductRefusals.AlreadyListed:
                return false;
            case CommandResult.Refused { Refusal: var refused }:
                throw new InvalidOperationException($"The seed's product {product.Id} was refused: {refused.Code}.");
        }

        foreach (var plan in product.Plans.Where(p => !p.OnSale))
        {
            await messages.Send(
                new WithdrawPlan(
                    context,
                    product.Id,
                    new PlanId(product.Id, plan.Id).ToString(),
                    new WithdrawPlan.RequestBody(SeedProduct.Reason)
                ),
                ct
            );
        }

        return true;
    }

    private static IReadOnlyList<SeedProduct> Products()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = assembly
            .GetManifestResourceNames()
            .Single(n => n.EndsWith("seed-catalogue.json", StringComparison.Ordinal));
        using var file = new MemoryStream();
        using var resource = assembly.GetManifestResourceStream(name)!;
        resource.CopyTo(file);
        return StoreJson.Read<IReadOnlyList<SeedProduct>>(file.ToArray());
    }

    /// <summary>Policies are the product's in the file and every plan's in the catalogue.</summary>
    private sealed record SeedProduct(
        string Id,
        string Name,
        string Maker,
        string Category,
        string Description,
        Delivery Delivery,
        CancellationPolicy CancellationPolicy,
        TerminationPolicy TerminationPolicy,
        ProrationPolicy ProrationPolicy,
        IReadOnlyList<SeedPlan> Plans
    )
    {
        public const string Reason = "開発環境の初期データ";

        public AddProduct.RequestBody ToBody() =>
            new(
                Name,
                Maker,
                [
                    .. Plans.Select(p => new PlanRequest(
                        p.Id,
                        p.Name,
                        p.UnitPriceYen,
                        p.TermMonths,
                        p.MinSeats,
                        p.MaxSeats,
                        p.TaxRatePercent,
                        p.SoleProprietorAllowed,
                        Delivery,
                        CancellationPolicy,
                        TerminationPolicy,
                        ProrationPolicy
                    )),
                ],
                Reason,
                Id,
                Category,
                Description
            );
    }

    private sealed record SeedPlan(
        string Id,
        string Name,
        long UnitPriceYen,
        int TermMonths,
        int MinSeats,
        int MaxSeats,
        int TaxRatePercent,
        bool SoleProprietorAllowed,
        bool OnSale
    );
}
