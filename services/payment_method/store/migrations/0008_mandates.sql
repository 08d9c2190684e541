-- Mandates have a life: for one debit or many, cancelled by their holder, signed anew (the former ones stay),
-- amended to another account.
alter table mandate
    drop constraint mandate_pkey,
    add primary key (account_id, method_id, reference),
    add column type text not null default 'recurrent' check (type in ('recurrent', 'one_off')),
    add column cancelled_at timestamptz,
    add column superseded_at timestamptz;
alter table mandate alter column type drop default;
create unique index mandate_in_force on mandate (account_id, method_id) where superseded_at is null;

-- Each with the holder's consent. The numbers are their provider's: here stand their ends.
create table mandate_amendment (
    account_id    text not null,
    id            text not null,
    method_id     text not null,
    reference     text not null,
    last4_before  text not null,
    holder_before text not null,
    accepted_at   timestamptz not null,
    accepted_from text,
    user_agent    text,
    primary key (account_id, id),
    foreign key (account_id, method_id, reference) references mandate (account_id, method_id, reference)
);
create index amendment_of_mandate on mandate_amendment (account_id, method_id, reference);

create index payment_by_method on payment (account_id, method_id, created_at);

-- The day for which a direct debit was announced.
alter table payment add column collected_on date;

-- The books of direct debits through the bank.
alter table sepa.account
    add column one_off boolean not null default false,
    -- Nothing more will be asked for: what waits last is the mandate's last debit.
    add column winding_down boolean not null default false,
    -- To be told with the next debit: the account is another one than before.
    add column amended boolean not null default false;
alter table sepa.collection
    add column amended boolean not null default false,
    -- What is called off was in no file.
    drop constraint collection_check,
    add constraint collection_waits_for_a_file check (status <> 'waiting' or file_id is null),
    add constraint collection_was_filed check (status in ('waiting', 'rejected') or file_id is not null);
