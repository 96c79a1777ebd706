-- Where each reactor stands, and the reactions that wait: for a time, for another try, or for a person.

create table store.reactors (
  name     text   primary key,
  position bigint not null
);

create table store.reactions (
  reactor    text        not null,
  position   bigint      not null,
  due_at     timestamptz not null,
  attempts   int         not null default 0,
  outside    boolean     not null,
  parked_at  timestamptz,
  reason     text,
  given_up   text,
  primary key (reactor, position)
);
create index reactions_due on store.reactions (due_at) where parked_at is null and given_up is null;

grant select, insert, update, delete on store.reactors, store.reactions to store_application;
