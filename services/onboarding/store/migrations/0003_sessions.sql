-- Experts belong to no account: operators keep them. btree_gist is a trusted extension of
-- PostgreSQL 13 and later, so the role that owns the database may create it.
create extension if not exists btree_gist;

create table expert (
    id          text primary key,
    version     bigint not null,
    name        text not null,
    email       text not null,
    meeting_url text not null default '',
    languages   text[] not null check (cardinality(languages) >= 1),
    time_zone   text not null,
    active      boolean not null
);
-- Hours of a day of the week, on the clock of the expert's wall.
create table expert_hours (
    expert_id    text not null references expert on delete cascade,
    weekday      integer not null check (weekday between 1 and 7),
    from_minute  integer not null check (from_minute >= 0),
    until_minute integer not null check (until_minute <= 1440),
    check (from_minute < until_minute),
    exclude using gist (expert_id with =, weekday with =,
                        int4range(from_minute, until_minute) with &&)
);
create table expert_day_off (
    expert_id text not null references expert on delete cascade,
    day       date not null,
    primary key (expert_id, day)
);

-- Neither an expert nor an account is in two sessions at once, whatever the programs do.
create table session (
    account_id text not null,
    id         text not null,
    engagement text not null,
    expert_id  text not null references expert,
    during     tstzrange not null check (not isempty(during) and lower_inc(during)
                                         and not upper_inc(during)),
    status     text not null check (status in ('booked', 'completed', 'no_show', 'cancelled')),
    language   text not null,
    topic      text not null,
    notes      text not null default '',
    sequence   bigint not null default 0,
    booked_at  timestamptz not null,
    changed_at timestamptz not null,
    primary key (account_id, id),
    constraint session_of_expert exclude using gist (expert_id with =, during with &&)
        where (status <> 'cancelled'),
    constraint session_of_account exclude using gist (account_id with =, during with &&)
        where (status <> 'cancelled')
);

create table waiting (
    account_id    text not null,
    id            text not null,
    engagement    text not null,
    language      text not null,
    since         timestamptz not null,
    told_at       timestamptz,
    on_test_clock boolean not null,
    lease_until   timestamptz not null default '-infinity',
    primary key (account_id, id)
);
create unique index waiting_once on waiting (account_id) where told_at is null;
create index waiting_due on waiting (lease_until) where told_at is null;
