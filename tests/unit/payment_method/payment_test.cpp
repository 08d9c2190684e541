#include "payment_method/domain/payment.hpp"

#include <catch2/catch.hpp>

#include "payment_method/domain/payment_method.hpp"

using namespace tenure;
using namespace tenure::payment_method;

namespace {

Payment payment(PaymentStatus status) {
    Payment made;
    made.id = PaymentId("pay_1");
    made.status = status;
    made.amount = Money(1000, Currency::eur());
    made.purpose = {"order", "chg_1"};
    return made;
}

}  // namespace

TEST_CASE("An outcome settles a payment that has none") {
    for (const PaymentStatus open : {PaymentStatus::created, PaymentStatus::unknown}) {
        REQUIRE(settle(payment(open), ChargeOutcome::success()).status == PaymentStatus::succeeded);
        const Payment failed = settle(payment(open), ChargeOutcome::failure("payment_declined"));
        REQUIRE(failed.status == PaymentStatus::failed);
        REQUIRE(failed.failure_code == "payment_declined");
        REQUIRE(settle(payment(open), ChargeOutcome::unknown()).status == PaymentStatus::unknown);
    }
}

TEST_CASE("A final payment stays as it is") {
    for (const PaymentStatus final : {PaymentStatus::succeeded, PaymentStatus::failed}) {
        REQUIRE(settle(payment(final), ChargeOutcome::success()).status == final);
        REQUIRE(settle(payment(final), ChargeOutcome::unknown()).status == final);
        REQUIRE(settle(payment(final), ChargeOutcome::failure("x")).failure_code.empty());
    }
}

TEST_CASE("A payment's id stands for one amount and purpose") {
    const Payment made = payment(PaymentStatus::created);
    REQUIRE(check_same(made, made.amount, made.purpose).ok());
    REQUIRE(check_same(made, Money(1001, Currency::eur()), made.purpose).error().code ==
            "payment_mismatch");
    REQUIRE(check_same(made, made.amount, {"order", "chg_2"}).error().code == "payment_mismatch");
    REQUIRE(check_same(made, made.amount, {"invoice", "chg_1"}).error().code == "payment_mismatch");
}

TEST_CASE("Every status has a name that is read back") {
    for (const PaymentStatus status : {PaymentStatus::created, PaymentStatus::succeeded,
                                       PaymentStatus::failed, PaymentStatus::unknown})
        REQUIRE(payment_status(name_of(status)) == status);
    REQUIRE_THROWS_AS(payment_status("paid"), std::invalid_argument);
}

TEST_CASE("Every funding has a name that is read back") {
    for (const Funding funding :
         {Funding::credit, Funding::debit, Funding::prepaid, Funding::unknown})
        REQUIRE(parse_funding(name_of(funding)) == funding);
    REQUIRE_FALSE(parse_funding("charge").has_value());
}

TEST_CASE("The only method, the default and one that is being charged cannot be removed") {
    PaymentMethod method;
    REQUIRE(check_removal(method, 2, false).ok());
    REQUIRE(check_removal(method, 2, true).error().code == "payment_method_in_use");
    method.is_default = true;
    REQUIRE(check_removal(method, 1, false).error().code == "payment_method_in_use");
    REQUIRE(check_removal(method, 2, false).error().code == "payment_method_is_default");
}
