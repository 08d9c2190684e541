-- N accounts (psql variable n), each with details and a paid first term of four items that ends today.
begin;
insert into billing_account (account_id, version, time_zone, status, renews_at)
select 'acc_' || i, 1, 'Europe/Brussels', 'live', current_date::timestamp at time zone 'Europe/Brussels'
from generate_series(1, :n) i;
insert into billing_details (account_id, version, company_name, line1, postal_code, city, country,
    vat_number, vat_number_status, email, language)
select 'acc_' || i, 1, 'Exemple ' || i || ' SA', 'Rue de la Loi ' || i % 200, '1000', 'Bruxelles', 'BE',
    'BE0403019261', 'valid', 'invoices@example' || i || '.com', 'fr'
from generate_series(1, :n) i;
insert into term (account_id, number, cycle, anchor_day, starts_on, renews_on)
select 'acc_' || i, 1, 'quarterly', extract(day from current_date)::integer,
    current_date - interval '3 months', current_date
from generate_series(1, :n) i;
insert into quote (account_id, id, purchase, account_version, total, currency, created_at, expires_at,
    effective_at)
select 'acc_' || i, 'quo_' || i, 'start', 0, 0, 'EUR', now(), now(), now() from generate_series(1, :n) i;
insert into billing_order (account_id, id, status, kind, seller, content, quote_id, placed_at, cycle,
    time_zone, term_number, subject, request_id, on_test_clock, lease_until, effect, effective_at)
select 'acc_' || i, 'chg_' || i, 'applied', 'start', 'subscription', 'start', 'quo_' || i,
    now() - interval '3 months', 'quarterly', 'Europe/Brussels', 1, 'bench', 'bench', false, now(),
    'immediately', now() - interval '3 months'
from generate_series(1, :n) i;
insert into item_change (account_id, order_id, position, item, product, quantity, effective_at, status,
    price_quarterly, price_annual, currency, name_fr, name_nl, name_en, name_de, action)
select 'acc_' || i, 'chg_' || i, item.position, item.name, item.product, 1 + i % 40,
    now() - interval '3 months', 'in_force', item.price, item.price - 5, 'EUR', item.product || ' (fr)',
    item.product || ' (nl)', item.product || ' (en)', item.product || ' (de)', 'add'
from generate_series(1, :n) i
cross join (values (1, 'plan_users', 'plan.grow', 3000), (2, 'beyond_users', 'customer_meeting.beyond', 500),
    (3, 'storage', 'storage.large', 250), (4, 'support', 'support.priority', 175))
    as item (position, name, product, price);
commit;
vacuum analyze;
