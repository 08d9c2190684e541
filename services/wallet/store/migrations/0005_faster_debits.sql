-- What a debit costs the database. Texts that are only ever equal or not are compared byte by byte, not
-- by the rules of a language.
alter table wallet alter column account_id type text collate "C";
alter table ledger_transaction alter column account_id type text collate "C",
    alter column id type text collate "C", alter column key type text collate "C";
alter table posting alter column account_id type text collate "C";
alter table credit_grant alter column account_id type text collate "C";

-- Identifiers grow with time: alone, they are appended to their index; behind the account, each debit
-- would touch another page of it.
drop index ledger_transaction_id;
create unique index ledger_transaction_id on ledger_transaction (id);

-- Whoever spends from a grant changes `remaining`: an index with it in its condition would be written
-- with each debit.
drop index credit_grant_spendable;
alter table credit_grant add column exhausted boolean not null generated always as (remaining = 0) stored;
create index credit_grant_spendable on credit_grant (account_id) where not exhausted;

-- Nothing looks for it.
drop index wallet_expiry;
