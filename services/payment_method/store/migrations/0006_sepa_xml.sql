-- The books of direct debits that we collect ourselves through the bank. As a provider's books they stand
-- apart: nothing of ours refers to them, and they are written in transactions of their own.
create schema sepa;

create table sepa.account (
    token             text primary key,
    sealed_iban       text not null,
    bic               text,
    holder            text not null,
    mandate_reference text not null unique,
    signed_on         date not null,
    scheme            text not null check (scheme in ('core', 'b2b')),
    presented_on      date,
    ended_reason      text
);

create table sepa.file (
    id         text primary key,
    message_id text not null unique,
    created_at timestamptz not null,
    debits     bigint not null,
    cents      bigint not null,
    written_at timestamptz
);
create index file_unwritten on sepa.file (id) where written_at is null;

create table sepa.batch (
    id           text primary key,
    file_id      text not null references sepa.file,
    sequence     text not null check (sequence in ('FRST', 'RCUR', 'FNAL', 'OOFF')),
    scheme       text not null,
    collected_on date not null,
    debits       bigint not null,
    cents        bigint not null
);
create index batch_of_file on sepa.batch (file_id);

create table sepa.collection (
    account_id    text not null,
    payment_id    text not null,
    end_to_end_id text not null unique,
    token         text not null references sepa.account,
    cents         bigint not null check (cents > 0),
    description   text not null,
    requested_on  date not null,
    status        text not null
        check (status in ('waiting', 'filed', 'settled', 'rejected', 'returned')),
    reason        text,
    file_id       text references sepa.file,
    sequence      text,
    collected_on  date,
    batch_id      text references sepa.batch,
    primary key (account_id, payment_id),
    check ((status = 'waiting') = (file_id is null))
);
create index collection_waiting on sepa.collection (requested_on) where status = 'waiting';
create index collection_of_batch on sepa.collection (batch_id, end_to_end_id);
create index collection_of_file on sepa.collection (file_id);
create index collection_of_account on sepa.collection (token);

-- Reports that were taken in.
create table sepa.report (
    message_id text primary key,
    taken_at   timestamptz not null,
    outcomes   bigint not null
);
