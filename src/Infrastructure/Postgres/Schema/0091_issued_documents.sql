-- Where issued documents are found: a narrow copy of what store.documents says of each, since a million rows that hold
-- their bodies are too wide to walk through for an amount or a part of a name. It is fed in the same transaction and
-- disposable with its generation.

create table store.issued_documents (
  generation   int    not null,
  key          text   not null,
  sort         bigint not null,
  kind         text   not null,
  total_yen    bigint not null,
  counterparty text   not null,
  primary key (generation, key)
);
create index issued_documents_by_day on store.issued_documents (generation, sort desc, key desc);
create index issued_documents_by_amount on store.issued_documents (generation, total_yen);
create index issued_documents_by_counterparty
  on store.issued_documents (generation, counterparty, sort desc, key desc);

-- Counterparties are few beside their documents: a part of a name is looked for here first.
create table store.issued_to (
  generation   int  not null,
  counterparty text not null,
  primary key (generation, counterparty)
);

-- Full and half width, and letter case, are no difference between names.
create function store.folded_name(name text) returns text language sql immutable strict as
  $$ select lower(normalize(name, nfkc)) $$;

-- The pattern of LIKE for names that hold a part, whatever stands in it.
create function store.folded_part(part text) returns text language sql immutable strict as
  $$ select '%' || replace(replace(replace(store.folded_name(part), '\', '\\'), '%', '\%'), '_', '\_') || '%' $$;

create function store.place_issued_document() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from store.issued_documents where generation = old.generation and key = old.key;
    return null;
  end if;
  if new.facets is null then
    return null;
  end if;
  insert into store.issued_documents (generation, key, sort, kind, total_yen, counterparty)
  values (new.generation, new.key, new.sort, new.facets->>'kind', (new.facets->>'totalYen')::bigint,
          store.folded_name(new.facets->>'counterparty'))
  on conflict (generation, key) do update
     set sort = excluded.sort, kind = excluded.kind, total_yen = excluded.total_yen,
         counterparty = excluded.counterparty
   where (issued_documents.sort, issued_documents.total_yen, issued_documents.counterparty)
         is distinct from (excluded.sort, excluded.total_yen, excluded.counterparty);
  insert into store.issued_to (generation, counterparty)
  values (new.generation, store.folded_name(new.facets->>'counterparty')) on conflict do nothing;
  return null;
end $$;

create trigger issued_documents_are_placed after insert or update on store.documents
  for each row when (new.projection = 'issued_documents') execute function store.place_issued_document();
create trigger issued_documents_are_taken_away after delete on store.documents
  for each row when (old.projection = 'issued_documents') execute function store.place_issued_document();

grant select, insert, update, delete on store.issued_documents, store.issued_to to store_application;
