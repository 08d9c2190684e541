#pragma once
// The onboarding service with an account that has paid for help with its imports.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "onboarding/module.hpp"
#include "testkit/process.hpp"
#include "testkit/running_service.hpp"

namespace tenure::test {

inline const Timestamp now = parse_timestamp("2026-11-23T10:00:00Z").value();
inline const std::string imports = "/v1/onboarding/imports";

/// The order as the order's part keeps it.
inline void pay_for_help(const testkit::TempDatabase& database, const std::string& account) {
    database.query("insert into seller_account values ('" + account + "') on conflict do nothing");
    database.query(
        "insert into onboarding_order (account_id, id, engagement, package, price, currency, "
        "state, "
        "payment, accepted_at) values ('" +
        account + "', 'onb_1', 'onb_1', 'do_it_with_help', 100, 'EUR', 'open', 'paid', now())");
}

inline std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

using Variables = std::map<std::string, std::string>;

struct Fixture {
    explicit Fixture(const Variables& more = {}) : environment(more) {
        pay_for_help(service.database(), account);
    }

    testkit::FakeClock clock{now};
    testkit::TempDirectory folder;
    std::map<std::string, std::string> environment;
    testkit::RunningService service{onboarding::service(), whole_environment(), clock};
    const std::string account = "acc_one";

    http::Caller as(Role role, const std::string& of = "acc_one") {
        return testkit::caller(of, role, clock.now());
    }
    testkit::Answer call(const std::string& method, const std::string& path,
                         const std::string& body = "", testkit::Headers headers = {}) {
        return service.call(as(Role::owner), method, path, body, std::move(headers));
    }
    testkit::Answer create(const std::string& module, std::size_t size) {
        return call("POST", imports,
                    R"({"module":")" + module + R"(","size":)" + std::to_string(size) + "}");
    }
    testkit::Answer put(const std::string& path, std::size_t offset, const std::string& bytes) {
        return call("PUT", path + "/content?offset=" + std::to_string(offset), bytes,
                    {{"Content-Type", "text/csv"}});
    }
    /// The path of an import whose file is here; in parts of so many bytes.
    std::string uploaded(const std::string& module, const std::string& file,
                         std::size_t part = std::size_t{1} << 20) {
        const auto made = create(module, file.size());
        INFO(made.body);
        REQUIRE(made.status == 201);
        const std::string path = imports + "/" + made.json()["id"].get<std::string>();
        for (std::size_t at = 0; at < file.size(); at += part)
            REQUIRE(put(path, at, file.substr(at, part)).status == 200);
        return path;
    }
    nlohmann::json read(const std::string& path) { return call("GET", path).json(); }
    std::string state(const std::string& path) { return read(path)["state"]; }
    /// Waits for what the worker does at its own pace; the deadline only ends a hopeless wait.
    void await(const std::string& path, const std::string& wanted) {
        if (!working_) service.start_workers();
        working_ = true;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (state(path) != wanted) {
            INFO(read(path).dump());
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            std::this_thread::yield();
        }
    }
    /// Maps the columns as they are proposed.
    testkit::Answer map(const std::string& path) {
        nlohmann::json body = {{"columns", nlohmann::json::array()}};
        const nlohmann::json import = read(path);
        for (const auto& column : import["columns"])
            if (!column["field"].is_null())
                body["columns"].push_back(
                    {{"column", column["column"]}, {"field", column["field"]}});
        return call("PUT", path + "/mapping", body.dump());
    }
    std::string checked(const std::string& module, const std::string& file) {
        const std::string path = uploaded(module, file);
        await(path, "inspected");
        const auto mapped = map(path);
        INFO(mapped.body);
        REQUIRE(mapped.status == 202);
        await(path, "checked");
        return path;
    }
    std::string handed_over(const std::string& path, const std::string& module) {
        const std::string id = path.substr(path.rfind('/') + 1);
        return content_of(std::filesystem::path(folder.path()) / account /
                          (id + "." + module + ".ndjson"));
    }

  private:
    std::map<std::string, std::string> whole_environment() {
        std::map<std::string, std::string> all{
            {"TENURE_CATALOG_DIR", std::string(TENURE_SOURCE_DIR) + "/deploy/catalog"},
            {"TENURE_BILLING_URL", "http://127.0.0.1:1"},
            {"TENURE_IMPORT_DIRECTORY", folder.path()},
            {"TENURE_LEASE_MS", "2000"},
            {"TENURE_SWEEP_INTERVAL_MS", "10"}};
        for (const auto& [name, value] : environment) all[name] = value;
        return all;
    }
    bool working_ = false;
};

}  // namespace tenure::test
