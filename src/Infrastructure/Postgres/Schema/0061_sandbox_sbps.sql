-- Development's SBPS: empty wherever the store speaks to the real one.

create table store.sandbox_sbps_tokens (
  hash    bytea       primary key,
  brand   text        not null,
  outcome text        not null,
  made_at timestamptz not null,
  used    boolean     not null default false
);

create table store.sandbox_sbps_payments (
  order_id      text        primary key,
  number        bigint      generated always as identity unique,
  cust_code     text        not null,
  brand         text        not null,
  amount_yen    bigint      not null,
  authorised_at timestamptz not null,
  commit_status text        not null default '0',
  status        text        not null default '1',
  captured_yen  bigint      not null default 0,
  refunded_yen  bigint      not null default 0
);

-- Every request that was understood, with its answer, in the order of their effects.
create table store.sandbox_sbps_requests (
  number    bigint generated always as identity primary key,
  order_id  text   not null,
  operation text   not null,
  code      text   not null
);
create index sandbox_sbps_requests_by_order on store.sandbox_sbps_requests (order_id, number);

grant select, insert, update, delete on store.sandbox_sbps_tokens to store_application;
grant select, insert, update, delete on store.sandbox_sbps_payments to store_application;
grant select, insert, update, delete on store.sandbox_sbps_requests to store_application;
