-- Finds an account's last event: the next one's position must not be before it (decision 4).
create index event_by_account on event (account_id, xid, seq);
