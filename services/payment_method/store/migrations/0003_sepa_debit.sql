-- Bank accounts beside cards: columns of a card are empty on a bank account, and the reverse.
alter table payment_method
    drop constraint payment_method_type_check,
    alter column brand drop not null,
    alter column exp_month drop not null,
    alter column exp_year drop not null,
    alter column funding drop not null,
    add column country text,
    add column bic text,
    -- When the account is to be told that the card expires; empty once it was told.
    add column notice_at timestamptz,
    add check (type in ('card', 'sepa_debit')),
    add check (type <> 'card' or (brand is not null and exp_month is not null
        and exp_year is not null and funding is not null)),
    add check (type <> 'sepa_debit' or (country is not null and holder is not null
        and brand is null and exp_month is null and exp_year is null and funding is null)),
    alter column last4 type text,
    drop constraint payment_method_last4_check,
    add check (last4 ~ '^[0-9A-Z]{4}$');

create unique index payment_method_one_bank_account
    on payment_method (account_id, fingerprint) where removed_at is null and type = 'sepa_debit';
create index payment_method_notice on payment_method (notice_at)
    where notice_at is not null and removed_at is null;

-- Cards kept before: 30 days before the first day that finds them expired.
update payment_method
    set notice_at = ((make_date(exp_year, exp_month, 1) + interval '1 month - 30 days')
                     at time zone 'Europe/Brussels')
    where removed_at is null;

-- What the holder of a bank account consented to, as it was worded then.
create table mandate (
    account_id          text not null,
    method_id           text not null,
    reference           text not null unique,
    creditor_identifier text not null,
    creditor_name       text not null,
    scheme              text not null check (scheme in ('core', 'b2b')),
    signed_on           date not null,
    accepted_at         timestamptz not null,
    accepted_from       text,
    user_agent          text,
    text_fr             text not null,
    text_nl             text not null,
    text_en             text not null,
    text_de             text not null,
    primary key (account_id, method_id),
    foreign key (account_id, method_id) references payment_method (account_id, id)
);

alter table account
    -- Set by the first request that comes with the account's test clock.
    add column on_test_clock boolean not null default false,
    -- Whether something is running that the account pays for.
    add column subscription_state text not null default 'none'
        check (subscription_state in ('none', 'live', 'ended'));

-- Accounts that have paid have something running, as far as is known.
update account set subscription_state = 'live'
    where exists (select from payment where payment.account_id = account.account_id);

alter table payment
    drop constraint payment_status_check,
    drop constraint payment_check,
    drop constraint payment_check1,
    -- When the provider will have news of it.
    add column due_at timestamptz,
    add check (status in ('created', 'processing', 'succeeded', 'failed', 'unknown', 'returned',
                          'refunded')),
    add check ((status in ('failed', 'returned')) = (failure_code is not null)),
    add check ((status in ('created', 'processing', 'unknown')) = (finished_at is null));

drop index payment_of_method;
create index payment_of_method on payment (account_id, method_id)
    where status in ('created', 'processing', 'unknown');
create index payment_due on payment (due_at) where due_at is not null;
create index payment_due_of_account on payment (account_id, due_at) where due_at is not null;

-- Payments that were called off before they were made.
create table payment_cancelled (
    account_id   text not null references account,
    id           text not null,
    cancelled_at timestamptz not null,
    primary key (account_id, id)
);
