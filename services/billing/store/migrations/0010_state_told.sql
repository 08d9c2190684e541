-- payment-method is told when an account begins, with its time zone, and when it ends.
alter table billing_account rename column end_told to state_told;
alter index billing_account_end_untold rename to billing_account_state_untold;
