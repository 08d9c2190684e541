-- What credit notes of paid invoices give back, until it was paid back.
create table credit_refund (
    account_id     text not null,
    credit_note_id text not null,
    payment_id     text not null,
    status         text not null default 'pending'
        check (status in ('pending', 'succeeded', 'failed')),
    failure_code   text,
    amount         bigint not null check (amount > 0),
    currency       text not null,
    created_at     timestamptz not null,
    on_test_clock  boolean not null,
    finished_at    timestamptz,
    attempts       integer not null default 0,
    lease_until    timestamptz not null default clock_timestamp(),
    primary key (account_id, credit_note_id),
    foreign key (account_id, credit_note_id) references credit_note,
    check ((status = 'failed') = (failure_code is not null)),
    check ((status = 'pending') = (finished_at is null))
);
create index credit_refund_waiting on credit_refund (lease_until) where status = 'pending';
