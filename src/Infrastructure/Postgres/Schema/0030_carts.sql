-- Carts are no facts: they are changed in place and forgotten some days after their last change.

create table store.carts (
  id         text        primary key,
  account_id text,
  version    bigint      not null,
  plan_ids   text[]      not null,
  seats      int[]       not null,
  changed_at timestamptz not null,
  check (cardinality(plan_ids) = cardinality(seats))
);
create index carts_by_age on store.carts (changed_at);

grant select, insert, update, delete on store.carts to store_application;
