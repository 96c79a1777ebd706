using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FluentAssertions;
using FluentValidation;
using Store.Application;
using Store.Application.Reactors;
using Xunit;

namespace Store.Architecture.Tests;

/// <summary>
/// One use case, one file: the request with its validator and its handler inside. And names that are kept.
/// </summary>
public sealed class UseCases
{
    private static readonly Type[] Application = typeof(StoreModel).Assembly.GetTypes();

    private static readonly Type[] Requests =
    [
        .. Application
            .Where(t =>
                t is { IsAbstract: false } && (t.IsAssignableTo(typeof(ICommand)) || t.IsAssignableTo(typeof(IQuery)))
            )
            .OrderBy(t => t.FullName, StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_request_has_one_handler_inside_it() =>
        Requests
            .Select(r => (Request: r, Handlers: HandlersOf(r)))
            .Where(r => r.Handlers is not [var only] || only.DeclaringType != r.Request)
            .Select(r => $"{r.Request.FullName}: {string.Join(", ", r.Handlers.Select(h => h.FullName))}")
            .Should()
            .BeEmpty("whoever opens a use case sees all of it: nest one sealed class Handler in the request");

    [Fact]
    public void A_validator_of_a_request_is_inside_it() =>
        Application
            .SelectMany(t => t.GetInterfaces(), (t, i) => (Type: t, Contract: i))
            .Where(v => v.Contract.IsGenericType && v.Contract.GetGenericTypeDefinition() == typeof(IValidator<>))
            .Select(v => (v.Type, Request: v.Contract.GetGenericArguments()[0]))
            .Where(v => Requests.Contains(v.Request) && v.Type.DeclaringType != v.Request)
            .Select(v => v.Type.FullName)
            .Should()
            .BeEmpty("whoever opens a use case sees what is malformed: nest the Validator in the request");

    [Fact]
    public void A_request_is_sealed() =>
        Requests.Where(r => !r.IsSealed).Select(r => r.FullName).Should().BeEmpty("requests are sealed records");

    [Fact]
    public void Names_under_which_something_is_kept_are_unique_and_plain()
    {
        Kept("aggregates", StoreModel.Aggregates.Select(a => a.Category), "^[a-z]+(-[a-z]+)*$");
        Kept("read models", StoreModel.Projections.Select(p => p.Name), "^[a-z]+(_[a-z]+)*$");
        Kept(
            "reactors",
            StoreModel.Reactors.Select(r => ((IReactor)RuntimeHelpers.GetUninitializedObject(r)).Name),
            "^[a-z]+(_[a-z]+)*$"
        );
    }

    [Fact]
    public void Schema_files_are_numbered_once_each()
    {
        var files = Repository.Files("src/Infrastructure/Postgres/Schema").Select(p => Path.GetFileName(p)).ToList();
        files.Should().OnlyContain(f => Regex.IsMatch(f, @"^\d{4}_[a-z_]+\.sql$"), "they are applied in name order");
        files.Select(f => f[..4]).Should().OnlyHaveUniqueItems("two files of one number have no order");
    }

    private static void Kept(string what, IEnumerable<string?> names, string pattern)
    {
        var all = names.ToList();
        all.Should().OnlyHaveUniqueItems($"{what} are kept under their names");
        all.Should()
            .OnlyContain(n => n != null && Regex.IsMatch(n, pattern), $"names of {what} are constants: {pattern}");
    }

    private static List<Type> HandlersOf(Type request) => [.. Application.Where(t => RequestsOf(t).Contains(request))];

    private static IEnumerable<Type> RequestsOf(Type handler) =>
        handler.IsAbstract
            ? []
            : handler
                .GetInterfaces()
                .Where(i => i.IsGenericType)
                .Where(i =>
                    i.GetGenericTypeDefinition() == typeof(ICommandHandler<>)
                    || i.GetGenericTypeDefinition() == typeof(IQueryHandler<>)
                )
                .Select(i => i.GetGenericArguments()[0]);
}
