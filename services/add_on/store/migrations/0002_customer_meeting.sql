-- The row that every transaction of an account locks first is seller_account now.
drop table account;

-- What the subscription's orders do to the plan users, and its announced end: of the present life.
create table plan_step (
    account_id   text        not null references seller_account,
    order_id     text        not null,
    position     integer     not null,
    action       text        not null check (action in ('add', 'remove', 'clear', 'end')),
    quantity     bigint      not null default 0 check (quantity >= 0),
    effective_at timestamptz not null,
    primary key (account_id, order_id, position)
);

-- An account tries Beyond once.
create table trial (
    account_id text        primary key references seller_account,
    change_id  text        not null,
    started_at timestamptz not null,
    ends_at    timestamptz not null
);

-- The users who are named for Beyond. A stretch of Beyond is named by the change that began it; users
-- named in an earlier one have no part in it.
create table named_user (
    account_id text        not null references seller_account,
    stretch    text        not null,
    id         text        not null,
    user_id    text        not null,
    named_at   timestamptz not null,
    named_by   text        not null,
    primary key (account_id, stretch, id),
    unique (account_id, stretch, user_id)
);
