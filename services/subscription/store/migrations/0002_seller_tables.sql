-- Account, licence and changes move to the tables that all sellers share (libs/selling_pg).
insert into seller_account (account_id) select account_id from account;

insert into seller_licence (account_id, licence_id, started_at, time_zone, term_number, cycle,
                            anchor_day, starts_on, renews_on)
select l.account_id, l.subscription_id,
       coalesce((select c.effective_at from change c where c.account_id = l.account_id
                 and c.type = 'start' and c.status = 'applied'), 'epoch'),
       l.time_zone, l.term_number, l.cycle, l.anchor_day, l.starts_on, l.renews_on
from licence l;

insert into seller_change (account_id, id, type, status, product, quantity, options, quote_id,
                           effective_at, created_at, quote_document, invoice_id, invoice_number,
                           decline_code, decline_detail, subject, roles, request_id, on_test_clock,
                           idempotency_key, lease_until, attempts)
select account_id, id, type, status, plan, users,
       case when cycle is null then '{}'
            else jsonb_build_object('cycle', cycle, 'time_zone', time_zone) end,
       quote_id, effective_at, created_at, quote_document, invoice_id, invoice_number,
       decline_code, decline_detail, subject, '', request_id, false, idempotency_key, lease_until,
       attempts
from change;

drop table change, licence, account;

-- The active users of an account as its CRM last reported them, those added last first.
create table usage_report (
    account_id       text primary key references seller_account,
    reported_at      timestamptz not null,
    active_users     bigint not null check (active_users >= 0),
    last_added_first text[] not null
);
