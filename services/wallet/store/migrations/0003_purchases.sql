-- Packs whose orders were accepted; their credits are in the wallet while `credited_by` is set.
create table pack_purchase (
    account_id  text not null,
    order_id    text not null,
    invoice_id  text not null,
    credits     bigint not null check (credits > 0),
    credited_by text,
    returned    boolean not null default false,
    primary key (account_id, order_id),
    check (credited_by is null or not returned)
);
create unique index pack_purchase_invoice on pack_purchase (account_id, invoice_id);
create index pack_purchase_uncredited on pack_purchase (account_id)
    where credited_by is null and not returned;

create table auto_recharge (
    account_id  text primary key,
    version     bigint not null,
    enabled     boolean not null,
    threshold   bigint not null check (threshold >= 0),
    pack        text not null,
    monthly_cap bigint not null check (monthly_cap >= 0),
    declines    integer not null default 0,
    reason      text not null default '',
    next_at     timestamptz,
    taken_until timestamptz not null default '-infinity'
);
create index auto_recharge_enabled on auto_recharge (account_id) where enabled;
