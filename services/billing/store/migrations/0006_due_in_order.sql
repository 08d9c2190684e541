-- Accounts that are due at the same instant (as all of a time zone are) are renewed in the order of
-- their ids: what a batch writes then lies together in every index.
drop index billing_account_due;
create index billing_account_due on billing_account (renews_at, account_id)
    where renews_at is not null and clock_now is null;
