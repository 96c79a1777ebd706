using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using Store.Application;
using Xunit;

namespace Store.Architecture.Tests;

/// <summary>
/// Who may know whom, as exact lists: a reference that appears or disappears is a decision, taken here and reviewed.
/// </summary>
public sealed class Layers
{
    /// <summary>
    /// Everything an assembly refers to. <c>.NET</c> stands for the runtime's own assemblies, <c>ASP.NET</c> for the
    /// web framework's; Domain names the runtime's one by one, since it must not reach a network, a file or a thread.
    /// </summary>
    private static readonly Dictionary<string, string[]> References = new()
    {
        ["Store.Domain"] =
        [
            "NodaTime",
            "System.Collections",
            "System.Linq",
            "System.Memory",
            "System.Runtime",
            "System.Runtime.InteropServices",
            "System.Security.Cryptography",
        ],
        ["Store.Application"] =
        [
            ".NET",
            "FluentValidation",
            "MediatR",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions",
            "NodaTime",
            "Store.Domain",
        ],
        ["Store.Infrastructure"] =
        [
            ".NET",
            "ASP.NET",
            "Microsoft.IdentityModel.JsonWebTokens",
            "Microsoft.IdentityModel.Tokens",
            "NodaTime",
            "Npgsql",
            "Store.Application",
            "Store.Domain",
        ],
        ["Store.Api"] =
        [
            ".NET",
            "ASP.NET",
            "Microsoft.OpenApi",
            "NodaTime",
            "Npgsql",
            "OpenTelemetry",
            "OpenTelemetry.Api",
            "OpenTelemetry.Exporter.OpenTelemetryProtocol",
            "Store.Application",
            "Store.Domain",
            "Store.Infrastructure",
            "Swashbuckle.AspNetCore.Swagger",
            "Swashbuckle.AspNetCore.SwaggerGen",
            "Swashbuckle.AspNetCore.SwaggerUI",
        ],
    };

    /// <summary>Where the API may name Infrastructure: it puts the program together, and nowhere else.</summary>
    private static readonly string[] Composition = ["src/Api/Program.cs", "src/Api/Hosting/"];

    /// <summary>Rooms of Application that every feature stands on, though some have a use case of their own.</summary>
    private static readonly string[] Kernel = ["EventSourcing", "ReadModels", "Reactors", "Time"];

    private const string ReplayedByItsReadModel =
        "A replay is folded by the read model of production, and by no other.";

    /// <summary>One feature's use cases and read models that another feature uses, and why it has to.</summary>
    private static readonly Dictionary<(string Feature, string Uses), string> AllowedUses = new()
    {
        [("Accounts", "Credit")] =
            "An account's answer shows its credit line, which is a stream and document of its own.",
        [("Audit", "Accounts")] = ReplayedByItsReadModel,
        [("Audit", "Contracts")] = ReplayedByItsReadModel,
        [("Audit", "Orders")] = ReplayedByItsReadModel,
        [("Audit", "Quotes")] = ReplayedByItsReadModel,
        [("Billing", "Catalogue")] = "Tax is rounded as the seller has decided.",
        [("Billing", "Support")] = "A bill carries the desk that answers for it (SUP-1).",
        [("Carts", "Catalogue")] = "A cart has no facts of its own: it is priced from the catalogue at every read.",
        [("Contracts", "Catalogue")] = "The next term of a contract is sold under the seller's settings of that day.",
        [("Contracts", "Orders")] =
            "A contract that renews by itself places an order, with what follows from one, and writes to its buyer.",
        [("Inquiries", "Accounts")] = "An approved inquiry corrects basic registration data (BASIC-1).",
        [("Inquiries", "Catalogue")] = "An offer is sold under the seller's settings of that day.",
        [("Inquiries", "Orders")] = "An approved inquiry cancels an order, with what follows from that (ORD-2).",
        [("Inquiries", "Quotes")] = "An offer is a quote that is bound to a contract (ORD-4).",
        [("Inquiries", "Support")] = "An inquiry about a payment carries the desk that answers for it (SUP-1).",
        [("Orders", "Accounts")] = "Ordering needs an account that has agreed to the terms of today (BASIC-3).",
        [("Orders", "Carts")] = "An order can be placed from a cart, which is a plain table and not in the log.",
        [("Orders", "Catalogue")] = "An order from a cart agrees to the catalogue's prices of that moment (ORD-8).",
        [("Orders", "Support")] = "An order carries the desk that answers for its payment (SUP-1), a setting of today.",
        [("ProviderFacts", "Credit")] = "A month's unpaid orders are found beside a version of the credit line.",
        [("ProviderFacts", "Orders")] = "What Net Protections was paid is paid for orders, and moves their credit.",
        [("Quotes", "Catalogue")] = "A quote agrees to the catalogue's prices and conditions of that moment.",
        [("Quotes", "Carts")] = "A quote is issued from a cart, which is a plain table and not in the log.",
    };

