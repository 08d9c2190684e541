#pragma once
// Accounts whose time passes: on a test clock, or by the workers on the fixture's clock.

#include "integration/billing/lifecycle_fixture.hpp"

namespace tenure::test {

struct EngineFixture : LifecycleFixture {
    explicit EngineFixture(Environment environment = {})
        : LifecycleFixture(with_test_clocks(std::move(environment))) {}

    testkit::Answer move_clock(const std::string& to, const std::string& account = "acc_one",
                               const testkit::Headers& headers = {}) const {
        return service.call(owner(account), "POST", "/v1/test-clock", json{{"now", to}}.dump(),
                            headers);
    }
    /// An account on a test clock, with details and a term of five users since `now`.
    void start_on_clock(const std::string& account = "acc_one") const {
        REQUIRE(move_clock(to_string(now), account).status == 201);
        start(account);
    }
    /// The account's events but for those of its first day: "type instant".
    std::vector<std::string> events(const std::string& account = "acc_one") const {
        return query(
            "select type || ' ' || to_char(occurred_at at time zone 'UTC', "
            "'YYYY-MM-DD') from event where account_id = '" +
            account + "' and occurred_at > '" + to_string(now) +
            "' and type <> 'test_clock.moved' order by xid, seq");
    }
    std::vector<std::string> invoices(const std::string& account = "acc_one") const {
        return query(
            "select status || ' ' || total || ' ' || issued_on from invoice where "
            "account_id = '" +
            account + "' order by number");
    }
    std::string status(const std::string& account = "acc_one") const {
        return query("select status || ' ' || standing from billing_account where account_id = '" +
                     account + "'")
            .at(0);
    }
    std::string last_invoice(const std::string& account = "acc_one") const {
        return query("select id from invoice where account_id = '" + account +
                     "' order by number desc limit 1")
            .at(0);
    }
    testkit::Answer pay_now(const std::string& invoice, const std::string& key,
                            const std::string& account = "acc_one",
                            Timestamp at = tenure::test::now) const {
        return service.call(owner(account, at), "POST",
                            "/v1/billing/invoices/" + invoice + "/payments", "",
                            {{"Idempotency-Key", key}});
    }

  private:
    static Environment with_test_clocks(Environment environment) {
        environment.emplace("TENURE_TEST_CLOCKS", "on");
        return environment;
    }
};

}  // namespace tenure::test
