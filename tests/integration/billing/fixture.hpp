#pragma once
// Billing with a scripted payment-method, and the calls that its tests make.

#include <catch2/catch.hpp>
#include <thread>

#include "billing/module.hpp"
#include "integration/billing/fake_payments.hpp"

namespace tenure::test {

using nlohmann::json;

inline const Timestamp now = parse_timestamp("2026-11-23T10:00:00Z").value();

inline json money(std::int64_t amount) {
    return {{"amount", amount}, {"currency", "EUR"}};
}

inline json purchase_of(const std::string& kind, std::int64_t users) {
    json body = {{"seller", "subscription"},
                 {"kind", kind},
                 {"operations",
                  {{{"action", "add"},
                    {"item", "plan_users"},
                    {"product", "plan.grow"},
                    {"quantity", users},
                    {"prices", {{"quarterly", money(3000)}, {"annual", money(2500)}}},
                    {"names",
                     {{"fr", "Utilisateur GROW"},
                      {"nl", "Gebruiker GROW"},
                      {"en", "GROW user"},
                      {"de", "Benutzer GROW"}}},
                    {"minimum", 1}}}}};
    if (kind == "change") body["effective"] = "immediately";
    if (kind == "start") body["start"] = {{"cycle", "quarterly"}, {"time_zone", "Europe/Brussels"}};
    return body;
}

inline json belgian_details() {
    return {{"company_name", "Exemple SA"},
            {"address",
             {{"line1", "Rue de la Loi 16"},
              {"postal_code", "1000"},
              {"city", "Bruxelles"},
              {"country", "BE"}}},
            {"vat_number", "BE 0403.019.261"},
            {"email", "invoices@example.com"},
            {"language", "fr"}};
}

using Environment = std::map<std::string, std::string>;

struct BillingFixture {
    explicit BillingFixture(Environment environment = {})
        : service(billing::service(), with_defaults(std::move(environment)), clock) {}

    testkit::FakeClock clock{now};
    FakePayments payments{clock};
    testkit::RunningService service;

    http::Caller owner(const std::string& account = "acc_one", Timestamp at = now) const {
        return testkit::caller(account, Role::owner, at);
    }
    http::Caller seller(const std::string& account = "acc_one", Timestamp at = now) const {
        return testkit::caller(account, Role::service, at);
    }
    testkit::Answer get(const std::string& path, const std::string& account = "acc_one",
                        Timestamp at = now) const {
        return service.call(owner(account, at), "GET", path);
    }
    testkit::Answer put_details(const json& body, const std::string& if_match = {},
                                const std::string& account = "acc_one") const {
        testkit::Headers headers;
        if (!if_match.empty()) headers.emplace_back("If-Match", if_match);
        return service.call(owner(account), "PUT", "/v1/billing/details", body.dump(), headers);
    }
    testkit::Answer quote(const json& purchase, const std::string& account = "acc_one",
                          Timestamp at = now) const {
        return service.call(seller(account, at), "POST", "/internal/v1/quotes", purchase.dump());
    }
    testkit::Answer order(json body, const std::string& id, const std::string& quote_id = {},
                          const std::string& account = "acc_one", Timestamp at = now) const {
        body["order_id"] = id;
        if (!quote_id.empty()) body["quote_id"] = quote_id;
        return service.call(seller(account, at), "POST", "/internal/v1/orders", body.dump());
    }
    json order_now(const std::string& id, const std::string& account = "acc_one") const {
        return service.call(seller(account), "GET", "/internal/v1/orders/" + id).json();
    }
    static std::string new_order() { return ChangeId::make(now).str(); }

    /// An account with details and a term of five users.
    void start(const std::string& account = "acc_one") const {
        REQUIRE(put_details(belgian_details(), {}, account).status == 201);
        REQUIRE(order(purchase_of("start", 5), new_order(), {}, account).status == 201);
    }
    std::vector<std::string> query(const std::string& sql) const {
        return service.database().query(sql);
    }
    /// The numbers that were taken, in order.
    std::vector<std::string> numbers() const {
        return query("select number from invoice where number is not null order by number");
    }
    /// Waits for what a worker does at its own pace; the deadline only ends a hopeless wait.
    template <class Condition>
    void await(Condition condition) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition()) {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            std::this_thread::yield();
        }
    }

  private:
    Environment with_defaults(Environment environment) const {
        environment.emplace("TENURE_PAYMENT_METHOD_URL", payments.url());
        environment.emplace("TENURE_LEASE_MS", "100");
        environment.emplace("TENURE_SWEEP_INTERVAL_MS", "10");
        return environment;
    }
};

}  // namespace tenure::test
