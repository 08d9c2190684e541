#include "payment_method/domain/payment.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "payment_method/domain/payment_method.hpp"
#include "payment_method/domain/refund.hpp"

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

TEST_CASE("A payment becomes only what it still can become") {
    using Kind = ChargeOutcome::Kind;
    const std::map<Kind, std::set<PaymentStatus>> closed_to{
        {Kind::unknown,
         {PaymentStatus::processing, PaymentStatus::succeeded, PaymentStatus::failed,
          PaymentStatus::returned, PaymentStatus::refunded}},
        {Kind::processing,
         {PaymentStatus::succeeded, PaymentStatus::failed, PaymentStatus::returned,
          PaymentStatus::refunded}},
        {Kind::succeeded,
         {PaymentStatus::failed, PaymentStatus::returned, PaymentStatus::refunded}},
        {Kind::failed,
         {PaymentStatus::succeeded, PaymentStatus::returned, PaymentStatus::refunded}},
        {Kind::returned, {PaymentStatus::failed}}};
    for (const auto& [kind, statuses] : closed_to) {
        for (const PaymentStatus status : statuses) {
            const Payment settled = settle(payment(status), {kind, "late"});
            REQUIRE(settled.status == status);
        }
    }
    for (const Kind kind : {Kind::succeeded, Kind::failed, Kind::processing, Kind::unknown})
        for (const PaymentStatus open : {PaymentStatus::created, PaymentStatus::unknown})
            REQUIRE(is_decided(settle(payment(open), {kind, "x"}).status) ==
                    (kind != Kind::unknown));
}

TEST_CASE("News of a payment move its next instant, also while nothing else changes") {
    using Kind = ChargeOutcome::Kind;
    const Timestamp soon = parse_timestamp("2026-11-25T10:00:00Z").value();
    const Payment waiting = settle(payment(PaymentStatus::created), {Kind::processing, "", soon});
    REQUIRE(waiting.status == PaymentStatus::processing);
    REQUIRE(waiting.due_at == soon);
    const Payment still = settle(waiting, {Kind::processing, "", soon + std::chrono::hours(1)});
    REQUIRE(still.due_at == soon + std::chrono::hours(1));
    const Payment back =
        settle(settle(still, ChargeOutcome::success()), {Kind::returned, "debit_refunded"});
    REQUIRE(back.status == PaymentStatus::returned);
    REQUIRE(back.failure_code == "debit_refunded");
    REQUIRE_FALSE(back.due_at.has_value());
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
    for (const PaymentStatus status :
         {PaymentStatus::created, PaymentStatus::requires_action, PaymentStatus::processing,
          PaymentStatus::succeeded, PaymentStatus::failed, PaymentStatus::unknown,
          PaymentStatus::returned, PaymentStatus::refunded})
        REQUIRE(payment_status(name_of(status)) == status);
    REQUIRE_THROWS_AS(payment_status("paid"), std::invalid_argument);
}

TEST_CASE("Every funding has a name that is read back") {
    for (const Funding funding :
         {Funding::credit, Funding::debit, Funding::prepaid, Funding::unknown})
        REQUIRE(parse_funding(name_of(funding)) == funding);
    REQUIRE_FALSE(parse_funding("charge").has_value());
}

TEST_CASE("No more is paid back than was paid, and only of what succeeded") {
    const Payment paid = payment(PaymentStatus::succeeded);
    const auto eur = [](std::int64_t minor) { return Money(minor, Currency::eur()); };
    REQUIRE(check_refund(paid, eur(0), eur(1000)).ok());
    REQUIRE(check_refund(paid, eur(400), eur(600)).ok());
    const auto refused = check_refund(paid, eur(400), eur(601));
    REQUIRE(refused.error().code == "refund_exceeds_payment");
    REQUIRE(std::get<std::int64_t>(refused.error().members.at(0).second) == 600);
    for (const PaymentStatus status :
         {PaymentStatus::created, PaymentStatus::requires_action, PaymentStatus::processing,
          PaymentStatus::failed, PaymentStatus::unknown, PaymentStatus::returned})
        REQUIRE(check_refund(payment(status), eur(0), eur(1)).error().code ==
                "payment_not_refundable");
}

TEST_CASE("An action that is required ends in an outcome, and is required once") {
    using Kind = ChargeOutcome::Kind;
    const Payment waiting =
        settle(payment(PaymentStatus::created), {Kind::requires_action, "", {}, "https://a"});
    REQUIRE(waiting.action_url == "https://a");
    const Payment done = settle(waiting, {Kind::processing});
    REQUIRE(done.status == PaymentStatus::processing);
    REQUIRE(done.action_url.empty());
    REQUIRE(settle(done, {Kind::requires_action, "", {}, "https://a"}).status ==
            PaymentStatus::processing);
}

TEST_CASE("A needed, a default and a charged method cannot be removed") {
    PaymentMethod method;
    REQUIRE(check_removal(method, {2, true, false}).ok());
    REQUIRE(check_removal(method, {2, true, true}).error().code == "payment_method_in_use");
    method.is_default = true;
    REQUIRE(check_removal(method, {1, true, false}).error().code == "payment_method_in_use");
    REQUIRE(check_removal(method, {2, true, false}).error().code == "payment_method_is_default");
    REQUIRE(check_removal(method, {2, false, false}).error().code == "payment_method_is_default");
    REQUIRE(check_removal(method, {1, false, false}).ok());
    REQUIRE(check_removal(method, {1, false, true}).error().code == "payment_method_in_use");
}

TEST_CASE("Expiry is announced 30 days before the card is of no more use") {
    const TimeZone brussels = TimeZone::find("Europe/Brussels").value();
    // 1 April 2027 begins in summer time, 2 March in winter time.
    REQUIRE(to_string(expiry_notice_at({3, 2027}, brussels)) == "2027-03-01T23:00:00Z");
    REQUIRE(to_string(expiry_notice_at({12, 2026}, brussels)) == "2026-12-01T23:00:00Z");
}
