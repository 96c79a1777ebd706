-- Issued documents say which fact they were made of and until which day they are kept (electronic books law). Nobody
-- changes one, and nobody removes one before that day has passed by the store's clock.

drop trigger files_stay on store.files;

alter table store.files add column fact_position bigint, add column kept_until date;

-- What was stored before there was a setting: ten years from two months after the end of whichever business year.
update store.files f
   set kept_until = ((f.made_at at time zone 'Asia/Tokyo') + interval '11 years 2 months')::date,
       fact_position = (
         select min(l.position) from store.facts l
          where l.category = f.category and l.stream_id = f.stream_id
            and l.type = case f.kind when 'quote' then 'quote.issued' else 'order.accepted' end);

alter table store.files
  alter column kept_until set not null,
  alter column fact_position set not null,
  add constraint files_made_of_a_fact check (fact_position >= 0);

create function store.refuse_early_removal() returns trigger language plpgsql as $$
declare
  today date := (
    (clock_timestamp() + (select offset_microseconds from store.clock) * interval '1 microsecond')
    at time zone 'Asia/Tokyo')::date;
begin
  if today <= old.kept_until then
    raise exception 'The % of %/% is kept until %: removing it is refused.',
      old.kind, old.category, old.stream_id, old.kept_until
      using errcode = 'insufficient_privilege';
  end if;
  return old;
end $$;

create trigger files_stay before update or truncate on store.files
  for each statement execute function store.refuse_change();
create trigger files_kept before delete on store.files
  for each row execute function store.refuse_early_removal();
