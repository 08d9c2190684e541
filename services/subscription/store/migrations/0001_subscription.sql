-- The account's row is what every change of the account locks first.
create table account (
    account_id text primary key
);

-- The term and the zone of its dates, as billing announced them.
create table licence (
    account_id      text primary key references account,
    subscription_id text not null unique,
    time_zone       text not null,
    term_number     bigint not null check (term_number >= 1),
    cycle           text not null check (cycle in ('quarterly', 'annual')),
    anchor_day      integer not null check (anchor_day between 1 and 31),
    starts_on       date not null,
    renews_on       date not null check (renews_on > starts_on)
);

-- A change's id is also its order's id in billing.
create table change (
    account_id      text not null references account,
    id              text not null,
    type            text not null check (type in ('start', 'add_users')),
    status          text not null
        check (status in ('pending', 'scheduled', 'applied', 'declined', 'undone')),
    plan            text not null,
    users           bigint not null check (users > 0),
    cycle           text,
    time_zone       text not null default '',
    quote_id        text,
    effective_at    timestamptz,
    created_at      timestamptz not null,
    quote_document  jsonb,
    invoice_id      text,
    invoice_number  text,
    decline_code    text,
    decline_detail  text,
    subject         text not null,
    request_id      text not null,
    idempotency_key text,
    lease_until     timestamptz not null,
    attempts        integer not null default 0,
    primary key (account_id, id),
    check (status <> 'applied' or effective_at is not null)
);

create unique index change_one_start on change (account_id)
    where type = 'start' and status <> 'declined';
create index change_unfinished on change (lease_until) where status = 'pending';
