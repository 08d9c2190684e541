-- The statements of one payment with the sandbox, in their transactions (tests/bench/payments.sh).
\set account random(1, 64)
\set payment random(1, 9000000000000000000)
begin;
insert into account (account_id) values ('acc_bench' || :account) on conflict do nothing;
select account_id from account where account_id = 'acc_bench' || :account for update;
select p.id, m.token from payment p join payment_method m on m.account_id = p.account_id and m.id = p.method_id where p.account_id = 'acc_bench' || :account and p.id = 'pay_' || :payment;
select id from payment_cancelled where account_id = 'acc_bench' || :account and id = 'pay_' || :payment;
select m.id, m.type, m.brand, m.last4, d.reference from payment_method m join account a on a.account_id = m.account_id left join mandate d on d.account_id = m.account_id and d.method_id = m.id where m.account_id = 'acc_bench' || :account and m.removed_at is null and m.id = a.default_method_id;
update account set subscription_state = 'live' where account_id = 'acc_bench' || :account and subscription_state <> 'live';
insert into payment (account_id, id, status, amount, currency, purpose_type, purpose_id, description, method_id, created_at, on_test_clock, subject, request_id, customer_present, lease_until) select 'acc_bench' || :account, 'pay_' || :payment, 'created', 1000, 'EUR', 'order', 'chg_' || :payment, 'bench', a.default_method_id, now(), false, 'bench', 'req_bench', true, clock_timestamp() + interval '30 s' from account a where a.account_id = 'acc_bench' || :account;
select p.id, m.token from payment p join payment_method m on m.account_id = p.account_id and m.id = p.method_id where p.account_id = 'acc_bench' || :account and p.id = 'pay_' || :payment;
commit;
select behaviour from sandbox.instrument where token = (select m.token from payment_method m join account a on a.account_id = m.account_id and a.default_method_id = m.id where m.account_id = 'acc_bench' || :account);
insert into sandbox.charge (account_id, payment_id, token, amount, currency, settles_at) values ('acc_bench' || :account, 'pay_' || :payment, 'tok', 1000, 'EUR', now()) on conflict do nothing returning payment_id;
begin;
insert into account (account_id) values ('acc_bench' || :account) on conflict do nothing;
select account_id from account where account_id = 'acc_bench' || :account for update;
select p.id, m.token from payment p join payment_method m on m.account_id = p.account_id and m.id = p.method_id where p.account_id = 'acc_bench' || :account and p.id = 'pay_' || :payment;
update payment set status = 'succeeded', finished_at = now() where account_id = 'acc_bench' || :account and id = 'pay_' || :payment and status not in ('failed', 'returned', 'refunded');
insert into event (id, type, account_id, occurred_at, data) values ('evt_' || :payment, 'payment.succeeded', 'acc_bench' || :account, now(), '{"payment": {"id": "pay", "status": "succeeded", "amount": {"amount": 1000, "currency": "EUR"}, "refunded": {"amount": 0, "currency": "EUR"}, "purpose": {"type": "order", "id": "chg"}, "description": "bench", "failure": null, "next_action": null, "payment_method_id": "pm", "method": {"type": "card"}, "created_at": "2026-01-01T00:00:00Z"}, "purpose": {"type": "order", "id": "chg"}}');
commit;
