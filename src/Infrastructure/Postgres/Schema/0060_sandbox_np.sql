-- Development's Net Protections: empty wherever the store speaks to the real one.

create table store.sandbox_np_buyers (
  shop_buyer_id text   primary key,
  number        bigint generated always as identity unique,
  result        text   not null,
  later         text
);

create table store.sandbox_np_transactions (
  shop_transaction_id text    primary key,
  number              bigint  generated always as identity unique,
  np_buyer_id         text    not null,
  total_yen           bigint  not null,
  result              text    not null,
  reason              text,
  later               text,
  later_reason        text,
  billed_on           date,
  cancelled           boolean not null default false
);

grant select, insert, update, delete on store.sandbox_np_buyers to store_application;
grant select, insert, update, delete on store.sandbox_np_transactions to store_application;
