-- The position of the fact by which an operator last decided about parked work: what was carried out once is not
-- carried out again, however often the fact is met.

alter table store.reactions add column decided_at bigint;
alter table store.projections add column decided_at bigint;
