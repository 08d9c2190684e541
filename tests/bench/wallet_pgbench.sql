-- The statements of one debit in their transaction, each in its plain form (tests/bench/wallet.sh). The
-- hash is not computed: the service does that outside of the database. Variable: wallets.
\set wallet random(1, :wallets)
\set key random(1, 9000000000000000000)
begin;
select account_id, id, available, held, debt, last_number, last_hash, (extract(epoch from last_at) * 1000000)::bigint as last_us, coalesce((extract(epoch from next_expiry_at) * 1000000)::bigint, 0) as expiry_us, time_zone from wallet where account_id = 'acc_bench' || :wallet for update \gset w_
select number, source, amount, remaining, coalesce((extract(epoch from expires_at) * 1000000)::bigint, 0) as expires_us from credit_grant where account_id = :w_account_id and remaining > 0 \gset g_
select id, number, kind, at, change, balance, usage_code, quantity, unit_price, reference, relates_to, subject, request_id, key, fingerprint, previous_hash, hash from ledger_transaction where account_id = :w_account_id and key = 'pgbench-' || :key;
insert into ledger_transaction (account_id, number, id, kind, at, change, balance, usage_code, quantity, unit_price, reference, relates_to, subject, request_id, key, fingerprint, previous_hash, hash) values (:w_account_id, :w_last_number + 1::bigint, 'wtx_' || (extract(epoch from now()) * 1000000)::bigint || right(:key::text, 10), 'debit', now(), -850, :w_available - 850::bigint, 'sms.BE', 1, 850, null, null, 'demo', 'req_06fg7g9wxfscx3kcm2t5n9a0wr', 'pgbench-' || :key::text, E'debit\nsms.BE\n1\n', :w_last_hash, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
insert into posting (account_id, number, position, source, destination, amount, grant_number) values (:w_account_id, :w_last_number + 1::bigint, 1, 'available', 'usage', 850, :g_number);
update wallet set available = :w_available - 850::bigint, held = :w_held, debt = :w_debt, last_number = :w_last_number + 1::bigint, last_hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', last_at = now(), next_expiry_at = null where account_id = :w_account_id;
update credit_grant set remaining = :g_remaining - 850::bigint where account_id = :w_account_id and number = :g_number;
commit;
