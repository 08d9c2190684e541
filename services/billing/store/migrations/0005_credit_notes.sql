-- What was given back of an invoice, VAT included: never more than it charged.
alter table invoice add column credited bigint not null default 0;
alter table invoice add constraint invoice_credited
    check (credited between 0 and greatest(total, 0));
alter table invoice add constraint invoice_void_is_credited
    check (status <> 'void' or credited = total);

create table credit_note (
    account_id     text not null references billing_account,
    id             text not null,
    invoice_id     text not null,
    seller         text not null,  -- VAT number: names the series, as of invoices
    number         text not null,
    issued_on      date not null,
    issued_at      timestamptz not null,
    reason         text not null,
    currency       text not null,
    subtotal       bigint not null check (subtotal >= 0),
    total          bigint not null check (total > 0),
    legal_mentions text not null,
    primary key (account_id, id),
    foreign key (account_id, invoice_id) references invoice
);
create unique index credit_note_number_once on credit_note (seller, number);
create index credit_note_of_invoice on credit_note (account_id, invoice_id);

create table credit_note_line (
    account_id     text not null,
    credit_note_id text not null,
    invoice_line   bigint not null check (invoice_line > 0),
    amount         bigint not null check (amount > 0),
    primary key (account_id, credit_note_id, invoice_line),
    foreign key (account_id, credit_note_id) references credit_note
);

create table credit_note_vat (
    account_id     text not null,
    credit_note_id text not null,
    position       integer not null,  -- as on the invoice
    category       text not null,
    rate           bigint not null,
    base           bigint not null,
    amount         bigint not null,
    primary key (account_id, credit_note_id, position),
    foreign key (account_id, credit_note_id) references credit_note
);

create table credit_note_number (
    seller text not null,
    year   integer not null,
    last   bigint not null,
    primary key (seller, year)
);

create function guard_credit_note() returns trigger language plpgsql as $$
begin
    raise exception 'a credit note is issued and cannot be changed or deleted';
end
$$;
create trigger guard_credit_note before update or delete on credit_note
    for each row execute function guard_credit_note();
create trigger guard_credit_note_line before update or delete on credit_note_line
    for each row execute function guard_credit_note();
create trigger guard_credit_note_vat before update or delete on credit_note_vat
    for each row execute function guard_credit_note();

-- Its parts are written in the transaction that issues it, and in no later one.
create function guard_credit_note_part() returns trigger language plpgsql as $$
begin
    if not exists (select from credit_note where account_id = new.account_id
                   and id = new.credit_note_id and xmin = pg_current_xact_id()::xid) then
        raise exception 'credit note % is issued and cannot be changed', new.credit_note_id;
    end if;
    return new;
end
$$;
create trigger guard_credit_note_line_added before insert on credit_note_line
    for each row execute function guard_credit_note_part();
create trigger guard_credit_note_vat_added before insert on credit_note_vat
    for each row execute function guard_credit_note_part();

-- Of an issued invoice also what was credited moves on, in one direction.
create or replace function guard_invoice() returns trigger language plpgsql as $$
begin
    if old.status = 'draft' then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' then
        raise exception 'invoice % is issued or withdrawn and cannot be deleted', old.id;
    end if;
    if (to_jsonb(new) - 'status' - 'paid_at' - 'credited') is distinct from
       (to_jsonb(old) - 'status' - 'paid_at' - 'credited') or new.credited < old.credited then
        raise exception 'invoice % is issued or withdrawn and cannot be changed', old.id;
    end if;
    if (old.status, new.status) not in (('open', 'open'), ('open', 'paid'), ('open', 'void'),
            ('open', 'uncollectible'), ('paid', 'paid'), ('paid', 'open'),
            ('uncollectible', 'uncollectible'), ('uncollectible', 'paid')) then
        raise exception 'invoice % cannot become % from %', old.id, new.status, old.status;
    end if;
    return new;
end
$$;
