using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using FluentAssertions;
using FluentAssertions.Execution;
using Store.Application;
using Store.Application.Contracts;
using Store.Application.EventSourcing;
using Store.Application.Inquiries;
using Store.Application.Json;
using Store.Application.Orders;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Domain;
using Store.Domain.Contracts;
using Store.Domain.Inquiries;
using Store.Domain.Orders;
using Xunit;

namespace Store.Architecture.Tests;

/// <summary>
/// Every fact in every fold: its aggregate evolves it, every other one refuses it loudly, and each read model and
/// reactor either handles it or is excused in <see cref="Exemptions"/>. A new fact cannot be forgotten.
/// </summary>
public sealed class Folds
{
    public static TheoryData<string> Families => [.. FactKinds.Families.Select(f => f.FullName!)];

    [Theory]
    [MemberData(nameof(Families))]
    public void An_aggregate_evolves_every_fact_of_its_own(string family)
    {
        var aggregate = StreamSamples.AggregateOf(Find(family));
        foreach (var fact in FactsOf(Find(family)))
        {
            foreach (var variant in StreamSamples.VariantsOf(fact))
            {
                var evolve = () => aggregate.Evolve(StreamSamples.StateBefore(aggregate, fact), variant);
                evolve
                    .Should()
                    .NotThrow(
                        $"{aggregate.StateType.Name}.Evolve needs an arm for {variant}; where the fact cannot be the "
                            + $"first of a stream, name those before it in {nameof(StreamSamples)}, and where a field has only "
                            + $"some values, put one of them into {Golden.PathOf(fact)}"
                    );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_aggregate_refuses_every_fact_of_another(string family)
    {
        var own = StreamSamples.AggregateOf(Find(family));
        foreach (var aggregate in StoreModel.Aggregates.Where(a => a != own))
        {
            foreach (var fact in FactsOf(Find(family)))
            {
                var evolve = () => aggregate.Evolve(aggregate.Initial, Golden.SampleOf(fact));
                evolve
                    .Should()
                    .Throw<UnreachableException>(
                        $"{FactKinds.Label(fact)} in a stream of '{aggregate.Category}' means that the log is corrupt: "
                            + $"the default arm of {aggregate.StateType.Name}.Evolve throws, it never returns the state"
                    );
            }
        }
    }

    [Fact]
    public void Every_aggregate_has_a_family_of_facts() =>
        StoreModel
            .Aggregates.Except(FactKinds.Families.Select(StreamSamples.AggregateOf))
            .Select(a => a.Category)
            .Should()
            .BeEmpty("an aggregate without facts of its own folds nothing");

    [Theory]
    [MemberData(nameof(Families))]
    public void A_state_comes_back_from_a_snapshot_as_it_was_and_holds_nothing_personal(string family)
    {
        var aggregate = StreamSamples.AggregateOf(Find(family));
        foreach (var fact in FactsOf(Find(family)))
        {
            var state = aggregate.Evolve(StreamSamples.StateBefore(aggregate, fact), Golden.SampleOf(fact));
            var json = System.Text.Json.JsonSerializer.Serialize(state, aggregate.StateType, StoreJson.Options);
            var back = System.Text.Json.JsonSerializer.Deserialize(json, aggregate.StateType, StoreJson.Options);

            System
                .Text.Json.JsonSerializer.Serialize(back, aggregate.StateType, StoreJson.Options)
                .Should()
                .Be(json, $"{aggregate.StateType.Name} is kept as a snapshot after {FactKinds.Label(fact)}");
            foreach (var text in PersonalTextsOf(Golden.SampleOf(fact)))
            {
                json.Should().NotContain(text, "a snapshot outlives the key that personal text is sealed with");
            }
        }
    }

    [Fact]
    public void Every_family_of_facts_has_been_considered_for_every_fold() =>
        FactKinds
            .Families.Should()
            .BeEquivalentTo(
                Exemptions.Considered,
                "a new family of facts concerns readers. Decide for each of these whether it shows or answers it, then "
                    + $"add the family to {nameof(Exemptions)}.{nameof(Exemptions.Considered)}: "
                    + string.Join(", ", StoreModel.Projections.Select(p => p.Name))
                    + "; "
                    + string.Join(", ", StoreModel.Reactors.Select(r => r.Name))
            );

    [Fact]
    public void A_read_model_handles_every_fact_or_is_excused() => InScope(StoreModel.Projections, HandlesOrIsExcused);

    [Fact]
    public void A_read_model_folds_what_it_handles_and_stores_it_stably() =>
        InScope(StoreModel.Projections, FoldsWhatItHandles);

    [Fact]
    public void A_reactor_is_woken_by_exactly_the_facts_it_names() =>
        InScope(StoreModel.Reactors, IsWokenByWhatItNames);

    [Fact]
    public void An_orders_timeline_tells_each_fact_in_words_of_its_own() =>
        TellsEachInItsOwnWords(
            typeof(OrderFact),
            fact =>
            {
                var text = OrderTimeline.Of("O", [Record(fact, 0)], forOperators: true).Items.Single().Text;
                return [text.Ja, text.En];
            }
        );

    [Fact]
    public void A_contracts_timeline_tells_each_fact_in_words_of_its_own() =>
        TellsEachInItsOwnWords(
            typeof(ContractFact),
            fact => [GetContractTimeline.TextOf(fact).Ja, GetContractTimeline.TextOf(fact).En]
        );

    [Fact]
    public void An_inquirys_timeline_tells_each_fact_in_words_of_its_own() =>
        TellsEachInItsOwnWords(
            typeof(InquiryFact),
            fact => [GetInquiryTimeline.TextOf(fact).Ja, GetInquiryTimeline.TextOf(fact).En]
        );

    private static void TellsEachInItsOwnWords(Type family, Func<Fact, string[]> textsOf)
    {
        var told = new Dictionary<string, string>();
        foreach (var fact in FactsOf(family))
        {
            foreach (var text in StreamSamples.VariantsOf(fact).SelectMany(textsOf))
            {
                text.Should().NotBeNullOrWhiteSpace();
                told.TryAdd(text, fact.Name);
                told[text].Should().Be(fact.Name, $"«{text}» tells one fact only, or people read a wrong history");
            }
        }
    }

    private static void HandlesOrIsExcused(IProjection projection)
    {
        var name = projection.Name;
        var handled = FactKinds.All.Where(f => StreamSamples.VariantsOf(f).Any(v => KeysOf(projection, v) is not null));
        Exemptions
            .ReadModels.TryGetValue(name, out var shows)
            .Should()
            .BeTrue(
                $"somebody has to say in {nameof(Exemptions)}.{nameof(Exemptions.ReadModels)} which families of facts "
                    + $"'{name}' shows. Today it handles: {string.Join(", ", handled.Select(f => f.Name))}"
            );
        if (shows is null)
        {
            return;
        }

        handled
            .Select(f => f.Name)
            .Should()
            .BeEquivalentTo(
                FactKinds
                    .All.Where(f => shows.Families.Contains(FactKinds.FamilyOf(f)))
                    .Select(f => f.Name)
                    .Except(shows.Excused.Keys.Select(f => f.Name)),
                $"read model '{name}' has to show every fact of its families or be excused from it, with the reason, "
                    + $"in {nameof(Exemptions)}.{nameof(Exemptions.ReadModels)}"
            );
        shows.Excused.Values.Should().NotContain(why => string.IsNullOrWhiteSpace(why), "an excuse has a reason");
    }

    private static void FoldsWhatItHandles(IProjection projection)
    {
        var name = projection.Name;
        var documents = new Dictionary<string, object?>();
        var position = 0L;
        foreach (var fact in FactKinds.All)
        {
            foreach (var variant in StreamSamples.BeforeOf(fact).Concat(StreamSamples.VariantsOf(fact).Reverse()))
            {
                var recorded = Record(variant, position++);
                if (projection.KeyOf(recorded) is not { } key)
                {
                    continue;
                }

                foreach (var text in PersonalTextsOf(variant))
                {
                    key.Should().NotContain(text, "keys outlive erasure");
                }

                var before = documents.GetValueOrDefault(key);
                var apply = () => projection.Apply(before, recorded);
                var after = apply
                    .Should()
                    .NotThrow($"'{name}' takes {FactKinds.Label(fact)} by its KeyOf, so its Apply must fold {variant}")
                    .Subject;
                documents[key] = after is null ? null : projection.Load(Stored(projection, key, after));
            }
        }

        documents.Values.Should().Contain(d => d != null, "a read model that never has a document shows nothing");
    }

    private static void IsWokenByWhatItNames(Type type)
    {
        var name = type.FullName;
        // Concerns is pure: it looks at the fact alone, so it needs nothing that a container would give.
        var reactor = (IReactor)RuntimeHelpers.GetUninitializedObject(type);
        var concerned = FactKinds
            .All.Where(f => StreamSamples.VariantsOf(f).Any(v => reactor.Concerns(Record(v, 0))))
            .Select(f => f.Name)
            .ToList();

        Exemptions
            .Reactors.TryGetValue(type, out var named)
            .Should()
            .BeTrue(
                $"somebody has to name in {nameof(Exemptions)}.{nameof(Exemptions.Reactors)} the facts that wake {name}: "
                    + string.Join(", ", concerned)
            );
        concerned.Should().BeEquivalentTo((named ?? []).Select(f => f.Name), $"these are the facts that wake {name}");
    }

    [Fact]
    public void Nothing_is_excused_that_is_not_there()
    {
        Exemptions.ReadModels.Keys.Should().BeSubsetOf(StoreModel.Projections.Select(p => p.Name));
        Exemptions.Reactors.Keys.Should().BeSubsetOf(StoreModel.Reactors);
    }

    /// <summary>Each by itself, so that one message names all that fail.</summary>
    private static void InScope<T>(IEnumerable<T> all, Action<T> test)
    {
        var failures = new List<string>();
        foreach (var one in all)
        {
            using var scope = new AssertionScope();
            test(one);
            failures.AddRange(scope.Discard());
        }

        failures.Should().BeEmpty();
    }

    private static Type Find(string family) => FactKinds.Families.Single(f => f.FullName == family);

    private static IEnumerable<Type> FactsOf(Type family) => FactKinds.All.Where(f => FactKinds.FamilyOf(f) == family);

    private static string? KeysOf(IProjection projection, Fact fact) => projection.KeyOf(Record(fact, 0));

    private static RecordedFact Record(Fact fact, long position)
    {
        var category = StreamSamples.AggregateOf(FactKinds.FamilyOf(fact.GetType())).Category;
        return Golden.InEnvelope(
            fact,
            new StreamId(category, SampleBuilder.StreamOf(category)),
            position,
            position + 1
        );
    }

    /// <summary>A document that is loaded and stored again gives the same bytes, or a rebuild would differ.</summary>
    private static ReadDocument Stored(IProjection projection, string key, object document)
    {
        var first = projection.Store(key, document);
        var second = projection.Store(key, projection.Load(first));
        Encoding
            .UTF8.GetString(second.Body.Span)
            .Should()
            .Be(Encoding.UTF8.GetString(first.Body.Span), $"'{projection.Name}' stores what it loaded unchanged");
        return first;
    }

    private static IEnumerable<string> PersonalTextsOf(object part) =>
        FactKinds
            .FieldsOf(part.GetType())
            .Select(f => f.GetValue(part))
            .SelectMany(value =>
                value is PersonalText { Value: { } text } ? [text]
                : value is not null && FactKinds.IsPart(value.GetType()) ? PersonalTextsOf(value)
                : []
            );
}
