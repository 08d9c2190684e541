-- The life of a licence: where an account stands, changes that wait for a renewal, trials.

alter table billing_account
    add column status text not null default 'none'
        check (status in ('none', 'trialing', 'live', 'ended')),
    add column standing text not null default 'good'
        check (standing in ('good', 'past_due', 'suspended')),
    add column renews_at timestamptz,  -- the instant at which the current term ends
    add column notice_at timestamptz,  -- when the next reminder is due, and which one it is
    add column notice text,
    add column clock_now timestamptz,  -- of an account on a test clock
    add column ended_on date,          -- the first day without a term
    add column ended_reason text
        check (ended_reason in ('cancelled', 'unpaid', 'trial_not_converted'));

-- Term 0 is a trial.
alter table term drop constraint term_number_check;
alter table term add constraint term_number_check check (number >= 0);

update billing_account account
set status = 'live', renews_at = last.renews_on::timestamp at time zone account.time_zone
from (select distinct on (account_id) account_id, renews_on from term
      order by account_id, number desc) last
where last.account_id = account.account_id;

alter table billing_account add constraint billing_account_renewal
    check ((status in ('trialing', 'live')) = (renews_at is not null));
alter table billing_account add constraint billing_account_end
    check ((status = 'ended') = (ended_on is not null)
           and (status = 'ended') = (ended_reason is not null));
create index billing_account_due on billing_account (renews_at)
    where renews_at is not null and clock_now is null;
create index billing_account_notice on billing_account (notice_at)
    where notice_at is not null and clock_now is null;

-- The renewal's invoice as it will be after the purchase is part of what was promised.
alter table quote
    add column effective_at timestamptz,
    add column next_date date,
    add column next_subtotal bigint,
    add column next_total bigint;
update quote set effective_at = created_at;
alter table quote alter column effective_at set not null;
alter table quote add constraint quote_next_whole
    check (num_nulls(next_date, next_subtotal, next_total) in (0, 3));

alter table billing_order drop constraint billing_order_status_check;
alter table billing_order drop constraint billing_order_kind_check;
alter table billing_order drop constraint billing_order_check;   -- start_cycle
alter table billing_order drop constraint billing_order_check2;  -- term of an applied order
drop index billing_order_one_start;
update billing_order set kind = 'change' where kind = 'add_users';
alter table billing_order rename column start_cycle to cycle;
alter table billing_order
    add column effect text not null default 'immediately'
        check (effect in ('immediately', 'at_renewal', 'deferred')),
    add column effective_at timestamptz,
    add column execute_at timestamptz,  -- of a deferred order
    add column change_window boolean not null default false,
    add column trial_days integer check (trial_days > 0);
update billing_order set effective_at = placed_at;
alter table billing_order alter column effective_at set not null;
alter table billing_order alter column effect drop default;
alter table billing_order
    add check (status in ('pending', 'scheduled', 'applied', 'declined', 'undone')),
    add check (kind in ('start', 'change', 'end', 'cycle')),
    add check ((kind in ('start', 'cycle')) = (cycle is not null)),
    add check ((effect = 'deferred') = (execute_at is not null)),
    add check (status not in ('applied', 'scheduled') or term_number is not null);
create unique index billing_order_one_start on billing_order (account_id)
    where kind = 'start' and status = 'pending';
create index billing_order_scheduled on billing_order (account_id, effective_at)
    where status = 'scheduled';
create index billing_order_deferred on billing_order (execute_at)
    where status = 'scheduled' and execute_at is not null;

-- An item is the fold of its changes: only what adds or switches names a product.
alter table item_change drop constraint item_change_quantity_delta_check;
alter table item_change drop constraint item_change_status_check;
alter table item_change rename column quantity_delta to quantity;
alter table item_change
    add column action text not null default 'add'
        check (action in ('add', 'remove', 'switch', 'clear')),
    add column limited_by text,
    add column minimum bigint check (minimum >= 0);
alter table item_change alter column action drop default;
alter table item_change
    alter column product drop not null,
    alter column price_quarterly drop not null,
    alter column price_annual drop not null,
    alter column currency drop not null,
    alter column name_fr drop not null,
    alter column name_nl drop not null,
    alter column name_en drop not null,
    alter column name_de drop not null,
    add check (status in ('draft', 'in_force', 'withdrawn', 'ended')),
    add check (quantity >= 0 and (action in ('add', 'remove')) = (quantity > 0)),
    add check (num_nonnulls(product, price_quarterly, price_annual, currency, name_fr, name_nl,
                            name_en, name_de)
               = case when action in ('add', 'switch') then 8 else 0 end);

-- A credit stands on an invoice as a negative amount.
alter table invoice_line drop constraint invoice_line_kind_check;
alter table invoice_line add check (kind in ('recurring', 'proration', 'credit'));
