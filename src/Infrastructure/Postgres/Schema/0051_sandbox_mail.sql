-- Mails as Development keeps them, in place of sending them. account_id is whose personal data they hold.

create table store.sandbox_mail (
  id         text        primary key,
  sequence   bigint      generated always as identity,
  account_id text,
  recipient  text        not null,
  subject    text        not null,
  text       text        not null,
  html       text,
  sent_at    timestamptz not null
);
create index sandbox_mail_by_sequence on store.sandbox_mail (sequence);
create index sandbox_mail_by_recipient on store.sandbox_mail (lower(recipient), sequence);
create index sandbox_mail_by_account on store.sandbox_mail (account_id) where account_id is not null;

grant select, insert, update, delete on store.sandbox_mail to store_application;
