-- Puts a filled generation in the place of the one that is served, unless a later fill has abandoned it meanwhile:
-- then nothing changes, for the one that is served must not go before its successor is there.
create function store.swap_projection(projection text, filled int) returns void language plpgsql as $$
declare
  its_version int;
begin
  select p.version into its_version
    from store.projections p
   where p.name = projection and p.generation = filled and p.state = 'filling'
     for update;
  if not found then
    raise exception 'This fill was abandoned for a later one.' using errcode = 'ST409';
  end if;
  update store.projections p set state = 'retired'
   where p.name = projection and p.version = its_version and p.state = 'live';
  update store.projections p set state = 'live' where p.name = projection and p.generation = filled;
end $$;
