// Packs and auto-recharge, with billing and payment-method as the tests script them.
#include <mutex>
#include <thread>

#include "integration/wallet/fixture.hpp"
#include "testkit/fake_feed.hpp"

using namespace tenure;
using test::json;

namespace {

/// Billing and payment-method in one: orders end as told, events are the test's.
class Below {
  public:
    explicit Below(const Clock& clock)
        : clock_(clock),
          peer_({{http::Method::post, "/internal/v1/orders", allow::services,
                  [this](const http::Request& request) { return order(request); }},
                 {http::Method::get, "/internal/v1/events", allow::services,
                  [this](const http::Request& request) { return feed_.answer(request); }},
                 {http::Method::get, "/internal/v1/test-clock", allow::services,
                  [this](const http::Request&) { return test_clock(); }},
                 {http::Method::get, "/internal/v1/payment-methods/default", allow::services,
                  [this](const http::Request&) { return method(); }}},
                clock, 24) {}
    std::string url() const { return peer_.url(); }

    std::atomic<bool> paid{true}, declined{false}, card{true};
    /// Microseconds; 0: the account has no test clock.
    std::atomic<std::int64_t> test_now{0};
    void set_test_clock(const std::string& instant) {
        test_now = parse_timestamp(instant).value().time_since_epoch().count();
    }

    std::size_t orders() {
        const std::lock_guard lock(mutex_);
        return orders_.size();
    }
    void publish(const std::string& type, const json& data) {
        feed_.publish(type, "acc_one", data, clock_.now());
    }

  private:
    Result<http::Response> order(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        const std::string id = json::parse(request.body)["order_id"];
        const auto known = orders_.find(id);
        if (known != orders_.end()) return http::ok(known->second.dump());
        const int number = static_cast<int>(orders_.size()) + 1;
        json made = {{"id", id},
                     {"status", declined ? "declined" : "applied"},
                     {"effective_at", to_string(clock_.now())},
                     {"quote", json::object()},
                     {"invoice_id", "inv_" + std::to_string(number)},
                     {"paid", paid.load()},
                     {"items", json::array()}};
        if (declined) made["decline"] = {{"code", "insufficient_funds"}, {"detail", "no"}};
        orders_.emplace(id, made);
        return http::created(made.dump());
    }
    Result<http::Response> test_clock() const {
        const Timestamp now{std::chrono::microseconds(test_now)};
        return http::ok(json{{"now", test_now == 0 ? json(nullptr) : json(to_string(now))}}.dump());
    }
    Result<http::Response> method() const {
        return http::ok(json{{"id", "pm_1"}, {"type", card ? "card" : "sepa_debit"}}.dump());
    }

    const Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, json> orders_;
    testkit::FakeFeed feed_;
    testkit::FakePeer peer_;
};

struct PackFixture {
    testkit::FakeClock clock{test::now};
    Below below{clock};
    test::WalletFixture wallet{
        std::map<std::string, std::string>{{"TENURE_BILLING_URL", below.url()},
                                           {"TENURE_PAYMENT_METHOD_URL", below.url()},
                                           {"TENURE_SWEEP_INTERVAL_MS", "20"}}};
    int keys = 0;

