-- Accepted orders of packages. An engagement is the chain of orders that moved up from one another.
create table onboarding_order (
    account_id    text not null,
    id            text not null,
    engagement    text not null,
    package       text not null check (package in ('do_it_together', 'do_it_with_help', 'done_for_you')),
    price         bigint not null check (price >= 0),
    currency      text not null,
    state         text not null
        check (state in ('open', 'in_progress', 'done', 'cancelling', 'cancelled', 'moved_up')),
    payment       text not null check (payment in ('awaiting', 'paid', 'returned')),
    invoice_id    text not null default '',
    credit_note   text not null default '',
    accepted_at   timestamptz not null,
    started_at    timestamptz,
    done_at       timestamptz,
    cancelled_at  timestamptz,
    moved_to      text,
    on_test_clock boolean not null default false,
    lease_until   timestamptz not null default '-infinity',
    attempts      integer not null default 0,
    primary key (account_id, id),
    check (state <> 'cancelling' or cancelled_at is not null)
);
-- One package is delivered at a time.
create unique index onboarding_order_current on onboarding_order (account_id)
    where state in ('open', 'in_progress', 'cancelling');
create index onboarding_order_invoice on onboarding_order (account_id, invoice_id)
    where invoice_id <> '';
create index onboarding_order_cancelling on onboarding_order (lease_until)
    where state = 'cancelling';

-- The guided checklist begins with the subscription; which tasks there are is the catalogue's.
create table checklist (
    account_id   text primary key,
    started_at   timestamptz not null,
    completed_at timestamptz
);
create table checklist_task (
    account_id text not null references checklist,
    code       text not null,
    done_at    timestamptz not null,
    done_by    text not null,
    primary key (account_id, code)
);
