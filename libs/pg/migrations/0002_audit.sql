-- Who changed what, when, from which request, old and new: one entry a change, written in its
-- transaction. Old is null when something was made, new when it was removed.
create table audit_entry (
    account_id text        not null,
    id         text        not null,
    at         timestamptz not null,
    subject    text        not null,
    roles      text        not null,
    request_id text        not null,
    action     text        not null,
    resource   text        not null,
    old        jsonb,
    new        jsonb,
    primary key (account_id, id)
);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only';
end
$$;

create trigger audit_entry_is_append_only
    before update or delete or truncate on audit_entry
    for each statement execute function refuse_audit_change();