    testkit::Answer buy(const std::string& pack = "pack_5") {
        return wallet.post("/v1/wallet/purchases", {{"pack", pack}}, "p" + std::to_string(++keys),
                           Role::owner);
    }
    /// Billing's news, taken over.
    void tell(const std::string& type, const json& data) {
        below.publish(type, data);
        REQUIRE(wallet.service.module().consumers().at(0)->round().ok());
    }
    testkit::Answer recharge(const json& settings, int version) {
        return wallet.service.call(testkit::caller("acc_one", Role::owner, test::now), "PUT",
                                   "/v1/wallet/auto-recharge", settings.dump(),
                                   {{"If-Match", "\"" + std::to_string(version) + "\""}});
    }
    /// The settings of an account on the test clock.
    testkit::Answer recharge_by_clock(const json& settings) {
        Caller caller = testkit::caller(
            "acc_one", Role::owner, Timestamp(std::chrono::microseconds(below.test_now.load())));
        caller.on_test_clock = true;
        return wallet.service.call(caller, "PUT", "/v1/wallet/auto-recharge", settings.dump(),
                                   {{"If-Match", "\"0\""}});
    }
    /// The recharger passes over an account for a while after it has looked at it.
    void pass_lease() { wallet.clock.set(wallet.clock.now() + std::chrono::seconds(5)); }
    json history() { return wallet.get("/v1/wallet/history").json()["data"]; }
    json settings() { return wallet.get("/v1/wallet/auto-recharge").json(); }
    bool eventually(const std::function<bool()>& condition) {
        for (int tries = 0; tries < 2'000 && !condition(); ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return condition();
    }
};

const json term = {{"term",
                    {{"number", 1},
                     {"cycle", "quarterly"},
                     {"anchor_day", 23},
                     {"starts_on", "2026-11-23"},
                     {"renews_on", "2027-02-23"}}},
                   {"time_zone", "Europe/Paris"},
                   {"trial", false}};
const json five_when_low = {
    {"enabled", true}, {"threshold", "1"}, {"pack", "pack_5"}, {"monthly_cap", "10"}};

}  // namespace

TEST_CASE("A pack that is paid is in the wallet when the purchase is answered, once for its key") {
    PackFixture f;

    const auto bought = f.buy();
    --f.keys;
    const auto again = f.buy();

    CAPTURE(bought.body);
    CHECK(bought.status == 201);
    CHECK(bought.json()["credits"] == "5.0000");
    CHECK(again.header("idempotent-replayed") == "true");
    CHECK(f.below.orders() == 1);
    CHECK(f.wallet.balance() == "5.0000");
    CHECK(f.wallet.differences() == "");
}

TEST_CASE("A declined pack brings nothing") {
    PackFixture f;
    f.below.declined = true;

    const auto refused = f.buy();

    CHECK(refused.status == 402);
    CHECK(refused.code() == "insufficient_funds");
    CHECK(f.wallet.balance() == "0.0000");
}

TEST_CASE("A debit on its way brings credits when it is paid, and takes them back when returned") {
    PackFixture f;
    f.below.paid = false;
    REQUIRE(f.buy().status == 201);
    CHECK(f.wallet.balance() == "0.0000");
    f.tell("invoice.paid", {{"invoice_id", "inv_1"}});
    f.tell("invoice.paid", {{"invoice_id", "inv_1"}});
    CHECK(f.wallet.balance() == "5.0000");
    REQUIRE(f.wallet.debit(10, "spent").status == 201);  // 0.85

    f.tell("invoice.reopened", {{"invoice_id", "inv_1"}});

    const json wallet = f.wallet.get("/v1/wallet").json();
    CHECK(wallet["balance"] == "0.0000");
    CHECK(wallet["debt"] == "0.8500");
    f.tell("invoice.paid", {{"invoice_id", "inv_1"}});
    CHECK(f.wallet.get("/v1/wallet").json()["debt"] == "0.0000");
    CHECK(f.wallet.balance() == "4.1500");
    CHECK(f.wallet.differences() == "");
}

TEST_CASE("A pack whose invoice is given up is not on its way, and paid later all the same") {
    const auto given_up = GENERATE(as<std::string>(), "invoice.voided", "invoice.uncollectible");
    PackFixture f;
    f.below.paid = false;
    REQUIRE(f.buy().status == 201);
    const auto on_its_way = [&] {
        return f.wallet.query("select count(*) from pack_purchase where not returned").front();
    };
    CHECK(on_its_way() == "1");
    f.tell(given_up, {{"invoice_id", "inv_1"}});
    CHECK(on_its_way() == "0");
    CHECK(f.wallet.balance() == "0.0000");
    f.tell("invoice.paid", {{"invoice_id", "inv_1"}});
    CHECK(f.wallet.balance() == "5.0000");
    f.tell(given_up, {{"invoice_id", "inv_1"}});
    CHECK(f.wallet.balance() == "0.0000");
    CHECK(f.wallet.differences() == "");
}

TEST_CASE("Debits that race with a returned payment never overdraw") {
    PackFixture f;
    REQUIRE(f.buy("pack_10").status == 201);
    f.below.publish("invoice.reopened", {{"invoice_id", "inv_1"}});
    std::vector<std::thread> threads;
    for (int number = 0; number < 20; ++number)
        threads.emplace_back([&, number] { f.wallet.debit(9, "d" + std::to_string(number)); });
    CHECK(f.wallet.service.module().consumers().at(0)->round().ok());
    for (std::thread& thread : threads) thread.join();

    CHECK(f.wallet.balance() == "0.0000");
    CHECK(f.wallet.query("select count(*) from ledger_transaction where balance < 0").front() ==
          "0");
    CHECK(f.wallet
              .query("select debt = coalesce((select -sum(change) from ledger_transaction "
                     "where kind = 'debit'), 0) from wallet")
              .front() == "t");
    CHECK(f.wallet.differences() == "");
}

TEST_CASE("A trial brings credits that expire, once, and the term tells the time zone") {
    PackFixture f;
    json trial = term;
    trial["term"]["number"] = 0;
    f.tell("term.started", trial);
    CHECK(f.wallet.balance() == "2.0000");
    f.tell("term.started", term);
    CHECK(f.wallet.balance() == "2.0000");
    CHECK(f.wallet.query("select time_zone from wallet").front() == "Europe/Paris");
    CHECK(f.wallet.balance("acc_one", test::now + std::chrono::days(30)) == "0.0000");
}

TEST_CASE("Fifty debits that cross the threshold together cause one recharge") {
    PackFixture f;
    REQUIRE(f.wallet.give("5.25").status == 201);
    const auto on = f.recharge(five_when_low, 0);
    CAPTURE(on.body);
    REQUIRE(on.status == 200);
    f.wallet.service.start_workers();
    std::vector<std::thread> threads;
    for (int number = 0; number < 50; ++number)
        threads.emplace_back([&, number] { f.wallet.debit(1, "d" + std::to_string(number)); });
    for (std::thread& thread : threads) thread.join();  // 1.0000 is left: exactly the threshold

    CHECK(f.eventually([&] { return f.wallet.balance() == "6.0000"; }));
    CHECK(f.below.orders() == 1);
    CHECK(f.wallet.get("/v1/wallet/purchases").json()["data"][0]["automatic"] == true);
}

TEST_CASE("Auto-recharge needs a card, an If-Match that holds, and a cap of one pack at least") {
    PackFixture f;
    f.below.card = false;
    CHECK(f.recharge(five_when_low, 0).code() == "card_required");
    f.below.card = true;
    CHECK(f.recharge(five_when_low, 7).code() == "if_match_failed");
    json low = five_when_low;
    low["monthly_cap"] = "4";
    CHECK(f.recharge(low, 0).status == 422);
    low = five_when_low;
    low["pack"] = "pack_6";
    CHECK(f.recharge(low, 0).status == 422);
    CHECK(f.settings()["enabled"] == false);
}

TEST_CASE("Without a card by now, auto-recharge switches itself off and says why") {
    PackFixture f;
    REQUIRE(f.recharge(five_when_low, 0).status == 200);
    f.below.card = false;
    f.wallet.service.start_workers();

    CHECK(f.eventually([&] { return f.settings()["enabled"] == false; }));

    CHECK(f.settings()["reason"] == "card_required");
    CHECK(f.below.orders() == 0);
    CHECK(f.wallet.query("select data->>'reason' from event where type = "
                         "'wallet.auto_recharge_disabled'") ==
          std::vector<std::string>{"card_required"});
}

TEST_CASE("A declined recharge backs off, and the licence's end switches it off") {
    PackFixture f;
    f.tell("term.started", term);
    f.below.declined = true;
    REQUIRE(f.recharge(five_when_low, 0).status == 200);
    f.wallet.service.start_workers();
    CHECK(f.eventually([&] { return f.settings()["reason"] == "insufficient_funds"; }));
    CHECK(f.settings()["enabled"] == true);
    CHECK(f.below.orders() == 1);
    CHECK(f.wallet.balance() == "0.0000");
    // At the very instant of the start it would be the end of an earlier life.
    f.clock.set(test::now + std::chrono::seconds(1));
    f.tell("account.ended", {{"ended_on", "2026-11-24"}, {"reason", "cancelled"}});
    CHECK(f.settings()["enabled"] == false);
    CHECK(f.settings()["reason"] == "subscription_ended");
}

TEST_CASE("On a test clock, the pause and the month's cap are the clock's") {
    PackFixture f;
    f.below.set_test_clock("2030-01-31T22:00:00Z");
    json always = five_when_low;  // below the threshold whatever is bought
    always["threshold"] = "1000";
    REQUIRE(f.recharge_by_clock(always).status == 200);
    f.wallet.service.start_workers();

    CHECK(f.eventually([&] { return f.below.orders() == 1; }));
    const json bought = f.wallet.get("/v1/wallet/purchases").json()["data"][0];
    CHECK(bought["created_at"] == "2030-01-31T22:00:00Z");
    CHECK(f.eventually([&] { return f.settings()["next_at"] == "2030-01-31T22:05:00Z"; }));
    f.below.set_test_clock("2030-01-31T22:05:00Z");
    f.pass_lease();
    CHECK(f.eventually([&] { return f.below.orders() == 2; }));
    f.below.set_test_clock("2030-01-31T22:59:59Z");
    f.pass_lease();
    CHECK(f.eventually([&] { return f.settings()["reason"] == "monthly_cap_reached"; }));
    CHECK(f.settings()["next_at"] == "2030-01-31T23:00:00Z");  // February in Brussels
    f.below.set_test_clock("2030-01-31T23:00:00Z");
    f.pass_lease();
    CHECK(f.eventually([&] { return f.below.orders() == 3; }));
}

TEST_CASE("The history tells who bought what, and who set or switched off auto-recharge") {
    PackFixture f;
    REQUIRE(f.buy().status == 201);
    REQUIRE(f.recharge(five_when_low, 0).status == 200);
    f.below.card = false;
    REQUIRE(f.wallet.debit(50, "down").status == 201);  // 0.75 is left
    f.wallet.service.start_workers();
    REQUIRE(f.eventually([&] { return f.history().size() == 3; }));

    const json history = f.history();

    CHECK(history[0]["action"] == "auto_recharge.disabled");
    CHECK(history[0]["subject"] == "service:wallet");
    CHECK(history[0]["old"]["enabled"] == true);
    CHECK(history[0]["new"]["reason"] == "card_required");
    CHECK(history[1]["action"] == "auto_recharge.replaced");
    CHECK(history[1]["old"] == nullptr);
    CHECK(history[1]["roles"] == json{"owner"});
    CHECK(history[1]["resource"] == "/v1/wallet/auto-recharge");
    CHECK(history[2]["action"] == "buy_pack.applied");
    CHECK(history[2]["new"]["credits"] == "5.0000");
    CHECK(f.wallet.get("/v1/wallet/history?cursor=x").status == 422);
}
