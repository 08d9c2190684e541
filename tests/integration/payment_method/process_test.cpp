// The service as its own process: what it leaves in its database and log.

#include <cctype>

#include "http/idempotency_key.hpp"
#include "integration/payment_method/house.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

std::string without_separators(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '-'; });
    return text;
}

/// The value stands alone in the text; a fraction of a second does not count.
bool holds_value(const std::string& text, const std::string& value) {
    const auto is_part = [&](std::size_t at) {
        return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
    };
    for (auto at = text.find(value); at != std::string::npos; at = text.find(value, at + 1))
        if (at > 0 && text[at - 1] != '.' && !is_part(at - 1) && !is_part(at + value.size()))
            return true;
    return false;
}

}  // namespace

TEST_CASE("No card number and no security code is ever in the database or in the log") {
    House house;
    const auto process = house.start();
    // With a leading zero, so that no count or identifier can look like it.
    const auto cvc_of = [](const std::string& number) {
        return std::string(number.size() == 15 ? "0739" : "073");
    };
    const std::vector<std::string> numbers{
        "378282246310005",  "371449635398431",  "4242424242424242", "4242424242424241",
        "5105105105105100", "4000000000007221", "4000000000007114"};
    std::vector<std::string> fingerprints;
    for (const std::string& number : numbers) {
        const std::string body = some_card(number, cvc_of(number));
        house.add(body, {{"Idempotency-Key", "key-" + number.substr(number.size() - 4)}});
        house.add(some_card(number, number));
        house.add(card_body(number), {{"Idempotency-Key", "key-" + number}});
        house.add(R"({"type":"card","card":{"number":)" + number + R"(},")" + number + "\":1}");
        house.add("{" + number);
        for (const std::string& path :
             {"/v1/payment-methods/" + number, "/v1/payment-methods?cursor=" + number,
              "/v1/" + number + "?" + number + "=1", "/v1/payments/" + number})
            house.call(Role::owner, "GET", path);
        const std::string id = new_id("pay", house.clock.now());
        house.call(Role::service, "POST", "/internal/v1/payments", Fixture::payment_body(id));
        fingerprints.push_back(
            http::fingerprint_of(http::Method::post, "/v1/payment-methods", body));
    }
    REQUIRE(house.database.query("select count(*) from payment_method").at(0) == "4");
    REQUIRE(house.database.query("select count(*) from idempotency_key").at(0) != "0");
    REQUIRE(house.database.query("select count(*) from payment").at(0) != "0");

    const std::string dump = house.dump();
    const std::string log = process->log();
    // The dump and the log hold what they may, so they would hold the rest as well.
    REQUIRE(dump.find("Test Holder") != std::string::npos);
    REQUIRE(dump.find("8431") != std::string::npos);
    REQUIRE(log.find("/v1/payment-methods") != std::string::npos);
    for (const std::string& text : {dump, log}) {
        for (const std::string& number : numbers)
            REQUIRE(without_separators(text).find(number) == std::string::npos);
        for (const char* cvc : {"073", "0739"}) REQUIRE_FALSE(holds_value(text, cvc));
        // A plain hash of the request would let anybody try all numbers against it.
        for (const std::string& fingerprint : fingerprints)
            REQUIRE(text.find(fingerprint) == std::string::npos);
    }
}

TEST_CASE("The events are served to the other services") {
    House house;
    const auto process = house.start();
    REQUIRE(house.add(some_card("4242424242424242", "123")).status == 201);
    const auto feed =
        house.call(Role::service, "GET", "/internal/v1/events?after=&wait=5&limit=10").json();
    REQUIRE(feed["events"].size() == 2);
    REQUIRE(feed["events"][0]["type"] == "payment_method.added");
    REQUIRE(feed["events"][0]["data"]["payment_method"]["last4"] == "4242");
    REQUIRE(feed["events"][1]["type"] == "payment_method.default_changed");
}
