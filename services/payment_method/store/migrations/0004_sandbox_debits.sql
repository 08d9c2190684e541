-- Debits take days and may come back: a charge says what becomes of it and when.
alter table sandbox.card rename to instrument;
alter table sandbox.charge
    add column settles_at timestamptz,
    add column returns_at timestamptz,
    add column return_code text;
update sandbox.charge set settles_at = charged_at;
alter table sandbox.charge alter column settles_at set not null;
alter table sandbox.charge drop column status;
