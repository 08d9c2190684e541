-- The account's row is what every change of the account locks first.
create table account (
    account_id        text primary key,
    default_method_id text
);

-- Never a card's number or security code: what the provider and we know it by. A removed method
-- stays, without its token, for the payments made with it.
create table payment_method (
    account_id  text not null references account,
    id          text not null,
    type        text not null check (type = 'card'),
    provider    text not null,
    token       text,
    brand       text not null,
    last4       text not null check (last4 ~ '^[0-9]{4}$'),
    exp_month   integer not null check (exp_month between 1 and 12),
    exp_year    integer not null check (exp_year between 2000 and 2199),
    funding     text not null check (funding in ('credit', 'debit', 'unknown')),
    holder      text,
    fingerprint text not null,
    created_at  timestamptz not null,
    removed_at  timestamptz,
    primary key (account_id, id),
    check ((token is null) = (removed_at is not null))
);

create unique index payment_method_one_card
    on payment_method (account_id, fingerprint, exp_year, exp_month) where removed_at is null;

alter table account add foreign key (account_id, default_method_id)
    references payment_method (account_id, id);

create table payment (
    account_id    text not null references account,
    id            text not null,
    status        text not null check (status in ('created', 'succeeded', 'failed', 'unknown')),
    amount        bigint not null check (amount > 0),
    currency      text not null,
    purpose_type  text not null,
    purpose_id    text not null,
    description   text not null,
    method_id     text not null,
    failure_code  text,
    created_at    timestamptz not null,
    finished_at   timestamptz,
    on_test_clock boolean not null,
    subject       text not null,
    request_id    text not null,
    lease_until   timestamptz not null,
    attempts      integer not null default 0,
    primary key (account_id, id),
    foreign key (account_id, method_id) references payment_method (account_id, id),
    check ((status = 'failed') = (failure_code is not null)),
    check ((status in ('succeeded', 'failed')) = (finished_at is not null))
);

create index payment_unfinished on payment (lease_until) where status in ('created', 'unknown');
create index payment_of_method on payment (account_id, method_id)
    where status in ('created', 'unknown');
