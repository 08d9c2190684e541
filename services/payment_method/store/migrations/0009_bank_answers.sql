-- By whose calendar a card expires; the configured zone until billing has told.
alter table account add column time_zone text;

-- A mandate that came to its end at the holder's bank: a debit failed or came back for a reason that lasts.
alter table mandate add column ended_at timestamptz;

-- What a bank's report changed, and what it told that is not as our books have it.
alter table sepa.report add column changed bigint not null default 0;
create table sepa.report_problem (
    message_id     text not null references sepa.report,
    position       int not null,
    problem        text not null check (problem in ('unknown_reference', 'amount_differs')),
    reference      text not null,
    expected_cents bigint,
    reported_cents bigint,
    primary key (message_id, position)
);
