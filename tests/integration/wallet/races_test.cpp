// Races of holds, expiry and prices that change.
#include <atomic>
#include <fstream>
#include <thread>

#include "integration/wallet/fixture.hpp"

using namespace tenure;
using test::json;
using test::WalletFixture;

namespace {

const json two_messages = {{"usage", "sms.BE"}, {"quantity", 2}};

/// Runs the body in so many threads at once; how often it returned each status.
std::map<int, int> statuses(int threads, const std::function<int(int)>& body) {
    std::map<int, int> counts;
    std::mutex mutex;
    std::vector<std::thread> running;
    for (int number = 0; number < threads; ++number)
        running.emplace_back([&, number] {
            const int status = body(number);
            const std::lock_guard lock(mutex);
            ++counts[status];
        });
    for (std::thread& thread : running) thread.join();
    return counts;
}

}  // namespace

TEST_CASE("Parallel holds never reserve more than the balance") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("1.7").status == 201);  // ten holds of two messages

    const auto counts = statuses(30, [&](int number) {
        return wallet.post("/v1/wallet/holds", two_messages, "h" + std::to_string(number)).status;
    });

    CHECK(counts == std::map<int, int>{{201, 10}, {402, 20}});
    CHECK(wallet.get("/v1/wallet").json()["held"] == "1.7000");
    CHECK(wallet.balance() == "0.0000");
    CHECK(wallet.differences() == "");
}

TEST_CASE("Captures and releases of one hold have one winner") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("1").status == 201);
    const auto hold = wallet.post("/v1/wallet/holds", two_messages, "hold");
    const std::string path = "/v1/wallet/holds/" + hold.json()["id"].get<std::string>();

    const auto counts = statuses(20, [&](int number) {
        return wallet
            .post(path + (number % 2 == 0 ? "/capture" : "/release"), json::object(),
                  "k" + std::to_string(number))
            .status;
    });

    CHECK(counts == std::map<int, int>{{200, 1}, {409, 19}});
    CHECK(wallet.get("/v1/wallet").json()["held"] == "0.0000");
    CHECK(wallet.differences() == "");
}

TEST_CASE("A capture at the instant of expiry is too late, a microsecond before it is not") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);
    json short_hold = two_messages;
    short_hold["expires_in_s"] = 60;
    const auto capture = [&](const std::string& key, Timestamp at) {
        const auto hold = wallet.post("/v1/wallet/holds", short_hold, key);
        return wallet
            .post("/v1/wallet/holds/" + hold.json()["id"].get<std::string>() + "/capture",
                  json::object(), key + "-capture", Role::usage, "acc_one", at)
            .status;
    };
    const Timestamp expiry = test::now + std::chrono::seconds(60);

    CHECK(capture("in-time", expiry - std::chrono::microseconds(1)) == 200);
    CHECK(capture("too-late", expiry) == 409);
    CHECK(wallet.get("/v1/wallet").json()["held"] == "0.0000");
}

TEST_CASE("Captures that race with expiry give the credits back or spend them, never both") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);
    json short_hold = two_messages;
    short_hold["expires_in_s"] = 60;
    const Timestamp expiry = test::now + std::chrono::seconds(60);
    for (int round = 0; round < 10; ++round) {
        const std::string key = "r" + std::to_string(round);
        const auto hold = wallet.post("/v1/wallet/holds", short_hold, key, Role::usage, "acc_one",
                                      test::now + std::chrono::hours(round));
        const std::string id = hold.json()["id"];
        const Timestamp at = expiry + std::chrono::hours(round);
        const auto counts = statuses(4, [&](int number) {
            if (number == 0) return wallet.get("/v1/wallet", "acc_one", at).status;
            return wallet
                .post("/v1/wallet/holds/" + id + "/capture", json::object(),
                      key + "-" + std::to_string(number), Role::usage, "acc_one",
                      at - std::chrono::microseconds(1))
                .status;
        });
        CHECK(counts.at(200) <= 2);  // the reading, and one capture at most
    }
    CHECK(wallet.get("/v1/wallet").json()["held"] == "0.0000");
    CHECK(wallet.differences() == "");
}

TEST_CASE("A grant is there until the microsecond before it expires, then its rest is gone") {
    const WalletFixture wallet;
    const std::string expiry = "2026-11-24T12:00:00Z";
    REQUIRE(wallet.give("1", "acc_one", expiry).status == 201);
    const Timestamp at = parse_timestamp(expiry).value();

    CHECK(wallet.debit(1, "in-time", "acc_one", at - std::chrono::microseconds(1)).status == 201);
    CHECK(wallet.debit(1, "too-late", "acc_one", at).status == 402);
    CHECK(wallet.balance("acc_one", at) == "0.0000");
    CHECK(wallet.query("select kind from ledger_transaction order by number") ==
          std::vector<std::string>{"promotion", "debit", "expiry"});
    CHECK(wallet.differences() == "");
}

TEST_CASE("A price changes at midnight in the account's time zone") {
    const testkit::TempDirectory directory;
    std::ofstream(directory.path() + "/wallet.json") << R"({"packs": [
        {"code": "pack_5", "credits": "5", "price": {"amount": 500, "currency": "EUR"},
         "names": {"fr": "5", "nl": "5", "en": "5", "de": "5"}}], "usages": [
        {"code": "sms.BE", "names": {"fr": "SMS", "nl": "SMS", "en": "SMS", "de": "SMS"},
         "prices": [{"from": "2020-01-01", "credits": "0.1"},
                    {"from": "2027-01-01", "credits": "0.2"}]}],
        "trial": {"credits": "2", "expires_after_days": 30}})";
    const std::map<std::string, std::string> catalog = {
        {"TENURE_CATALOG_DIR", directory.path()}, {"TENURE_DEFAULT_TIME_ZONE", "Europe/Brussels"}};
    const WalletFixture wallet(catalog);
    REQUIRE(wallet.give("10").status == 201);
    const Timestamp midnight = parse_timestamp("2026-12-31T23:00:00Z").value();

    const auto before = wallet.debit(1, "a", "acc_one", midnight - std::chrono::microseconds(1));
    const auto after = wallet.debit(1, "b", "acc_one", midnight);

    CHECK(before.json()["unit_price"] == "0.1000");
    CHECK(after.json()["unit_price"] == "0.2000");
}