    public static TheoryData<string> LayerNames => [.. References.Keys];

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void A_layer_refers_to_exactly_what_is_listed(string layer)
    {
        var assembly = Repository.Layers.Single(a => a.GetName().Name == layer);
        var actual = assembly.GetReferencedAssemblies().Select(r => GroupOf(layer, r)).Distinct();

        actual
            .Should()
            .BeEquivalentTo(
                References[layer],
                $"these are the references of {layer}. Take the new reference out, or, where it is meant, "
                    + $"change the list in {nameof(Layers)}.{nameof(References)} and say why in the commit"
            );
    }

    [Fact]
    public void Only_the_API_knows_addresses_and_statuses()
    {
        var paths =
            from file in Repository.Under("src/Domain").Concat(Repository.Under("src/Application"))
            from match in Regex.Matches(file.Text, "\"/(v1|sandbox)/")
            select $"{file.Path}:{file.LineOf(match.Index)}";
        paths.Should().BeEmpty("a result names what it is about, and the endpoint says where that stands");

        var statuses =
            from file in Repository.Under("src/Domain").Concat(Repository.Under("src/Application"))
            from match in Regex.Matches(file.Code, @"\bStatusCodes\b|\bHttpStatusCode\b|\bETag\b")
            select $"{file.Path}:{file.LineOf(match.Index)}";
        statuses.Should().BeEmpty("a result is created, shown, replayed or refused by a code");
    }

    [Fact]
    public void Only_the_messages_and_the_pipeline_name_the_mediator()
    {
        var offenders = Repository
            .Under("src")
            .Where(s => Regex.IsMatch(s.Code, @"\bMediatR\b|\bI(Mediator|Request|RequestHandler)\b"))
            .Select(s => s.Path)
            .Where(p => p != "src/Application/Messages.cs" && !p.StartsWith("src/Application/Pipeline/", Ordinal));

        offenders.Should().BeEmpty("use ICommand, IQuery and Messages instead: the mediator's version is a detail");
    }

    [Fact]
    public void The_api_names_infrastructure_only_where_the_program_is_put_together()
    {
        var offenders = Repository
            .Under("src/Api")
            .Where(s => Regex.IsMatch(s.Code, @"\bStore\.Infrastructure\b|\bNpgsql\b"))
            .Select(s => s.Path)
            .Where(path => !Composition.Any(c => path.StartsWith(c, Ordinal)));

        offenders
            .Should()
            .BeEmpty("an endpoint speaks to Application; give what it needs a port there, or compose it in Hosting/");
    }

    [Fact]
    public void A_feature_uses_no_other_features_use_cases()
    {
        var features = FeaturesOfApplication();
        features.Should().NotBeEmpty("a feature is a folder of Application with a use case or a read model in it");
        var uses =
            from feature in features
            from file in Repository.Under($"src/Application/{feature}")
            from other in features
            where other != feature && Names(file.Code, other)
            select (feature, other, file.Path);

        uses.Where(u => !AllowedUses.ContainsKey((u.feature, u.other)))
            .Select(u => $"{u.Path} uses Application.{u.other}")
            .Distinct()
            .Should()
            .BeEmpty(
                "features meet in Domain: fold the other feature's facts, or move what both need to Domain. "
                    + $"Where neither will do, add the pair with its reason to {nameof(Layers)}.{nameof(AllowedUses)}"
            );

        AllowedUses
            .Keys.Except(uses.Select(u => (u.feature, u.other)))
            .Should()
            .BeEmpty("nothing uses these pairs any more: take them out of the list");
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static readonly string Runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static readonly string Web = Path.GetDirectoryName(
        typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location
    )!;

    private static string GroupOf(string layer, AssemblyName reference)
    {
        var file = reference.Name + ".dll";
        return layer != "Store.Domain" && File.Exists(Path.Combine(Runtime, file)) ? ".NET"
            : layer is "Store.Infrastructure" or "Store.Api" && File.Exists(Path.Combine(Web, file)) ? "ASP.NET"
            : reference.Name!;
    }

    /// <summary>
    /// Folders of Application that hold commands or queries; the others are the kernel that all share.
    /// </summary>
    private static List<string> FeaturesOfApplication() =>
        [
            .. typeof(StoreModel)
                .Assembly.GetTypes()
                .Where(t => t.IsAssignableTo(typeof(ICommand)) || t.IsAssignableTo(typeof(IQuery)))
                .Where(t => t is { IsInterface: false, Namespace: "Store.Application" or not null })
                .Select(t => t.Namespace!.Split('.'))
                .Where(parts => parts.Length > 2)
                .Select(parts => parts[2])
                .Except(Kernel)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>By a using, a full name, or a name that starts at the feature's folder.</summary>
    private static bool Names(string code, string feature) =>
        Regex.IsMatch(
            code,
            $@"\bStore\.Application\.{feature}\b|(?<![\w.]){feature}\.[A-Z]|\bApplication\.{feature}\."
        );
}
