-- The log. Rows of store.facts are inserted once and never change: the application role may only INSERT and SELECT,
-- and the trigger refuses everyone else.

create table store.log_head (
  only_row        boolean     primary key default true check (only_row),
  log_id          uuid        not null default gen_random_uuid(),
  size            bigint      not null default 0 check (size >= 0),
  frontier        bytea       not null,
  root            bytea       not null,
  last_recorded_at timestamptz not null default '-infinity'
);

create table store.facts (
  position    bigint      primary key check (position >= 0),
  version     bigint      not null check (version >= 1),
  recorded_at timestamptz not null,
  category    text        not null,
  stream_id   text        not null,
  type        text        not null,
  leaf        bytea       not null check (octet_length(leaf) = 32),
  envelope    bytea       not null check (octet_length(envelope) <= 61440)
) with (toast_tuple_target = 8160);

-- An envelope of a kilobyte or two stays in its row, uncompressed: it is written once and read often.
alter table store.facts alter column envelope set storage external;

create unique index facts_by_stream on store.facts (category, stream_id, version);

create function store.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The log is append-only: % on %.% is refused.', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create trigger facts_append_only before update or delete or truncate on store.facts
  for each statement execute function store.refuse_change();
create trigger log_head_stays before delete or truncate on store.log_head
  for each statement execute function store.refuse_change();

-- Answers given under an idempotency key, in the transaction of the facts they acknowledge. Kept 7 days.
create table store.idempotency (
  scope       text        not null,
  key         text        not null,
  fingerprint bytea       not null,
  subject     text,
  status      int         not null,
  location    text,
  etag        text,
  body        bytea,
  position    bigint      not null,
  created_at  timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_by_age on store.idempotency (created_at);
create index idempotency_by_subject on store.idempotency (subject) where subject is not null;

create table store.numbers (
  series text   not null,
  period text   not null,
  last   bigint not null,
  primary key (series, period)
);

-- Folded states that bound a cold load. Disposable: a snapshot of another schema is ignored.
create table store.snapshots (
  category  text   not null,
  stream_id text   not null,
  schema    int    not null,
  version   bigint not null,
  leaf      bytea  not null,
  state     bytea  not null,
  primary key (category, stream_id)
);

-- Appends one batch. The advisory lock orders processes; the comparison with the head refuses a writer that decided
-- on an older one, for instance because it was paused.
create function store.append(
  expected_size bigint, new_frontier bytea, new_root bytea,
  positions bigint[], versions bigint[], recorded timestamptz[], categories text[], streams text[], types text[],
  leaves bytea[], envelopes bytea[]
) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(5411);
  update store.log_head
     set size = expected_size + cardinality(positions), frontier = new_frontier, root = new_root,
         last_recorded_at = greatest(last_recorded_at, recorded[cardinality(recorded)])
   where size = expected_size;
  if not found then
    raise exception 'The head has moved.' using errcode = 'ST409';
  end if;
  insert into store.facts (position, version, recorded_at, category, stream_id, type, leaf, envelope)
    select * from unnest(positions, versions, recorded, categories, streams, types, leaves, envelopes);
end $$;

grant select, insert on store.facts to store_application;
grant select, update on store.log_head to store_application;
grant select, insert, update, delete on store.idempotency, store.numbers, store.snapshots to store_application;

-- The empty tree: size 0 as eight bytes and no hashes; its root is the SHA-256 of nothing (RFC 6962).
insert into store.log_head (frontier, root)
  values ('\x0000000000000000', '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
