#include "payment_method/http/dto.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tenure;
using namespace tenure::payment_method;

TEST_CASE("A payment that was only recorded is shown as processing") {
    Payment payment;
    payment.id = PaymentId("pay_1");
    payment.amount = Money(1250, Currency::eur());
    payment.purpose = {"order", "chg_1"};
    payment.method = PaymentMethodId("pm_1");
    const auto shown = nlohmann::json::parse(to_json(payment));
    REQUIRE(shown["status"] == "processing");
    REQUIRE(shown["failure"].is_null());
    REQUIRE(shown["amount"] == nlohmann::json{{"amount", 1250}, {"currency", "EUR"}});
}

TEST_CASE("A failed payment says why, in its event too") {
    Payment payment;
    payment.status = PaymentStatus::failed;
    payment.failure_code = "insufficient_funds";
    payment.purpose = {"order", "chg_1"};
    const auto event = nlohmann::json::parse(make_event_documents()->of(payment));
    REQUIRE(event["payment"]["status"] == "failed");
    REQUIRE(event["payment"]["failure"]["code"] == "insufficient_funds");
    REQUIRE_FALSE(event["payment"]["failure"]["detail"].get<std::string>().empty());
    REQUIRE(event["purpose"] == nlohmann::json{{"type", "order"}, {"id", "chg_1"}});
}

TEST_CASE("Other services see a method's brand, last digits and month of expiry") {
    PaymentMethod method;
    method.id = PaymentMethodId("pm_1");
    method.instrument = Card{"visa", "4242", CardExpiry{9, 2027}, Funding::credit, "Test Holder"};
    REQUIRE(nlohmann::json::parse(to_internal_json(method)) ==
            nlohmann::json{{"id", "pm_1"},
                           {"type", "card"},
                           {"brand", "visa"},
                           {"last4", "4242"},
                           {"expires", "2027-09"}});
}
