-- Ids of mails that were handed over to whoever delivers them, so that a reactor that meets its facts again after a
-- crash writes to nobody twice. An id is made of a fact: nothing personal stands here.

create table store.mails_sent (
  id      text        primary key,
  sent_at timestamptz not null
);
create index mails_sent_by_time on store.mails_sent (sent_at);

grant select, insert, update, delete on store.mails_sent to store_application;
