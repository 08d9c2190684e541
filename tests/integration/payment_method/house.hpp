#pragma once
// The service as a process of its own, which may be killed and started again on its database.

#include <csignal>
#include <unistd.h>

#include "http/internal_token.hpp"
#include "integration/payment_method/fixture.hpp"
#include "testkit/process.hpp"

namespace tenure::test {

/// A database and a directory in which processes of the service come and go.
struct House {
    explicit House(Variables more = {}) : extra(std::move(more)) {}

    Variables extra;
    SystemClock clock;
    testkit::TempDatabase database;
    testkit::TempDirectory directory;
    http::InternalTokens tokens{testkit::internal_key, clock};

    std::string log_path() const { return directory.path() + "/log"; }
    std::unique_ptr<testkit::Process> start(const std::string& failpoint = "") {
        Variables environment = environment_with(extra);
        environment.merge(Variables{{"TENURE_DATABASE_URL", database.url()},
                                    {"TENURE_INTERNAL_KEY", testkit::internal_key},
                                    {"TENURE_LISTEN", "127.0.0.1:0"},
                                    {"TENURE_PORT_FILE", port_file()},
                                    {"TENURE_LOG_LEVEL", "trace"},
                                    {"TENURE_FAILPOINT", failpoint}});
        ::unlink(port_file().c_str());
        auto process = std::make_unique<testkit::Process>(
            std::vector<std::string>{std::string(TENURE_BINARY_DIR) + "/bin/tenure-payment_method"},
            environment, log_path());
        port = static_cast<std::uint16_t>(std::stoi(testkit::await_file(port_file(), *process)));
        return process;
    }
    std::string port_file() const { return directory.path() + "/port"; }

    testkit::Answer call(Role role, std::string_view method, const std::string& path,
                         const std::string& body = "", testkit::Headers headers = {}) {
        http::Caller caller = testkit::caller("acc_one", role, clock.now());
        caller.on_test_clock = false;
        return testkit::call(port, tokens, caller, method, path, body, std::move(headers));
    }
    testkit::Answer add(const std::string& body, testkit::Headers headers = {}) {
        return call(Role::owner, "POST", "/v1/payment-methods", body, std::move(headers));
    }

    /// Every row of every table, as text.
    std::string dump() const {
        std::string all;
        for (const std::string& table :
             database.query("select format('%I.%I', schemaname, tablename) from pg_tables "
                            "where schemaname not in ('pg_catalog', 'information_schema')"))
            for (const std::string& row : database.query("select t::text from " + table + " t"))
                all += table + ": " + row + "\n";
        return all;
    }

    std::uint16_t port = 0;
};

inline std::string some_card(const std::string& number, const std::string& cvc) {
    return card_body(
        number, "",
        R"("exp_month":12,"exp_year":2035,"cvc":")" + cvc + R"(","holder":"Test Holder")");
}

}  // namespace tenure::test
