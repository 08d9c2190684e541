-- Events of another service that could not take effect here. Those that follow them in the same
-- account wait behind them, in the order of `number`; other accounts go on.
create table parked_event (
    account_id  text        not null,
    source      text        not null,
    number      bigint      not null generated always as identity,
    id          text        not null,
    type        text        not null,
    occurred_at timestamptz not null,
    data        json        not null,
    error       text        not null,
    attempts    integer     not null default 0,
    parked_at   timestamptz not null default now(),
    retry_at    timestamptz not null,
    primary key (account_id, source, number)
);
