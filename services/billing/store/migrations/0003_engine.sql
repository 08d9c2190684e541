-- The engine: renewals in batches, payments from a queue, dunning, the test clock.

-- A renewal that failed for a reason of its own is held back, so that it holds up no other.
alter table billing_account
    add column held_until timestamptz,
    add column end_told boolean not null default true,  -- payment-method knows that it has ended
    add column clock_lease_until timestamptz;  -- while somebody moves the account's clock

create index billing_account_end_untold on billing_account (account_id) where not end_told;

-- What a renewal waits for, and what an end undoes.
create index billing_order_open on billing_order (account_id)
    where status in ('pending', 'scheduled');

-- Attempts to collect an open invoice. The id is the payment's, in payment-method too, and is made
-- with the row: whatever happens to the attempt, it is asked for under this id only.
create table collection (
    account_id    text not null references billing_account,
    id            text not null,
    invoice_id    text not null,
    status        text not null default 'scheduled' check (status in
        ('scheduled', 'asked', 'processing', 'succeeded', 'failed', 'cancelled', 'returned')),
    due_at        timestamptz not null,
    asked_at      timestamptz,  -- by the account's time; set when the outcome may exist
    asks          integer not null default 0,
    failure_code  text,
    on_test_clock boolean not null,
    lease_until   timestamptz not null default '-infinity',
    primary key (account_id, id),
    foreign key (account_id, invoice_id) references invoice,
    check ((status in ('failed', 'returned')) = (failure_code is not null)),
    check (status in ('scheduled', 'cancelled') or asked_at is not null)
);
create unique index collection_one_at_a_time on collection (account_id, invoice_id)
    where status in ('scheduled', 'asked', 'processing');
create index collection_due on collection (due_at)
    where status = 'scheduled' and not on_test_clock;
create index collection_unfinished on collection (lease_until) where status = 'asked';

-- Open invoices of which a payment failed or came back; the row goes with the debt.
create table dunning (
    account_id    text not null references billing_account,
    invoice_id    text not null,
    since         timestamptz not null,
    method        text not null check (method in ('card', 'sepa_debit')),
    collections   integer not null,
    reminder_at   timestamptz,
    suspended_at  timestamptz,
    step_at       timestamptz,  -- when the next thing happens by itself
    on_test_clock boolean not null,
    primary key (account_id, invoice_id),
    foreign key (account_id, invoice_id) references invoice
);
create index dunning_due on dunning (step_at) where step_at is not null and not on_test_clock;

-- An account of before this migration gets its next reminder, too.
update billing_account account set notice_at = next.at, notice = next.notice
from (select distinct on (account_id) account_id, notice,
             (renews_on - days)::timestamp at time zone zone as at
      from (select t.account_id, t.renews_on, a.time_zone as zone
            from term t join billing_account a using (account_id)
            where a.renews_at = t.renews_on::timestamp at time zone a.time_zone) term
      cross join (values ('renewal_30', 30), ('renewal_22', 22), ('window_closing', 18))
          as kind (notice, days)
      where (renews_on - days)::timestamp at time zone zone > now()
      order by account_id, days desc) next
where next.account_id = account.account_id;
