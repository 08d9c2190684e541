-- Imports of a customer's data: the file in parts as they were uploaded, its columns, its report.
-- Workers take what is due; a turn that was taken over by another worker changes nothing any more.
create table import (
    account_id     text not null references seller_account,
    id             text not null,
    module         text not null,
    state          text not null
        check (state in ('uploading', 'inspecting', 'refused', 'inspected', 'checking', 'checked',
                         'delivering', 'delivered', 'failed', 'cancelled')),
    size           bigint not null check (size > 0),
    received       bigint not null default 0 check (received between 0 and size),
    encoding       text,
    separator      text,
    decimal_sign   text not null default '' check (decimal_sign in ('', ',', '.')),
    report         text,
    rows_read      bigint not null default 0,
    rows_clean     bigint not null default 0 check (rows_clean between 0 and rows_read),
    skip_faulty    boolean not null default false,
    delivered      bigint not null default 0 check (delivered between 0 and rows_clean),
    failure_code   text,
    failure_detail text,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    created_by     text not null,
    due_at         timestamptz,
    turn           bigint not null default 0,
    attempts       integer not null default 0,
    primary key (account_id, id),
    check ((encoding is null) = (separator is null)),
    check ((failure_code is null) = (failure_detail is null)),
    check ((due_at is null) = (state not in ('inspecting', 'checking', 'delivering')))
);
create unique index import_one_of_module on import (account_id, module)
    where state not in ('refused', 'cancelled');
create index import_due on import (due_at) where due_at is not null;

create table import_column (
    account_id text not null,
    import_id  text not null,
    position   integer not null,
    heading    text not null,
    field      text,
    primary key (account_id, import_id, position),
    foreign key (account_id, import_id) references import
);

create table import_part (
    account_id text not null,
    import_id  text not null,
    begins_at  bigint not null,
    bytes      bytea not null,
    primary key (account_id, import_id, begins_at),
    foreign key (account_id, import_id) references import
);
-- Text compresses well, but the time for it is the upload's and every reader's.
alter table import_part alter column bytes set storage external;
