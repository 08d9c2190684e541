-- What is to be collected of accounts on a test clock, while their clock stands still.
create index collection_due_on_test_clock on collection (due_at)
    where status = 'scheduled' and on_test_clock;
