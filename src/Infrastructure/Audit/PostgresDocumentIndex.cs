using System.Globalization;
using Npgsql;
using Store.Application.Audit;
using Store.Application.ReadModels;
using Store.Infrastructure.ReadModels;

namespace Store.Infrastructure.Audit;

/// <summary>
/// Searches the narrow copy of issued documents and fetches the page's bodies by key. A part of a name is looked for
/// among the names first; where many have it, their documents are anyhow close together in the order of days.
/// </summary>
internal sealed class PostgresDocumentIndex(NpgsqlDataSource database, PostgresReadDocuments reads) : IDocumentIndex
{
    private const int FewNames = 200;

    /// <summary>Each search has its own best plan, and for some of them that is to walk through the table.</summary>
    private static readonly string[] PlannedAnew =
    [
        "set local plan_cache_mode = force_custom_plan",
        "set local enable_seqscan = on",
    ];

    public async Task<Read<IReadOnlyList<ReadDocument>>> Find(
        FoundDocuments wanted,
        int limit,
        DocumentCursor? after,
        CancellationToken ct
    )
    {
        var parts = new List<string>();
        var values = new List<NpgsqlParameter>();
        Where("i.sort >= {0}", wanted.IssuedFrom is { } from ? FoundDocuments.SortOf(from) : null);
        Where("i.sort < {0}", wanted.IssuedTo is { } to ? FoundDocuments.SortOf(to.PlusDays(1)) : null);
        Where("i.total_yen >= {0}", wanted.AmountMin);
        Where("i.total_yen <= {0}", wanted.AmountMax);
        Where("i.kind = {0}", wanted.Kind is { } kind ? Store.Application.Json.StoreJson.NameOf(kind) : null);
        if (wanted.Counterparty == "")
        {
            parts.Add("i.counterparty = ''");
        }
        else if (wanted.Counterparty is { } part)
        {
            if (await Names(part, ct) is { } names)
            {
                Add("i.counterparty = any({0})", new NpgsqlParameter<string[]> { TypedValue = names });
            }
            else
            {
                Where("i.counterparty like store.folded_part({0})", part.ToLowerInvariant());
            }
        }

        if (after is not null)
        {
            values.Add(new NpgsqlParameter<long> { TypedValue = after.Sort });
            values.Add(new NpgsqlParameter<string> { TypedValue = after.Key });
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"(i.sort, i.key) < (${values.Count + 1}, ${values.Count + 2})"
                )
            );
        }

        values.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var sql = $"""
            select p.position, p.stopped is not null, h.size - 1,
                   d.key, d.owner, d.sort, d.version, d.body, d.summary
              from store.log_head h cross join store.projections p
              left join lateral (
                select i.generation, i.key, i.sort from store.issued_documents i
                 where i.generation = p.generation {string.Concat(parts.Select(p => $" and {p}"))}
                 order by i.sort desc, i.key desc limit ${values.Count + 2}) i on true
              left join store.documents d
                     on d.projection = p.name and d.generation = i.generation and d.key = i.key
             where p.name = $1 and p.version = $2 and p.state = 'live'
             order by i.sort desc, i.key desc
            """;
        return await reads.Fresh(
            IssuedDocument.ProjectionName,
            sql,
            parameters => values.ForEach(v => parameters.Add(v.Clone())),
            ct,
            PlannedAnew
        );

        void Where(string condition, object? value)
        {
            if (value is not null)
            {
                Add(condition, new NpgsqlParameter { Value = value });
            }
        }

        void Add(string condition, NpgsqlParameter value)
        {
            values.Add(value);
            parts.Add(string.Format(CultureInfo.InvariantCulture, condition, $"${values.Count + 2}"));
        }
    }

    /// <summary>The names that hold this part, in whichever generation; null where they are more than a few.</summary>
    private async Task<string[]?> Names(string part, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select distinct counterparty from store.issued_to where counterparty like store.folded_part($1) limit $2"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = part.ToLowerInvariant() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = FewNames + 1 });
        var names = new List<string>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            names.Add(row.GetString(0));
        }

        return names.Count <= FewNames ? [.. names] : null;
    }
}
