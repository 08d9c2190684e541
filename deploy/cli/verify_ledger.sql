-- Recomputes the ledger and lists every difference: nothing is listed when all is well. Runs in one
-- snapshot, so it may run while the wallet works. Used by `./tenure verify ledger` and by tests.
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset fieldsep ' '
begin isolation level repeatable read read only;

-- Balances are the sums of their entries.
with entry as (
    select account_id, destination as place, amount from posting
    union all
    select account_id, source, -amount from posting
), summed as (
    select account_id,
           coalesce(sum(amount) filter (where place = 'available'), 0) as available,
           coalesce(sum(amount) filter (where place = 'held'), 0) as held,
           -coalesce(sum(amount) filter (where place = 'debt'), 0) as debt,
           sum(amount) as everything
    from entry group by account_id
)
select 'balance', w.account_id, 'kept', w.available, w.held, w.debt,
       'computed', s.available, s.held, s.debt
from wallet w left join summed s using (account_id)
where (w.available, w.held, w.debt) is distinct from
      (coalesce(s.available, 0), coalesce(s.held, 0), coalesce(s.debt, 0))
   or coalesce(s.everything, 0) <> 0;

-- What remains of a grant is what came to it less what left it, and all grants make the balance.
with moved as (
    select account_id, grant_number as number,
           sum(case when destination = 'available' then amount else 0 end) -
           sum(case when source = 'available' then amount else 0 end) as remaining
    from posting where grant_number <> 0 group by account_id, grant_number
)
select 'grant', g.account_id, g.number, 'kept', g.remaining, 'computed', m.remaining
from credit_grant g full join moved m using (account_id, number)
where g.remaining is distinct from m.remaining;

select 'grants', w.account_id, w.available, coalesce(sum(g.remaining), 0)
from wallet w left join credit_grant g using (account_id)
group by w.account_id, w.available having w.available <> coalesce(sum(g.remaining), 0);

-- What is held is what the open holds reserve.
select 'held', w.account_id, w.held, coalesce(sum(h.amount), 0)
from wallet w left join hold h on h.account_id = w.account_id and h.status = 'open'
group by w.account_id, w.held having w.held <> coalesce(sum(h.amount), 0);

-- Transactions count without a gap, and each balance follows from the one before.
with chained as (
    select account_id, number, change, balance, previous_hash,
           lag(number, 1, 0::bigint) over w as before,
           lag(balance, 1, 0::bigint) over w as balance_before,
           lag(hash, 1, '') over w as hash_before
    from ledger_transaction window w as (partition by account_id order by number)
)
select 'chain', account_id, number from chained
where number <> before + 1 or balance <> balance_before + change or previous_hash <> hash_before;

select 'last', w.account_id, w.last_number, coalesce(max(t.number), 0)
from wallet w left join ledger_transaction t using (account_id)
group by w.account_id, w.last_number having w.last_number <> coalesce(max(t.number), 0);

-- The seals: SHA-256 over the lengths and texts of all fields (clients/sha256_seal.cpp).
with posted as (
    select account_id, number,
           string_agg(octet_length(source) || ':' || source ||
                      octet_length(destination) || ':' || destination ||
                      octet_length(amount::text) || ':' || amount ||
                      octet_length(grant_number::text) || ':' || grant_number,
                      '' order by position) as text
    from posting group by account_id, number
), canonical as (
    select t.account_id, t.number, t.hash,
           (select string_agg(coalesce(octet_length(field) || ':' || field, '-'), ''
                              order by place)
            from unnest(array[t.previous_hash, t.account_id, t.number::text, t.id, t.kind,
                     (extract(epoch from t.at) * 1000000)::bigint::text, t.change::text,
                     t.balance::text] ||
                 case when t.usage_code is null then array[null::text]
                      else array[t.usage_code, t.quantity::text, t.unit_price::text] end ||
                 array[t.reference, t.relates_to, t.subject, t.request_id, t.key, t.fingerprint])
                with ordinality as f (field, place)) || coalesce(p.text, '') as text
    from ledger_transaction t left join posted p using (account_id, number)
)
select 'seal', account_id, number from canonical
where hash <> encode(sha256(convert_to(text, 'UTF8')), 'hex');

commit;
