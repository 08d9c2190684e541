// Payments over HTTP, as billing asks for them: once per id, whatever happens.

#include "integration/payment_method/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

std::string status_of(const testkit::Answer& answer) {
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return answer.json()["status"];
}

}  // namespace

TEST_CASE("A payment is charged to the default method") {
    Fixture f;
    const std::string method = f.add("4242424242424242");
    const std::string id = f.new_payment();
    const auto answer = f.pay(id);
    REQUIRE(status_of(answer) == "succeeded");
    const auto payment = answer.json();
    REQUIRE(payment["id"] == id);
    REQUIRE(payment["amount"] == nlohmann::json{{"amount", 6000}, {"currency", "EUR"}});
    REQUIRE(payment["failure"].is_null());
    REQUIRE(payment["payment_method_id"] == method);
    REQUIRE(f.service.call(f.billing(), "GET", "/internal/v1/payments/" + id).json() == payment);
    REQUIRE(f.get("/v1/payments/" + id).json() == payment);
    REQUIRE(f.charges() == "1");
    REQUIRE(f.events().back() == "payment.succeeded");
    const auto event = nlohmann::json::parse(
        f.query("select data::text from event where type = 'payment.succeeded'").at(0));
    REQUIRE(event["payment"] == payment);
    REQUIRE(event["purpose"] == nlohmann::json{{"type", "order"}, {"id", with_prefix(id, "chg")}});
}

TEST_CASE("Each card that fails says why") {
    const std::map<std::string, std::string> table{
        {"4000000000000002", "payment_declined"},
        {"4000000000000341", "payment_declined"},
        {"4000000000009995", "insufficient_funds"},
        {"4000002760003184", "payment_authentication_required"}};
    for (const auto& [number, code] : table) {
        Fixture f;
        f.add(number);
        const auto answer = f.pay(f.new_payment());
        REQUIRE(status_of(answer) == "failed");
        REQUIRE(answer.json()["failure"]["code"] == code);
        REQUIRE_FALSE(answer.json()["failure"]["detail"].get<std::string>().empty());
        REQUIRE(f.events().back() == "payment.failed");
    }
}

TEST_CASE("The same id pays once, however often it is asked for") {
    Fixture f;
    f.add("4242424242424242");
    const std::string id = f.new_payment();
    const auto first = f.pay(id);
    f.add("5555555555554444", R"(,"make_default":true)");
    const auto again = f.pay(id);
    REQUIRE(again.status == 200);
    REQUIRE(again.json() == first.json());
    REQUIRE(f.charges() == "1");
    REQUIRE(f.query("select count(*) from event where type = 'payment.succeeded'").at(0) == "1");
}

TEST_CASE("A failed payment stays failed, another attempt is another payment") {
    Fixture f;
    f.add("4000000000000002");
    const std::string id = f.new_payment();
    f.pay(id);
    f.add("4242424242424242", R"(,"make_default":true)");
    REQUIRE(status_of(f.pay(id)) == "failed");
    REQUIRE(status_of(f.pay(f.new_payment())) == "succeeded");
}

TEST_CASE("An id asked for another amount or purpose is a mismatch") {
    Fixture f;
    f.add("4242424242424242");
    const std::string id = f.new_payment();
    f.pay(id);
    const auto amount = f.pay(id, 6001);
    REQUIRE(amount.status == 409);
    REQUIRE(amount.code() == "payment_mismatch");
    std::string body = Fixture::payment_body(id);
    body.replace(body.find("\"order\""), 7, "\"invoice\"");
    REQUIRE(f.service.call(f.billing(), "POST", "/internal/v1/payments", body).code() ==
            "payment_mismatch");
    REQUIRE(f.charges() == "1");
}

TEST_CASE("Equal calls at the same moment make one charge and one event") {
    for (const char* number : {"4242424242424242", "4000000000007114", "4000000000007122"}) {
        Fixture f;
        f.add(number);
        const std::string id = f.new_payment();
        std::vector<std::thread> threads;
        std::vector<int> statuses(8);
        for (std::size_t i = 0; i < statuses.size(); ++i)
            threads.emplace_back([&, i] { statuses[i] = f.pay(id).status; });
        for (std::thread& thread : threads) thread.join();
        for (const int status : statuses) REQUIRE(status == 200);
        REQUIRE(status_of(f.pay(id)) == "succeeded");
        REQUIRE(f.charges() == "1");
        REQUIRE(f.query("select count(*) from payment").at(0) == "1");
        REQUIRE(f.query("select count(*) from event where type = 'payment.succeeded'").at(0) ==
                "1");
    }
}

TEST_CASE("A time-out leaves the payment unknown until the sweeper has found its outcome") {
    // The first was charged and is found; the second was not, and is charged under the same key.
    for (const char* number : {"4000000000007114", "4000000000007122"}) {
        Fixture f;
        f.add(number);
        const std::string id = f.new_payment();
        REQUIRE(status_of(f.pay(id)) == "unknown");
        REQUIRE(f.get("/v1/payments/" + id).json()["status"] == "unknown");
        REQUIRE(f.events().back() != "payment.succeeded");
        f.service.start_workers();
        f.await([&] { return f.get("/v1/payments/" + id).json()["status"] == "succeeded"; });
        REQUIRE(f.charges() == "1");
        REQUIRE(f.query("select count(*) from event where type = 'payment.succeeded'").at(0) ==
                "1");
    }
}

