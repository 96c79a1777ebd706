-- What stands under an idempotency key says what became of the command and of what; which status and which address that
-- is, only the API knows. A kind that is null: the answer is not kept, for it handed out a secret or showed what has been
-- erased, and the command is not carried out again all the same.
alter table store.idempotency add column kind text;
update store.idempotency set
  kind = case status when 200 then 'shown' when 201 then 'created' when 202 then 'accepted' when 204 then 'done' end,
  location = regexp_replace(location, '^.*/', ''),
  etag = btrim(etag, '"');
alter table store.idempotency drop column status;
alter table store.idempotency rename column location to resource_id;
alter table store.idempotency rename column etag to tag;
