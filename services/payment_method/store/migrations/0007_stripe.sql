-- What must be known of Stripe's objects from one step to the next. Written in transactions of its own,
-- as the other providers' books.
create schema stripe;

create table stripe.customer (
    account_id  text primary key,
    customer_id text not null
);

-- The one intent with which a payment may be made: written before it is confirmed.
create table stripe.intent (
    account_id text not null,
    payment_id text not null,
    intent_id  text not null unique,
    created_at timestamptz not null,
    faults     integer not null default 0,
    primary key (account_id, payment_id)
);
