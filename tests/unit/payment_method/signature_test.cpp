#include "payment_method/clients/signature.hpp"

#include <catch2/catch.hpp>

#include "conformance/table.hpp"

using namespace tenure;
using namespace tenure::payment_method;

namespace {

constexpr std::chrono::seconds tolerance{300};
const std::string secret = "whsec_test_secret";
const std::string body = R"({"id":"evt_1"})";

Timestamp at(std::int64_t seconds) {
    return Timestamp(std::chrono::seconds(seconds));
}

std::string header_at(std::int64_t seconds) {
    const std::string time = std::to_string(seconds);
    return "t=" + time + ",v1=" + hmac_sha256_hex(secret, time + "." + body);
}

bool accepts(const std::string& header, std::int64_t now = 1700000000) {
    const Status status = check_signature(secret, header, body, at(now), tolerance);
    if (!status.ok()) REQUIRE(status.error().code == "notification_invalid");
    return status.ok();
}

}  // namespace

TEST_CASE("A signature holds for its body, its secret and five minutes") {
    const std::string good = header_at(1700000000);
    REQUIRE(accepts(good));
    REQUIRE(accepts(good, 1700000300));
    REQUIRE(accepts(good, 1699999700));
    REQUIRE_FALSE(accepts(good, 1700000301));
    REQUIRE_FALSE(accepts(good, 1699999699));
    REQUIRE_FALSE(check_signature("other", good, body, at(1700000000), tolerance).ok());
    REQUIRE_FALSE(check_signature(secret, good, body + " ", at(1700000000), tolerance).ok());
}

TEST_CASE("One right signature among several is enough") {
    const std::string good = header_at(1700000000);
    REQUIRE(accepts("t=1700000000,v1=00,v0=11" + good.substr(good.find(",v1="))));
    REQUIRE(accepts(good + ",v1=00"));
}

TEST_CASE("A header that is no signature is refused") {
    const std::string good = header_at(1700000000);
    for (const std::string& header :
         {std::string(), std::string("t="), std::string("v1=abc"), std::string("t=1700000000"),
          std::string("t=1700000000,v1="), "t=x" + good.substr(12), std::string("t=-1,v1=00"),
          std::string("t=99999999999999999999,v1=00"), good.substr(0, good.size() - 1),
          std::string(",,,")}) {
        INFO(header);
        REQUIRE_FALSE(accepts(header));
    }
}

TEST_CASE("Stripe's signatures of the reference data are right") {
    const auto table = conformance::Table::load("webhooks/stripe_signature.tsv");
    if (!table) return;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const Timestamp signed_at = at(std::stoll(table->at(row, "timestamp")));
        const std::string& header = table->at(row, "stripe_signature_header");
        const std::string& payload = table->at(row, "payload");
        CAPTURE(header);
        REQUIRE(
            check_signature(table->at(row, "secret"), header, payload, signed_at, tolerance).ok());
        REQUIRE_FALSE(
            check_signature(table->at(row, "secret"), header, payload + "x", signed_at, tolerance)
                .ok());
    }
    REQUIRE(table->size() >= 3);
}
