-- Documents as they were issued: one of a kind for each stream, made once, never changed (electronic books law).

create table store.files (
  kind         text        not null,
  category     text        not null,
  stream_id    text        not null,
  content_type text        not null,
  sha256       bytea       not null check (octet_length(sha256) = 32 and sha256 = sha256(bytes)),
  bytes        bytea       not null,
  made_at      timestamptz not null,
  primary key (kind, category, stream_id)
);
-- A PDF is compressed already.
alter table store.files alter column bytes set storage external;
create index files_by_hash on store.files (sha256);

create trigger files_stay before update or delete or truncate on store.files
  for each statement execute function store.refuse_change();

grant select, insert on store.files to store_application;
