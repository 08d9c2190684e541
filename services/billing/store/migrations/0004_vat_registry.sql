-- VAT of the buyer's state, declared through the One Stop Shop.
alter table invoice_vat
    drop constraint invoice_vat_category_check,
    add constraint invoice_vat_category_check check
        (category in ('standard', 'reverse_charge', 'out_of_scope', 'one_stop_shop'));

-- Each account's number, and when the registry is asked for it next.
create table vat_check (
    account_id text primary key references billing_account,
    vat_number text not null,
    due_at     timestamptz not null,
    attempts   bigint not null default 0,  -- since the last verdict
    answered   boolean not null default false,
    last_error text
);
create index vat_check_due on vat_check (due_at);
insert into vat_check (account_id, vat_number, due_at)
    select account_id, vat_number, clock_timestamp() from billing_details
    where vat_number is not null;

-- What the registry said, for good: the proof of what was charged.
create table vat_consultation (
    account_id    text not null references billing_account,
    id            bigint generated always as identity,
    vat_number    text not null,
    checked_at    timestamptz not null,
    valid         boolean not null,
    consultation  text,  -- the registry's id of our question
    holder_name   text,
    address       text,
    registry_date text,  -- as the registry writes it
    primary key (account_id, id)
);

create function guard_vat_consultation() returns trigger language plpgsql as $$
begin
    raise exception 'a consultation of the VAT registry cannot be changed or deleted';
end
$$;
create trigger guard_vat_consultation before update or delete on vat_consultation
    for each row execute function guard_vat_consultation();
