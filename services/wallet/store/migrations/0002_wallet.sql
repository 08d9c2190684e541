-- Balances, kept beside the ledger in the transactions that change it, and provable from it. Credits
-- are counted in ten-thousandths.
create table wallet (
    account_id     text primary key,
    id             text not null unique,
    available      bigint not null default 0 check (available >= 0),
    held           bigint not null default 0 check (held >= 0),
    debt           bigint not null default 0 check (debt >= 0),
    last_number    bigint not null default 0,
    last_hash      text not null default '',
    last_at        timestamptz,
    next_expiry_at timestamptz,
    time_zone      text not null
) with (fillfactor = 70);
create index wallet_expiry on wallet (next_expiry_at) where next_expiry_at is not null;

-- The ledger. Number 1, 2, 3 … within a wallet; each hash covers the row, its postings and the hash
-- before it (clients/sha256_seal.cpp, and deploy/cli/verify_ledger.sql for the same in SQL).
create table ledger_transaction (
    account_id    text not null,
    number        bigint not null check (number >= 1),
    id            text not null,
    kind          text not null check (kind in ('purchase', 'promotion', 'debit', 'refund', 'hold',
        'capture', 'release', 'expiry', 'reversal')),
    at            timestamptz not null,
    change        bigint not null,
    balance       bigint not null check (balance >= 0),
    usage_code    text,
    quantity      bigint,
    unit_price    bigint,
    reference     text,
    relates_to    text,
    subject       text not null,
    request_id    text not null,
    key           text,
    fingerprint   text not null default '',
    previous_hash text not null,
    hash          text not null,
    primary key (account_id, number),
    check ((usage_code is null) = (quantity is null) and (quantity is null) = (unit_price is null))
);
create unique index ledger_transaction_id on ledger_transaction (account_id, id);
create unique index ledger_transaction_key on ledger_transaction (account_id, key)
    where key is not null;
create index ledger_transaction_related on ledger_transaction (account_id, relates_to)
    where relates_to is not null;

-- Each moves an amount from one place of the wallet to another: entries sum to zero by construction.
create table posting (
    account_id   text not null,
    number       bigint not null,
    position     integer not null,
    source       text not null check (source in ('available', 'held', 'debt', 'purchases',
        'promotions', 'usage', 'expiry', 'refunds')),
    destination  text not null check (destination in ('available', 'held', 'debt', 'purchases',
        'promotions', 'usage', 'expiry', 'refunds')),
    amount       bigint not null check (amount > 0),
    grant_number bigint not null,
    primary key (account_id, number, position),
    check (source <> destination)
);

-- The ledger is only ever added to, whoever is connected.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: % of % is refused', tg_op, tg_table_name;
end
$$;
create trigger ledger_transaction_append_only before update or delete on ledger_transaction
    for each row execute function refuse_change();
create trigger ledger_transaction_no_truncate before truncate on ledger_transaction
    for each statement execute function refuse_change();
create trigger posting_append_only before update or delete on posting
    for each row execute function refuse_change();
create trigger posting_no_truncate before truncate on posting
    for each statement execute function refuse_change();

-- The service's role owns the tables; it gives these rights up, so that only a deliberate grant
-- would let it try.
revoke update, delete, truncate on ledger_transaction, posting from public, current_user;

-- Credits that came in together; `remaining` is neither spent nor held.
create table credit_grant (
    account_id text not null,
    number     bigint not null,
    source     text not null check (source in ('purchases', 'promotions')),
    amount     bigint not null check (amount > 0),
    remaining  bigint not null check (remaining between 0 and amount),
    expires_at timestamptz,
    primary key (account_id, number)
) with (fillfactor = 70);
create index credit_grant_spendable on credit_grant (account_id) where remaining > 0;

create table hold (
    account_id text not null,
    id         text not null,
    status     text not null check (status in ('open', 'captured', 'released', 'expired')),
    usage_code text not null,
    quantity   bigint not null,
    unit_price bigint not null,
    amount     bigint not null check (amount > 0),
    captured   bigint not null check (captured between 0 and amount),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    reference  text,
    primary key (account_id, id)
);
create index hold_open on hold (account_id) where status = 'open';

create table hold_part (
    account_id   text not null,
    hold_id      text not null,
    position     integer not null,
    grant_number bigint not null,
    amount       bigint not null check (amount > 0),
    primary key (account_id, hold_id, position),
    foreign key (account_id, hold_id) references hold
);
