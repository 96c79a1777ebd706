-- By how much business time runs ahead of the machine's clock, for every process of the store. It is only raised.

create table store.clock (
  only_row            boolean primary key default true check (only_row),
  offset_microseconds bigint  not null default 0 check (offset_microseconds >= 0)
);
insert into store.clock default values;

create function store.clock_never_falls() returns trigger language plpgsql as $$
begin
  if new.offset_microseconds < old.offset_microseconds then
    raise exception 'The store''s clock only moves forward.';
  end if;
  return new;
end $$;

create trigger clock_never_falls before update on store.clock
  for each row execute function store.clock_never_falls();

grant select, update on store.clock to store_application;
