-- Auto-recharge of an account on a test clock is due by that clock, which billing keeps.
alter table auto_recharge add column on_test_clock boolean not null default false;
