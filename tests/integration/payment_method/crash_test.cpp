// The service killed between two steps: what moves money moves it once.

#include <filesystem>

#include "integration/payment_method/house.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

template <class Condition>
void await(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::yield();
    }
}

void is_killed(testkit::Process& process) {
    REQUIRE(process.wait(std::chrono::seconds(20)) == -SIGKILL);
}

}  // namespace

#ifdef TENURE_FAILPOINTS

TEST_CASE("Whatever step of a payment the process dies at, it is charged once") {
    for (const char* step : {"payment_method.payment_created", "payment_method.provider_charged",
                             "payment_method.payment_recorded"}) {
        INFO(step);
        House house;
        const std::string id = new_id("pay", house.clock.now());
        {
            const auto process = house.start(step);
            REQUIRE(house.add(some_card("4242424242424242", "123")).status == 201);
            REQUIRE_THROWS(house.call(Role::service, "POST", "/internal/v1/payments",
                                      Fixture::payment_body(id)));
            REQUIRE(process->wait(std::chrono::seconds(20)) == -SIGKILL);
        }
        const auto process = house.start();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (house.call(Role::service, "GET", "/internal/v1/payments/" + id).json()["status"] !=
               "succeeded") {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            std::this_thread::yield();
        }
        REQUIRE(
            house.call(Role::service, "POST", "/internal/v1/payments", Fixture::payment_body(id))
                .json()["status"] == "succeeded");
        REQUIRE(house.database.query("select count(*) from sandbox.charge").at(0) == "1");
        REQUIRE(house.database.query("select count(*) from event where type = 'payment.succeeded'")
                    .at(0) == "1");
        process->send_signal(SIGTERM);
        REQUIRE(process->wait(std::chrono::seconds(20)) == 0);
    }
}

TEST_CASE("Whatever step of a refund the process dies at, it is paid back once") {
    for (const char* step : {"payment_method.refund_created", "payment_method.provider_refunded"}) {
        INFO(step);
        House house;
        const std::string payment = new_id("pay", house.clock.now());
        const std::string path = "/internal/v1/payments/" + payment + "/refunds";
        const std::string refund = new_id("rfd", house.clock.now());
        const std::string body =
            R"({"id":")" + refund + R"(","amount":{"amount":2000,"currency":"EUR"}})";
        {
            const auto process = house.start(step);
            REQUIRE(house.add(some_card("4242424242424242", "123")).status == 201);
            REQUIRE(house
                        .call(Role::service, "POST", "/internal/v1/payments",
                              Fixture::payment_body(payment))
                        .status == 200);
            REQUIRE_THROWS(house.call(Role::service, "POST", path, body));
            is_killed(*process);
        }
        const auto process = house.start();
        await([&] {
            return house.call(Role::service, "GET", "/internal/v1/refunds/" + refund)
                       .json()["status"] == "succeeded";
        });
        REQUIRE(house.call(Role::service, "POST", path, body).json()["status"] == "succeeded");
        REQUIRE(house.database.query("select count(*) || ' ' || sum(amount) from sandbox.refund")
                    .at(0) == "1 2000");
        REQUIRE(house.database.query("select count(*) from event where type = 'refund.succeeded'")
                    .at(0) == "1");
    }
}

TEST_CASE("Whatever step of a bank file the process dies at, each debit is in one file") {
    for (const char* step :
         {"payment_method.collections_made", "payment_method.collections_written"}) {
        INFO(step);
        const testkit::TempDirectory folder;
        House house({{"TENURE_COLLECTIONS_DIR", folder.path()},
                     {"TENURE_DEBIT_PROVIDER", "sepa_xml"},
                     {"TENURE_DEBIT_NOTICE_DAYS", "1"},
                     {"TENURE_IBAN_KEY", "a key for account numbers, 32 bytes"},
                     {"TENURE_CREDITOR_IBAN", "BE68539007547034"}});
        const auto collect = [&] {
            return house.call(Role::operator_, "POST", "/v1/operator/collections");
        };
        {
            const auto process = house.start(step);
            REQUIRE(house
                        .add(R"({"type":"sepa_debit","sepa_debit":{"iban":"BE62510007547061",)"
                             R"("account_holder":"Exemple"},"mandate":{"accepted":true}})")
                        .status == 201);
            REQUIRE(house
                        .call(Role::service, "POST", "/internal/v1/payments",
                              Fixture::payment_body(new_id("pay", house.clock.now())))
                        .json()["status"] == "processing");
            REQUIRE_THROWS(collect());
            is_killed(*process);
        }
        const auto process = house.start();
        const auto made = collect();
        INFO(made.body);
        REQUIRE(made.status == 201);
        REQUIRE(made.json()["written"] == true);
        REQUIRE(
            std::filesystem::exists(folder.path() + "/" + made.json()["file"].get<std::string>()));
        REQUIRE(collect().code() == "nothing_to_collect");
        REQUIRE(
            house.database.query("select count(*) || ' ' || sum(debits) from sepa.file").at(0) ==
            "1 1");
    }
}

#endif
