-- Read documents: disposable, rebuilt from the log. A projection's rows are told apart by generation, so that a new
-- one is filled beside the one that is being read.

create table store.projections (
  name       text   not null,
  generation int    not null,
  version    int    not null,
  state      text   not null check (state in ('live', 'filling', 'retired')),
  position   bigint not null default -1,
  stopped_at bigint,
  stopped    text,
  primary key (name, generation)
);
create unique index one_live_generation on store.projections (name, version) where state = 'live';

create table store.documents (
  projection text   not null,
  generation int    not null,
  key        text   not null,
  owner      text,
  sort       bigint not null,
  version    bigint not null,
  body       bytea  not null,
  summary    bytea,
  facets     jsonb,
  search     text,
  primary key (projection, generation, key)
) with (fillfactor = 80, toast_tuple_target = 8160);
alter table store.documents alter column body set storage external, alter column summary set storage external;

create index documents_by_owner on store.documents (projection, generation, owner, sort desc, key desc)
  where owner is not null;
create index documents_by_sort on store.documents (projection, generation, sort desc, key desc);

grant select, insert, update, delete on store.projections, store.documents to store_application;

-- Moves several projections at once, each from where its page began; a projection that someone else has moved,
-- swapped or rebuilt makes the whole transaction fail.
create function store.advance_projections(
  names text[], generations int[], from_positions bigint[], to_positions bigint[],
  stopped_positions bigint[], reasons text[]
) returns void language plpgsql as $$
declare
  moved int;
begin
  -- Documents and positions fall back together after a crash and are folded again from the log, which alone must be
  -- on disk before anyone is answered.
  perform set_config('synchronous_commit', 'off', true);
  update store.projections p
     set position = k.to_position, stopped_at = k.stopped_position, stopped = k.reason
    from unnest(names, generations, from_positions, to_positions, stopped_positions, reasons)
           k(name, generation, from_position, to_position, stopped_position, reason)
   where p.name = k.name and p.generation = k.generation and p.position = k.from_position and p.state <> 'retired';
  get diagnostics moved = row_count;
  if moved <> cardinality(names) then
    raise exception 'A projection was moved by someone else.' using errcode = 'ST409';
  end if;
end $$;
