-- Wallets acc_bench1 … acc_bench<wallets> with a grant of a million credits each, and <each> debits in
-- every one of them, as the service would have written them but for the hashes, which are of the right
-- form only. In the order of time, so that the wallets' transactions lie mixed as in real life.
-- psql variables: wallets, each.
insert into wallet (account_id, id, available, last_number, last_hash, last_at, time_zone)
select 'acc_bench' || w, 'wal_' || lpad(w::text, 26, '0'), 10000000000 - 850 * :each::bigint, 1 + :each,
    encode(sha256(convert_to(w || '/' || 1 + :each, 'UTF8')), 'hex'), now(), 'Europe/Brussels'
from generate_series(1, :wallets) w;
insert into credit_grant (account_id, number, source, amount, remaining)
select 'acc_bench' || w, 1, 'promotions', 10000000000, 10000000000 - 850 * :each::bigint
from generate_series(1, :wallets) w;
-- Indices at the end are several times as fast.
alter table ledger_transaction drop constraint ledger_transaction_pkey;
alter table posting drop constraint posting_pkey;
drop index ledger_transaction_id, ledger_transaction_key, ledger_transaction_related;
insert into ledger_transaction (account_id, number, id, kind, at, change, balance, usage_code, quantity,
    unit_price, subject, request_id, key, fingerprint, previous_hash, hash)
select 'acc_bench' || w, n + 1, 'wtx_' || lpad((n * :wallets::bigint + w)::text, 26, '0'),
    case when n = 0 then 'promotion' else 'debit' end, now() - (:each - n) * interval '1 minute',
    case when n = 0 then 10000000000 else -850 end, 10000000000 - 850 * n,
    case when n > 0 then 'sms.BE' end, case when n > 0 then 1 end, case when n > 0 then 850 end, 'bench',
    'req_' || lpad(n::text, 26, '0'), 'fill-' || n, case when n > 0 then E'debit\nsms.BE\n1\n' else '' end,
    case when n = 0 then '' else encode(sha256(convert_to(w || '/' || n, 'UTF8')), 'hex') end,
    encode(sha256(convert_to(w || '/' || n + 1, 'UTF8')), 'hex')
from generate_series(0, :each::bigint) n cross join generate_series(1, :wallets) w;
insert into posting (account_id, number, position, source, destination, amount, grant_number)
select 'acc_bench' || w, n + 1, 1, case when n = 0 then 'promotions' else 'available' end,
    case when n = 0 then 'available' else 'usage' end, case when n = 0 then 10000000000 else 850 end, 1
from generate_series(0, :each::bigint) n cross join generate_series(1, :wallets) w;
set maintenance_work_mem = '512MB';
alter table ledger_transaction add primary key (account_id, number);
alter table posting add primary key (account_id, number, position);
create unique index ledger_transaction_id on ledger_transaction (account_id, id);
create unique index ledger_transaction_key on ledger_transaction (account_id, key) where key is not null;
create index ledger_transaction_related on ledger_transaction (account_id, relates_to)
    where relates_to is not null;
vacuum analyze;
checkpoint;
