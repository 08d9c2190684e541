-- The account's row is what every change of the account locks first.
create table billing_account (
    account_id text primary key,
    version    bigint not null default 0,  -- raised by whatever changes a price
    time_zone  text                        -- of its dates; set by the first term
);

create table billing_details (
    account_id        text primary key references billing_account,
    version           bigint not null check (version >= 1),
    company_name      text not null,
    line1             text not null,
    line2             text,
    postal_code       text not null,
    city              text not null,
    country           text not null check (length(country) = 2),
    vat_number        text,
    vat_number_status text not null
        check (vat_number_status in ('none', 'unverified', 'valid', 'invalid')),
    email             text not null,
    language          text not null check (language in ('fr', 'nl', 'en', 'de')),
    purchase_order    text,
    check ((vat_number is null) = (vat_number_status = 'none'))
);

-- One row for each paid period: past ones stay.
create table term (
    account_id text not null references billing_account,
    number     bigint not null check (number >= 1),
    cycle      text not null check (cycle in ('quarterly', 'annual')),
    anchor_day integer not null check (anchor_day between 1 and 31),
    starts_on  date not null,
    renews_on  date not null check (renews_on > starts_on),
    primary key (account_id, number)
);

-- A locked price: with the same purchase, day and account version the same lines follow.
create table quote (
    account_id      text not null references billing_account,
    id              text not null,
    purchase        text not null,
    account_version bigint not null,
    total           bigint not null,
    currency        text not null,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    used_by         text,
    primary key (account_id, id)
);

create table billing_order (
    account_id     text not null references billing_account,
    id             text not null,
    status         text not null check (status in ('pending', 'applied', 'declined')),
    kind           text not null check (kind in ('start', 'add_users')),
    seller         text not null,
    content        text not null,
    quote_id       text not null,
    placed_at      timestamptz not null,
    start_cycle    text,
    time_zone      text not null,
    term_number    bigint,
    decline_code   text,
    decline_detail text,
    subject        text not null,
    request_id     text not null,
    on_test_clock  boolean not null,
    attempts       bigint not null default 1,
    lease_until    timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, quote_id) references quote,
    foreign key (account_id, term_number) references term,
    check ((kind = 'start') = (start_cycle is not null)),
    check ((status = 'declined') = (decline_code is not null)),
    check (status <> 'applied' or term_number is not null)
);
create unique index billing_order_one_start on billing_order (account_id)
    where kind = 'start' and status <> 'declined';
create index billing_order_unfinished on billing_order (lease_until) where status = 'pending';

-- The recurring items are the sum of their changes in force: who pays for what, from when.
create table item_change (
    account_id      text not null references billing_account,
    order_id        text not null,
    position        integer not null,
    item            text not null,
    product         text not null,
    quantity_delta  bigint not null check (quantity_delta <> 0),
    effective_at    timestamptz not null,
    status          text not null check (status in ('draft', 'in_force', 'withdrawn')),
    price_quarterly bigint not null check (price_quarterly >= 0),
    price_annual    bigint not null check (price_annual >= 0),
    currency        text not null,
    name_fr         text not null,
    name_nl         text not null,
    name_en         text not null,
    name_de         text not null,
    primary key (account_id, order_id, position),
    foreign key (account_id, order_id) references billing_order on delete cascade
);

