// A database of the service's first version is carried over to the tables of all sellers.
#include <catch2/catch.hpp>

#include "metrics/metrics.hpp"
#include "pg/pool.hpp"
#include "selling_pg/seller_tables.hpp"
#include "subscription/domain/subscription.hpp"
#include "subscription/module.hpp"
#include "testkit/temp_database.hpp"

using namespace tenure;

namespace {

const std::string old_rows = R"(
    insert into account values ('acc_old'), ('acc_empty');
    insert into licence values ('acc_old', 'sub_old', 'Europe/Brussels', 1, 'quarterly', 16,
                                '2026-10-16', '2027-01-16');
    insert into change (account_id, id, type, status, plan, users, cycle, time_zone, effective_at,
                        created_at, quote_document, invoice_id, invoice_number, subject, request_id,
                        lease_until)
    values ('acc_old', 'chg_1', 'start', 'applied', 'grow', 5, 'quarterly', 'Europe/Brussels',
            '2026-10-16T08:00:00Z', '2026-10-16T08:00:00Z', '{"total": 1}', 'inv_1', '2026-000001',
            'user_1', 'req_1', now()),
           ('acc_old', 'chg_2', 'add_users', 'applied', 'grow', 3, null, '',
            '2026-11-01T08:00:00Z', '2026-11-01T08:00:00Z', null, null, null, 'user_1', 'req_2',
            now());
    insert into change (account_id, id, type, status, plan, users, created_at, subject, request_id,
                        lease_until)
    values ('acc_old', 'chg_3', 'add_users', 'pending', 'grow', 1, '2026-11-02T08:00:00Z', 'user_2',
            'req_3', now() - interval '1 hour'))";

}  // namespace

TEST_CASE("What the first version kept is there after the migration, unfinished work included") {
    const std::vector<pg::MigrationSet> all = subscription::service().migrations;
    pg::MigrationSet first = all.back();
    REQUIRE(first.component == "subscription");
    first.files.resize(1);
    const testkit::TempDatabase database({first});
    database.query(old_rows);

    pg::migrate(database.url(), all);

    metrics::Registry metrics;
    pg::Pool pool(database.url(), {}, metrics);
    selling::PgSellerReads reads(pool, std::chrono::milliseconds(100));
    const auto snapshot = reads.snapshot(AccountId("acc_old"));
    REQUIRE(snapshot);
    const auto now = parse_timestamp("2026-12-01T00:00:00Z").value();
    const auto state = subscription::state_at(snapshot->licence, snapshot->changes, now);
    REQUIRE(state->licence.id == "sub_old");
    REQUIRE(state->holding == subscription::Holding{"grow", 8});
    REQUIRE(state->status == subscription::SubscriptionStatus::active);
    const auto start = reads.find(AccountId("acc_old"), ChangeId("chg_1"));
    REQUIRE(selling::option_of(*start, "cycle") == "quarterly");
    REQUIRE(start->invoice_number == "2026-000001");
    REQUIRE(reads.count_unfinished() == 1);
    REQUIRE(reads.take_unfinished()->change == ChangeId("chg_3"));
    REQUIRE_FALSE(reads.snapshot(AccountId("acc_empty")));
}