TEST_CASE("A repeated call finds the outcome of a time-out by itself") {
    for (const char* number : {"4000000000007114", "4000000000007122"}) {
        Fixture f;
        f.add(number);
        const std::string id = f.new_payment();
        REQUIRE(status_of(f.pay(id)) == "unknown");
        REQUIRE(status_of(f.pay(id)) == "succeeded");
        REQUIRE(f.charges() == "1");
    }
}

TEST_CASE("The sweeper leaves a payment alone while its request's lease runs") {
    Fixture f(Variables{{"TENURE_LEASE_MS", "60000"}});
    f.add("4000000000007114");
    const std::string id = f.new_payment();
    REQUIRE(status_of(f.pay(id)) == "unknown");
    f.service.start_workers();
    // A second payment whose lease has passed is swept; the first is as old and still left alone.
    const std::string other = f.new_payment();
    REQUIRE(status_of(f.pay(other)) == "unknown");
    f.query("update payment set lease_until = now() - interval '1 second' where id = '" + other +
            "' returning id");
    f.await([&] { return f.get("/v1/payments/" + other).json()["status"] == "succeeded"; });
    REQUIRE(f.get("/v1/payments/" + id).json()["status"] == "unknown");
}

TEST_CASE("A card that has expired by the day of the charge is not charged") {
    Fixture f;
    const auto brief = f.post(card_body("4242424242424242", "", R"("exp_month":11,"exp_year":26)"));
    REQUIRE(brief.status == 201);
    f.clock.set(parse_timestamp("2026-11-30T22:59:59Z").value());
    REQUIRE(status_of(f.pay(f.new_payment())) == "succeeded");
    f.clock.set(parse_timestamp("2026-11-30T23:00:00Z").value());
    const auto late = f.pay(f.new_payment());
    REQUIRE(status_of(late) == "failed");
    REQUIRE(late.json()["failure"]["code"] == "payment_method_expired");
    REQUIRE(f.charges() == "1");
}

TEST_CASE("Without a payment method nothing is recorded") {
    Fixture f;
    const std::string id = f.new_payment();
    const auto answer = f.pay(id);
    REQUIRE(answer.status == 404);
    REQUIRE(answer.code() == "payment_method_missing");
    REQUIRE(f.query("select count(*) from payment").at(0) == "0");
    REQUIRE(f.service.call(f.billing(), "GET", "/internal/v1/payments/" + id).code() ==
            "payment_not_found");
}

TEST_CASE("Two accounts' payments are apart, even under one id") {
    Fixture f;
    f.add("4242424242424242");
    const auto other = f.as(Role::service, "acc_two");
    REQUIRE(f.service
                .call(f.as(Role::owner, "acc_two"), "POST", "/v1/payment-methods",
                      card_body("4000000000000002"))
                .status == 201);
    const std::string id = f.new_payment();
    REQUIRE(status_of(f.pay(id)) == "succeeded");
    REQUIRE(status_of(f.service.call(other, "POST", "/internal/v1/payments",
                                     Fixture::payment_body(id))) == "failed");
}

TEST_CASE("A method whose payment has no outcome yet cannot be removed") {
    Fixture f;
    const std::string method = f.add("4000000000007114");
    const std::string id = f.new_payment();
    REQUIRE(status_of(f.pay(id)) == "unknown");
    f.add("4242424242424242", R"(,"make_default":true)");
    const auto refused = f.remove("/v1/payment-methods/" + method);
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "payment_method_in_use");
    REQUIRE(status_of(f.pay(id)) == "succeeded");
    REQUIRE(f.remove("/v1/payment-methods/" + method).status == 204);
    REQUIRE(f.get("/v1/payments/" + id).json()["payment_method_id"] == method);
}

TEST_CASE("Every bad field of a payment is told, and nothing is charged") {
    Fixture f;
    f.add("4242424242424242");
    const auto post = [&](const std::string& body) {
        return f.service.call(f.billing(), "POST", "/internal/v1/payments", body);
    };
    REQUIRE(post("{").code() == "malformed_json");
    REQUIRE(bad_fields(post("{}")) ==
            List{"/id required", "/amount required", "/purpose required", "/description required"});
    REQUIRE(bad_fields(post(R"({"id":"pm_1","amount":5,"purpose":{"type":"","id":7},
        "description":true,"token":"x"})")) ==
            List{"/id invalid_id", "/amount wrong_type", "/purpose/type unknown_value",
                 "/purpose/id wrong_type", "/description wrong_type", "/token unknown_field"});
    const auto amount = [&](const std::string& value) {
        std::string body = Fixture::payment_body(f.new_payment());
        body.replace(body.find("6000"), 4, value);
        return bad_fields(post(body));
    };
    REQUIRE(amount("0") == List{"/amount/amount out_of_range"});
    REQUIRE(amount("-1") == List{"/amount/amount out_of_range"});
    REQUIRE(amount("9007199254740992") == List{"/amount/amount out_of_range"});
    REQUIRE(amount("1.5") == List{"/amount/amount wrong_type"});
    REQUIRE(f.charges() == "0");
    REQUIRE(f.query("select count(*) from payment").at(0) == "0");
}

TEST_CASE("Unfinished payments are counted for the metrics") {
    Fixture f(Variables{{"TENURE_LEASE_MS", "60000"}});
    f.add("4000000000007114");
    REQUIRE(status_of(f.pay(f.new_payment())) == "unknown");
    f.service.start_workers();
    f.await([&] {
        return testkit::exchange(f.service.port(), "GET", "/metrics")
                   .body.find("tenure_queue_depth{queue=\"payments\"} 1") != std::string::npos;
    });
}
