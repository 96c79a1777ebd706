-- The log in the shape of Marten 9's tables (ADR-0017), for readers. The views are Marten's mt_events and mt_streams
-- with string identity; whatever a daemon of Marten's writes is a table of its own. Nothing here leads to the log.

create schema marten;

-- How far readers see. Its value follows the head, only ever up; the views show nothing beyond it, so that a daemon
-- never meets a fact that lies beyond the highest number it was told.
create sequence marten.mt_events_sequence;

-- A stream by its name, and a fact by a number that counts from 1.
create unique index first_facts on store.facts ((category || '/' || stream_id)) where version = 1;
create index facts_from_one on store.facts ((position + 1));

-- The stream's name is taken from its first fact, which the index finds by it. An envelope is parsed once a row, and
-- only where a column asks for it: that is what "offset 0" is for.
create view marten.mt_events as
select f.position + 1                                               as seq_id,
       fact.id                                                      as id,
       (first.category || '/' || first.stream_id)::varchar          as stream_id,
       f.version                                                    as version,
       fact.data                                                    as data,
       null::bytea                                                  as bdata,
       fact.type                                                    as type,
       f.recorded_at                                                as timestamp,
       '*DEFAULT*'::varchar                                         as tenant_id,
       null::varchar                                                as mt_dotnet_type,
       false                                                        as is_archived
  from store.facts f
  left join store.facts first
    on first.category = f.category and first.stream_id = f.stream_id and first.version = 1
 cross join lateral (
   select (parsed.envelope ->> 'id')::uuid as id,
          (f.type || case parsed.envelope ->> 'typeVersion'
                       when '1' then ''
                       else '_v' || (parsed.envelope ->> 'typeVersion')
                     end)::varchar(500) as type,
          parsed.envelope -> 'data' as data
     from (select convert_from(f.envelope, 'UTF8')::jsonb as envelope offset 0) parsed
   offset 0) fact
 where f.position + 1 <= (select last_value from marten.mt_events_sequence);

create view marten.mt_streams as
select (f.category || '/' || f.stream_id)::varchar                  as id,
       null::varchar                                                as type,
       (select l.version from store.facts l
         where l.category = f.category and l.stream_id = f.stream_id
           and l.position + 1 <= (select last_value from marten.mt_events_sequence)
         order by l.version desc limit 1)                           as version,
       (select l.recorded_at from store.facts l
         where l.category = f.category and l.stream_id = f.stream_id
           and l.position + 1 <= (select last_value from marten.mt_events_sequence)
         order by l.version desc limit 1)                           as timestamp,
       f.recorded_at                                                as created,
       '*DEFAULT*'::varchar                                         as tenant_id,
       false                                                        as is_archived
  from store.facts f
 where f.version = 1 and f.position + 1 <= (select last_value from marten.mt_events_sequence);

create table marten.mt_event_progression (
  name         varchar     constraint pk_mt_event_progression primary key,
  last_seq_id  bigint,
  last_updated timestamptz default transaction_timestamp()
);

create function marten.mt_mark_event_progression(name varchar, last_encountered bigint) returns void
language sql as $$
  insert into marten.mt_event_progression as p (name, last_seq_id, last_updated)
    values ($1, $2, transaction_timestamp())
    on conflict on constraint pk_mt_event_progression
    do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
$$;

create table marten.mt_doc_deadletterevent (
  id               uuid        primary key,
  data             jsonb       not null,
  mt_last_modified timestamptz default transaction_timestamp(),
  mt_version       uuid        not null default gen_random_uuid(),
  mt_dotnet_type   varchar
);

-- Raises the sequence to the head. The lock comes before the look: of two that call it at once, the later one sees
-- no older head, so that the value never falls.
create function store.show_head_to_marten() returns void language plpgsql as $$
declare
  head bigint;
begin
  perform pg_advisory_xact_lock(5413);
  select size into head from store.log_head;
  if head > (select last_value from marten.mt_events_sequence) then
    perform setval('marten.mt_events_sequence', head);
  end if;
end $$;

grant usage on schema marten to store_application;
grant select, update on marten.mt_events_sequence to store_application;

-- Whoever reads: members of this role see the views and write a daemon's own rows, and that is all. Where the schema's
-- owner may make no roles and nobody has made this one, docs/marten.md tells the grants.
revoke execute on function marten.mt_mark_event_progression(varchar, bigint) from public;
do $$ begin
  if not exists (select from pg_roles where rolname = 'store_marten_reader') then
    create role store_marten_reader nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise warning 'The role store_marten_reader was not made: the owner of the schema may make no roles.';
end $$;
do $$ begin
  if exists (select from pg_roles where rolname = 'store_marten_reader') then
    grant usage on schema marten to store_marten_reader;
    grant select on marten.mt_events, marten.mt_streams, marten.mt_events_sequence to store_marten_reader;
    grant select, insert, update, delete
      on marten.mt_event_progression, marten.mt_doc_deadletterevent to store_marten_reader;
    grant execute on function marten.mt_mark_event_progression(varchar, bigint) to store_marten_reader;
  end if;
end $$;
