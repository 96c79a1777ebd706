-- What the log signs of itself (ADR-0018), written by the notary alone and never by an append. Complete subtrees of
-- sixteen facts and more stand here, each once; what is below is folded from the leaves.

create table store.tree_nodes (
  level  int    not null check (level >= 4),
  index  bigint not null check (index >= 0),
  hash   bytea  not null check (octet_length(hash) = 32),
  primary key (level, index)
);

create trigger tree_nodes_stay before update or delete or truncate on store.tree_nodes
  for each statement execute function store.refuse_change();

-- How far the subtrees are stored, and the last note that was signed; a tree that fills up is ahead of its note.
create table store.checkpoint (
  only_row  boolean primary key default true check (only_row),
  tree_size bigint  not null default 0 check (tree_size >= 0),
  frontier  bytea   not null,
  note_size bigint  not null default -1 check (note_size >= -1),
  note      text
);
insert into store.checkpoint (frontier) values ('\x0000000000000000');

create function store.checkpoint_never_falls() returns trigger language plpgsql as $$
begin
  if new.tree_size < old.tree_size or new.note_size < old.note_size then
    raise exception 'A checkpoint never falls behind one that was signed.' using errcode = 'ST409';
  end if;
  return new;
end $$;

create trigger checkpoint_never_falls before update on store.checkpoint
  for each row execute function store.checkpoint_never_falls();
create trigger checkpoint_stays before delete or truncate on store.checkpoint
  for each statement execute function store.refuse_change();

grant select, insert on store.tree_nodes to store_application;
grant select, update on store.checkpoint to store_application;
