-- The books of the sandbox provider. They stand for another company's database: nothing of ours refers
-- to them, and they are written in transactions of their own.
create schema sandbox;

create table sandbox.card (
    token     text primary key,
    behaviour text not null
);

create table sandbox.charge (
    account_id   text not null,
    payment_id   text not null,
    token        text not null,
    amount       bigint not null,
    currency     text not null,
    status       text not null check (status in ('succeeded', 'failed')),
    failure_code text,
    charged_at   timestamptz not null default clock_timestamp(),
    primary key (account_id, payment_id)
);

-- Requests that never arrived: the first of each payment with a card that loses requests.
create table sandbox.lost_request (
    account_id text not null,
    payment_id text not null,
    primary key (account_id, payment_id)
);
