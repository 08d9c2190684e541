#pragma once
// A wallet service of its own, and the calls that its tests make.

#include <catch2/catch.hpp>

#include "testkit/process.hpp"
#include "testkit/running_service.hpp"
#include "wallet/module.hpp"

namespace tenure::test {

using nlohmann::json;

inline const Timestamp now = parse_timestamp("2026-11-23T10:00:00Z").value();

struct WalletFixture {
    explicit WalletFixture(std::map<std::string, std::string> environment = {})
        : service(wallet::service(), with_defaults(std::move(environment)), clock) {}

    testkit::FakeClock clock{now};
    testkit::RunningService service;

    testkit::Answer post(const std::string& path, const json& body, const std::string& key,
                         Role role = Role::usage, const std::string& account = "acc_one",
                         Timestamp at = now) const {
        testkit::Headers headers;
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        return service.call(testkit::caller(account, role, at), "POST", path, body.dump(), headers);
    }
    testkit::Answer get(const std::string& path, const std::string& account = "acc_one",
                        Timestamp at = now) const {
        return service.call(testkit::caller(account, Role::owner, at), "GET", path);
    }
    /// Credits given by the operator; they never expire unless told so.
    testkit::Answer give(const std::string& amount, const std::string& account = "acc_one",
                         const json& expires_at = nullptr) const {
        json body = {{"amount", amount}, {"reason", "a test"}};
        if (!expires_at.is_null()) body["expires_at"] = expires_at;
        return post("/v1/wallet/grants", body, EventId::make(now).str(), Role::operator_, account);
    }
    testkit::Answer debit(std::int64_t quantity, const std::string& key,
                          const std::string& account = "acc_one", Timestamp at = now) const {
        return post("/v1/wallet/debits", {{"usage", "sms.BE"}, {"quantity", quantity}}, key,
                    Role::usage, account, at);
    }
    std::string balance(const std::string& account = "acc_one", Timestamp at = now) const {
        return get("/v1/wallet", account, at).json()["balance"].get<std::string>();
    }
    std::vector<std::string> query(const std::string& sql) const {
        return service.database().query(sql);
    }
    /// What verify_ledger.sql finds wrong with the ledger: nothing, when all is well.
    std::string differences() const {
        const testkit::TempDirectory directory;
        testkit::Process psql(
            {"/usr/bin/psql", "-X", "-v", "ON_ERROR_STOP=1", "-f",
             TENURE_SOURCE_DIR "/deploy/cli/verify_ledger.sql", service.database().url()},
            {}, directory.path() + "/psql.log");
        REQUIRE(psql.wait(std::chrono::seconds(60)) == 0);
        return psql.log();
    }

  private:
    static std::map<std::string, std::string> with_defaults(
        std::map<std::string, std::string> environment) {
        environment.emplace("TENURE_BILLING_URL", "http://127.0.0.1:9");
        environment.emplace("TENURE_PAYMENT_METHOD_URL", "http://127.0.0.1:9");
        environment.emplace("TENURE_CATALOG_DIR", TENURE_SOURCE_DIR "/deploy/catalog");
        return environment;
    }
};

}  // namespace tenure::test
