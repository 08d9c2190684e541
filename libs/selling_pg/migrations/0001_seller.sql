-- What every seller's database has: the row that each change of an account locks first, the licence
-- as billing announced it, and the changes of what was bought.
create table seller_account (
    account_id text primary key
);

create table seller_licence (
    account_id     text primary key references seller_account,
    licence_id     text not null unique,
    started_at     timestamptz not null,
    time_zone      text not null,
    term_number    bigint not null check (term_number >= 0),
    cycle          text not null check (cycle in ('quarterly', 'annual')),
    anchor_day     integer not null check (anchor_day between 1 and 31),
    starts_on      date not null,
    renews_on      date not null check (renews_on > starts_on),
    standing       text not null default 'good'
        check (standing in ('good', 'past_due', 'suspended')),
    standing_since timestamptz,
    ended_on       date,
    end_reason     text not null default '',
    next_cycle_id  text,
    next_cycle     text check (next_cycle in ('quarterly', 'annual')),
    next_cycle_at  timestamptz,
    check ((next_cycle_id is null) = (next_cycle is null)),
    check ((next_cycle_id is null) = (next_cycle_at is null))
);

-- A change's id is also its order's id in billing. Type, product, quantity and options (texts by
-- name) mean what the seller says.
create table seller_change (
    account_id      text not null references seller_account,
    id              text not null,
    type            text not null,
    status          text not null
        check (status in ('pending', 'scheduled', 'applied', 'declined', 'undone')),
    product         text not null,
    quantity        bigint not null check (quantity >= 0),
    options         jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
    quote_id        text,
    effective_at    timestamptz,
    created_at      timestamptz not null,
    quote_document  jsonb,
    invoice_id      text,
    invoice_number  text,
    decline_code    text,
    decline_detail  text,
    subject         text not null,
    roles           text not null,
    request_id      text not null,
    on_test_clock   boolean not null,
    idempotency_key text,
    lease_until     timestamptz not null,
    attempts        integer not null default 0,
    primary key (account_id, id),
    check (status not in ('applied', 'scheduled') or effective_at is not null)
);

create index seller_change_unfinished on seller_change (lease_until) where status = 'pending';
