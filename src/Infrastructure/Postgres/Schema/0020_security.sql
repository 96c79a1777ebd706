-- What must never stand in the log: keys, password hashes, sessions. Times here are the machine's, not the store's.

-- One row for whoever signs in. It is made before the first fact about the subject and outlives its key, so that a
-- key once destroyed is never made again.
create table store.account_secrets (
  subject       text        primary key,
  wrapped_key   bytea       check (octet_length(wrapped_key) = 60),
  password_hash text,
  destroyed_at  timestamptz
);

create table store.sessions (
  id         text        primary key,
  subject    text        not null,
  role       text        not null check (role in ('buyer', 'operator', 'auditor')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at   timestamptz
);
create index sessions_by_subject on store.sessions (subject) where ended_at is null;
create index sessions_by_expiry on store.sessions (expires_at);

-- Every refresh token a session ever had, hashed: one that comes back after its use gives a theft away.
create table store.refresh_tokens (
  hash       bytea       primary key check (octet_length(hash) = 32),
  session_id text        not null references store.sessions on delete cascade,
  used_at    timestamptz
);
create index refresh_tokens_by_session on store.refresh_tokens (session_id);

create table store.password_resets (
  hash       bytea       primary key check (octet_length(hash) = 32),
  subject    text        not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index password_resets_by_subject on store.password_resets (subject);
create index password_resets_by_expiry on store.password_resets (expires_at);

grant select, insert, update, delete
  on store.account_secrets, store.sessions, store.refresh_tokens, store.password_resets to store_application;
