-- Card tokens until they are used, for an hour at most: sealed with the key that is not in the database.

create table store.card_tokens (
  id      text        primary key,
  sealed  bytea       not null,
  kept_at timestamptz not null
);
create index card_tokens_by_age on store.card_tokens (kept_at);

grant select, insert, update, delete on store.card_tokens to store_application;
