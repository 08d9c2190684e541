-- One row an account: every transaction of an account locks it first.
create table account (
    account_id text        primary key,
    created_at timestamptz not null default now()
);
