// Idempotency keys: one winner, a lease, an answer, an end after thirty days.

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <latch>

#include "fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

const AccountId account("acc_a");
const IdempotencyKey key{.key = "k-1", .fingerprint = "f-1", .resume = {}};

struct KeyFixture : Fixture {
    std::unique_ptr<IdempotencyLog> log =
        pg::make_idempotency_log(pool, std::chrono::milliseconds(5000));

    Status claim(const std::optional<IdempotencyKey>& claimed, const std::string& resource) {
        return pg::transact(pool, [&](pg::Transaction& transaction) -> Status {
            return pg::claim(transaction, account, claimed, resource);
        });
    }
    void age(const std::string& interval) {
        database.query("update idempotency_key set claimed_at = claimed_at - interval '" +
                       interval + "'");
    }
    KeyState::Kind kind() { return log->find(account, key).value().kind; }
};

}  // namespace

TEST_CASE("a key is unknown until claimed, in use until answered, then answers") {
    KeyFixture fixture;
    CHECK(fixture.kind() == KeyState::Kind::unknown);
    REQUIRE(fixture.claim(key, "chg_1").ok());
    CHECK(fixture.kind() == KeyState::Kind::in_use);
    REQUIRE(fixture.log->store_answer(account, key, {201, "{\"id\":1}", "/v1/things/1"}).ok());
    const KeyState state = fixture.log->find(account, key).value();
    CHECK(state.kind == KeyState::Kind::answered);
    CHECK(state.answer.status == 201);
    CHECK(state.answer.body == "{\"id\":1}");
    CHECK(state.answer.location == "/v1/things/1");
}

TEST_CASE("an answer is stored once, and only for a claimed key") {
    KeyFixture fixture;
    REQUIRE(fixture.log->store_answer(account, key, {201, "x", ""}).ok());
    CHECK(fixture.kind() == KeyState::Kind::unknown);
    REQUIRE(fixture.claim(key, "chg_1").ok());
    REQUIRE(fixture.log->store_answer(account, key, {201, "first", ""}).ok());
    REQUIRE(fixture.log->store_answer(account, key, {200, "second", ""}).ok());
    CHECK(fixture.log->find(account, key).value().answer.body == "first");
}

TEST_CASE("another body or path under the same key is reuse") {
    KeyFixture fixture;
    REQUIRE(fixture.claim(key, "chg_1").ok());
    IdempotencyKey other = key;
    other.fingerprint = "f-2";
    CHECK(fixture.log->find(account, other).value().kind == KeyState::Kind::reused);
}

TEST_CASE("keys of two accounts do not meet") {
    KeyFixture fixture;
    REQUIRE(fixture.claim(key, "chg_1").ok());
    CHECK(fixture.log->find(AccountId("acc_b"), key).value().kind == KeyState::Kind::unknown);
}

TEST_CASE("a claim rolls back with its transaction") {
    KeyFixture fixture;
    const Status status = pg::transact(fixture.pool, [](pg::Transaction& transaction) -> Status {
        TENURE_TRY(pg::claim(transaction, account, key, "chg_1"));
        return Error{ErrorKind::conflict, "no", "no"};
    });
    CHECK_FALSE(status.ok());
    CHECK(fixture.kind() == KeyState::Kind::unknown);
}

TEST_CASE("a call without a key, or one that carries on, claims nothing") {
    KeyFixture fixture;
    CHECK(fixture.claim(std::nullopt, "chg_1").ok());
    IdempotencyKey resumed = key;
    resumed.resume = "chg_1";
    CHECK(fixture.claim(resumed, "chg_1").ok());
    CHECK(fixture.database.query("select * from idempotency_key").empty());
}

TEST_CASE("of many equal requests at once one claims the key") {
    KeyFixture fixture;
    constexpr int requests = 8;
    std::latch start(requests);
    std::atomic<int> refused = 0;
    std::vector<std::future<bool>> claims;
    for (int i = 0; i < requests; ++i)
        claims.push_back(std::async(std::launch::async, [&, i] {
            start.arrive_and_wait();
            const Status status = fixture.claim(key, "chg_" + std::to_string(i));
            if (!status.ok() && status.error().code == "idempotency_key_in_use") ++refused;
            return status.ok();
        }));
    int winners = 0;
    for (std::future<bool>& claim : claims) winners += claim.get() ? 1 : 0;
    CHECK(winners == 1);
    CHECK(refused == requests - 1);
    CHECK(fixture.database.query("select * from idempotency_key").size() == 1);
}

TEST_CASE("after its lease a claim without an answer is interrupted, for one request at a time") {
    KeyFixture fixture;
    REQUIRE(fixture.claim(key, "chg_1").ok());
    fixture.age("6 seconds");
    const KeyState state = fixture.log->find(account, key).value();
    CHECK(state.kind == KeyState::Kind::interrupted);
    CHECK(state.resource_id == "chg_1");
    CHECK(fixture.kind() == KeyState::Kind::in_use);
}

TEST_CASE("a key is forgotten after thirty days") {
    KeyFixture fixture;
    REQUIRE(fixture.claim(key, "chg_1").ok());
    REQUIRE(fixture.log->store_answer(account, key, {201, "old", ""}).ok());
    fixture.age("30 days 1 second");
    CHECK(fixture.kind() == KeyState::Kind::unknown);
    REQUIRE(fixture.claim(key, "chg_2").ok());
    CHECK(fixture.kind() == KeyState::Kind::in_use);
}

TEST_CASE("the purge deletes old keys in batches and keeps the others") {
    KeyFixture fixture;
    fixture.database.query(
        "insert into idempotency_key (account_id, key, fingerprint, resource_id, claimed_at) "
        "select 'acc_a', 'old-' || n, 'f', 'r', now() - interval '31 days' "
        "from generate_series(1, 600) n");
    REQUIRE(fixture.claim(key, "chg_1").ok());
    CHECK(pg::purge_idempotency_keys(fixture.pool).value());
    CHECK_FALSE(pg::purge_idempotency_keys(fixture.pool).value());
    CHECK(fixture.database.query("select key from idempotency_key") ==
          std::vector<std::string>{"k-1"});
}
