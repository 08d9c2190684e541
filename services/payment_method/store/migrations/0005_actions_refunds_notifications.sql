-- What a provider asks of the customer, its own id of a charge, and money paid back.
alter table payment
    drop constraint payment_status_check,
    drop constraint payment_check1,
    add column action_url text,
    add column reference text,
    -- Whether somebody is there who could authenticate.
    add column customer_present boolean not null default false,
    add constraint payment_status_known check (status in ('created', 'requires_action',
        'processing', 'succeeded', 'failed', 'unknown', 'returned', 'refunded')),
    add constraint payment_finished check (
        (status in ('created', 'requires_action', 'processing', 'unknown')) = (finished_at is null));

drop index payment_of_method;
create index payment_of_method on payment (account_id, method_id)
    where status in ('created', 'requires_action', 'processing', 'unknown');

create table refund (
    account_id    text not null references account,
    id            text not null,
    payment_id    text not null,
    status        text not null
        check (status in ('created', 'processing', 'succeeded', 'failed', 'unknown')),
    amount        bigint not null check (amount > 0),
    currency      text not null,
    failure_code  text,
    reference     text,
    created_at    timestamptz not null,
    finished_at   timestamptz,
    on_test_clock boolean not null,
    subject       text not null,
    request_id    text not null,
    lease_until   timestamptz not null,
    attempts      integer not null default 0,
    primary key (account_id, id),
    foreign key (account_id, payment_id) references payment (account_id, id),
    check ((status = 'failed') = (failure_code is not null)),
    check ((status in ('succeeded', 'failed')) = (finished_at is not null))
);

create index refund_of_payment on refund (account_id, payment_id);
create index refund_unfinished on refund (lease_until)
    where status in ('created', 'processing', 'unknown');

-- Providers' notifications until they are acted upon; kept afterwards, so that a repetition is known.
create table provider_notification (
    provider    text not null,
    id          text not null,
    type        text not null,
    account_id  text not null,
    payment_id  text not null,
    received_at timestamptz not null,
    lease_until timestamptz not null default clock_timestamp(),
    attempts    integer not null default 0,
    finished_at timestamptz,
    primary key (provider, id)
);

create index provider_notification_waiting on provider_notification (lease_until)
    where finished_at is null;

-- The sandbox's own books.
alter table sandbox.charge add column action_until timestamptz;
create table sandbox.refund (
    account_id text not null,
    refund_id  text not null,
    payment_id text not null,
    amount     bigint not null,
    primary key (account_id, refund_id)
);
create index refund_of_charge on sandbox.refund (account_id, payment_id);
