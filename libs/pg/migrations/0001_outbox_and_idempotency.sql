-- What every service's database has: its outbox of events, its positions in the outboxes that it
-- reads, and the idempotency keys of its requests.

-- Ordered by (xid, seq): a plain serial number would skip rows of transactions that commit late.
-- xid is this cluster's transaction counter, so a dump restored into another cluster needs that
-- counter moved beyond the greatest xid here (pg_resetwal --next-transaction-id) before use.
create table event (
    xid         xid8        not null default pg_current_xact_id(),
    seq         bigint      not null generated always as identity,
    id          text        not null,
    type        text        not null,
    account_id  text        not null,
    occurred_at timestamptz not null,
    data        json        not null,
    primary key (xid, seq)
);

-- A cursor is "xid.seq", the position just behind the last event whose effect is committed here.
create table event_cursor (
    source text primary key,
    cursor text not null
);

-- A key is claimed in the transaction of the work (status is null) and answered afterwards.
create table idempotency_key (
    account_id  text        not null,
    key         text        not null,
    fingerprint text        not null,
    resource_id text        not null,
    claimed_at  timestamptz not null default now(),
    status      integer,
    body        text,
    location    text,
    primary key (account_id, key)
);

-- For the purge of old keys.
create index idempotency_key_claimed_at on idempotency_key (claimed_at);
