// The database of a service goes away and comes back while customers buy: clear errors meanwhile,
// nothing lost, nothing done twice, no process restarted.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "e2e/steps.hpp"

using namespace tenure;
using namespace tenure::e2e;

namespace {

const std::string changes = "/v1/subscription/changes";

/// Refuses new connections to a database, and ends those that are there, until it is destroyed.
class Outage {
  public:
    Outage(const testkit::TempDatabase& database, const testkit::TempDatabase& elsewhere)
        : elsewhere_(elsewhere), name_(database.query("select current_database()").at(0)) {
        allow(false);
        elsewhere_.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name_ +
            "'");
    }
    ~Outage() { allow(true); }
    Outage(const Outage&) = delete;
    Outage& operator=(const Outage&) = delete;

  private:
    void allow(bool allowed) {
        elsewhere_.query("alter database " + name_ + " allow_connections " +
                         (allowed ? "true" : "false"));
    }
    const testkit::TempDatabase& elsewhere_;
    std::string name_;
};

bool is_clear(const testkit::Answer& answer) {
    const std::string code = answer.code();
    return answer.status == 201 || answer.status == 202 || code == "idempotency_key_in_use" ||
           ((answer.status == 502 || answer.status == 503 || answer.status == 504) && code != "");
}

/// Buys one user after the other, each until it is accepted; what was answered is kept. 202 is
/// accepted too: it is settled without the customer.
class Buyer {
  public:
    Buyer(System& system, User user, int purchases)
        : thread_([this, &system, user = std::move(user), purchases] {
              for (int i = 0; i < purchases; ++i) {
                  const std::string key = "purchase-" + std::to_string(i);
                  do {
                      answers_.push_back(
                          system.send(user, "POST", changes, add_users_body(1), with_key(key)));
                      if (answers_.back().status != 201) ++disturbed_;
                  } while (answers_.back().status > 202 && answers_.size() < most_answers);
                  ++bought_;
              }
          }) {}
    ~Buyer() {
        if (thread_.joinable()) thread_.join();
    }
    int bought() const { return bought_; }
    int disturbed() const { return disturbed_; }
    const std::vector<testkit::Answer>& answers() {
        thread_.join();
        return answers_;
    }

  private:
    static constexpr std::size_t most_answers = 2000;
    std::atomic<int> bought_{0};
    std::atomic<int> disturbed_{0};
    std::vector<testkit::Answer> answers_;
    std::thread thread_;
};

void survives_outage_of(const std::string& service) {
    constexpr int purchases = 12;
    System system;
    const User owner;
    subscribe(system, owner);
    const pid_t pid = system.process(service).pid();
    Buyer buyer(system, owner, purchases);
    await_that("some purchases", [&] { return buyer.bought() >= 2; });
    {
        const Outage outage(system.database(service), system.database("wallet"));
        await_that("requests are disturbed", [&] { return buyer.disturbed() >= 2; });
        if (service == "subscription") {
            const auto answer = system.call(owner, "GET", "/v1/subscription");
            CHECK(answer.status == 503);
            CHECK(answer.code() == "unavailable");
            CHECK_FALSE(answer.header("retry-after").empty());
        }
    }
    for (const testkit::Answer& answer : buyer.answers()) {
        system.record("POST", changes, answer);
        CAPTURE(answer.status, answer.body);
        CHECK(is_clear(answer));
    }
    CHECK(buyer.bought() == purchases);
    const Books all{1 + purchases, 0, 0, 0, 1 + purchases, 1 + purchases};
    await_that("everything settles", [&] { return books_of(system) == all; });
    CHECK(users_of(system, owner) == 5 + purchases);
    CHECK(without_gap(invoice_numbers(system)));
    CHECK(system.process(service).running());
    CHECK(system.process(service).pid() == pid);
}

}  // namespace

TEST_CASE("The database of subscription stops and starts again") {
    survives_outage_of("subscription");
}
TEST_CASE("The database of billing stops and starts again") {
    survives_outage_of("billing");
}
TEST_CASE("The database of payment_method stops and starts again") {
    survives_outage_of("payment_method");
}