create table invoice (
    account_id               text not null references billing_account,
    id                       text not null,
    status                   text not null check (status in
        ('draft', 'withdrawn', 'open', 'paid', 'void', 'uncollectible')),
    number                   text,
    issued_on                date,
    opened_at                timestamptz,
    paid_at                  timestamptz,
    order_id                 text,
    currency                 text not null,
    subtotal                 bigint not null,
    total                    bigint not null,
    legal_mentions           text not null default '',
    language                 text not null,
    seller_name              text not null,
    seller_line1             text not null,
    seller_line2             text,
    seller_postal_code       text not null,
    seller_city              text not null,
    seller_country           text not null,
    seller_vat_number        text not null,
    seller_trade_register    text not null,
    seller_iban              text,
    buyer_company_name       text not null,
    buyer_line1              text not null,
    buyer_line2              text,
    buyer_postal_code        text not null,
    buyer_city               text not null,
    buyer_country            text not null,
    buyer_vat_number         text,
    buyer_vat_number_status  text not null,
    buyer_email              text not null,
    buyer_purchase_order     text,
    primary key (account_id, id),
    foreign key (account_id, order_id) references billing_order on delete cascade,
    check ((status in ('draft', 'withdrawn')) = (number is null)),
    check ((number is null) = (issued_on is null)),
    check ((number is null) = (opened_at is null)),
    check ((status = 'paid') = (paid_at is not null))
);
create unique index invoice_one_per_order on invoice (account_id, order_id);
create unique index invoice_number_once on invoice (seller_vat_number, number);

create table invoice_line (
    account_id            text not null,
    invoice_id            text not null,
    position              integer not null,
    kind                  text not null check (kind in ('recurring', 'proration')),
    product               text not null,
    name_fr               text not null,
    name_nl               text not null,
    name_en               text not null,
    name_de               text not null,
    quantity              bigint not null,
    unit_price            bigint not null,
    period_from           date not null,
    period_until          date not null,
    months                integer not null,
    days                  integer not null,
    days_in_partial_month integer not null,
    amount                bigint not null,
    primary key (account_id, invoice_id, position),
    foreign key (account_id, invoice_id) references invoice on delete cascade
);

create table invoice_vat (
    account_id text not null,
    invoice_id text not null,
    position   integer not null,
    category   text not null check (category in ('standard', 'reverse_charge', 'out_of_scope')),
    rate       bigint not null check (rate >= 0),  -- hundredths of a per cent
    base       bigint not null,
    amount     bigint not null,
    primary key (account_id, invoice_id, position),
    foreign key (account_id, invoice_id) references invoice on delete cascade
);

-- The last number taken of a seller's year. It belongs to the seller, not to an account.
create table invoice_number (
    seller text not null,
    year   integer not null,
    last   bigint not null,
    primary key (seller, year)
);

-- An issued invoice never changes: only its status moves on, with the instant of its payment.
create function guard_invoice() returns trigger language plpgsql as $$
begin
    if old.status = 'draft' then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' then
        raise exception 'invoice % is issued or withdrawn and cannot be deleted', old.id;
    end if;
    if (to_jsonb(new) - 'status' - 'paid_at') is distinct from
       (to_jsonb(old) - 'status' - 'paid_at') then
        raise exception 'invoice % is issued or withdrawn and cannot be changed', old.id;
    end if;
    if (old.status, new.status) not in (('open', 'open'), ('open', 'paid'), ('open', 'void'),
            ('open', 'uncollectible'), ('paid', 'paid'), ('paid', 'open'),
            ('uncollectible', 'paid')) then
        raise exception 'invoice % cannot become % from %', old.id, new.status, old.status;
    end if;
    return new;
end
$$;
create trigger guard_invoice before update or delete on invoice
    for each row execute function guard_invoice();

-- The same for what belongs to it; when a draft is deleted, its parts go after it.
create function guard_invoice_part() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        if exists (select from invoice where account_id = old.account_id
                   and id = old.invoice_id and status <> 'draft') then
            raise exception 'invoice % is issued or withdrawn and cannot be changed',
                old.invoice_id;
        end if;
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if exists (select from invoice where account_id = new.account_id
               and id = new.invoice_id and status <> 'draft') then
        raise exception 'invoice % is issued or withdrawn and cannot be changed', new.invoice_id;
    end if;
    return new;
end
$$;
create trigger guard_invoice_line before insert or update or delete on invoice_line
    for each row execute function guard_invoice_part();
create trigger guard_invoice_vat before insert or update or delete on invoice_vat
    for each row execute function guard_invoice_part();
