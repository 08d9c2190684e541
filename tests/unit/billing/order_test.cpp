#include "billing/domain/order.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "unit/billing/examples.hpp"

using namespace tenure;
using namespace tenure::billing;
using namespace tenure::billing::examples;

namespace {

const Timestamp now = at("2026-11-23T10:00:00Z");

Quote quote_for(const Purchase& purchase) {
    Quote quote;
    quote.id = QuoteId::make(now);
    quote.purchase = identity_of(purchase);
    quote.account_version = 7;
    quote.created_at = now;
    quote.expires_at = now + std::chrono::minutes(30);
    return quote;
}

Account account_with_term(std::int64_t version = 7) {
    return {version,
            "Europe/Brussels",
            {first_term(day("2026-11-23"), Cycle::quarterly)},
            AccountStatus::live};
}

std::string code_of(const Status& status) {
    return status.ok() ? "" : status.error().code;
}

}  // namespace

TEST_CASE("A fresh quote for the same purchase may be used until the instant it expires") {
    const Quote quote = quote_for(add_users(3));
    REQUIRE(check_quote(quote, add_users(3), account_with_term(), now).ok());
    const auto last = quote.expires_at - std::chrono::microseconds(1);
    REQUIRE(check_quote(quote, add_users(3), account_with_term(), last).ok());
    REQUIRE(code_of(check_quote(quote, add_users(3), account_with_term(), quote.expires_at)) ==
            "quote_expired");
}

TEST_CASE("A quote is refused for another purchase, a second time, and after a change") {
    Quote quote = quote_for(add_users(3));
    REQUIRE(code_of(check_quote(quote, add_users(4), account_with_term(), now)) ==
            "quote_mismatch");
    REQUIRE(code_of(check_quote(quote, add_users(3), account_with_term(8), now)) == "quote_stale");
    quote.used_by = ChangeId::make(now);
    REQUIRE(code_of(check_quote(quote, add_users(3), account_with_term(), now)) == "quote_used");
}

TEST_CASE("Purchases are the same by what is bought, whatever the catalogue says by now") {
    Purchase dearer = add_users(3);
    dearer.operations[0].prices.quarterly = euros(9900);
    dearer.operations[0].names["fr"] = "Autre texte";
    REQUIRE(identity_of(dearer) == identity_of(add_users(3)));
    REQUIRE(identity_of(add_users(3)) != identity_of(add_users(4)));
    REQUIRE(identity_of(start(3)) != identity_of(add_users(3)));
    REQUIRE(identity_of(start(3)) != identity_of(start(3, Cycle::annual)));
    Purchase other_product = add_users(3);
    other_product.operations[0].product = "plan.flow";
    REQUIRE(identity_of(other_product) != identity_of(add_users(3)));
    Purchase later = add_users(3);
    later.effect = Effect::at_renewal;
    REQUIRE(identity_of(later) != identity_of(add_users(3)));
    REQUIRE(identity_of(change({remove_users(3)})) != identity_of(change({remove_users(2)})));
}

TEST_CASE("What a request says includes the quote that it names") {
    const QuoteId quote = QuoteId::make(now);
    REQUIRE(content_of(add_users(3), {}) == content_of(add_users(3), {}));
    REQUIRE(content_of(add_users(3), quote) != content_of(add_users(3), {}));
    REQUIRE(content_of(add_users(3), quote) != content_of(add_users(3), QuoteId::make(now)));
}

TEST_CASE("The payment's id is the order's digits") {
    const ChangeId order = ChangeId::make(now);
    REQUIRE(payment_id(order).str() == "pay_" + order.str().substr(4));
}

TEST_CASE("A purchase is checked as a whole") {
    REQUIRE(check(start(1)).ok());
    REQUIRE(check(add_users(1)).ok());
    Purchase without_start = start(1);
    without_start.start.reset();
    REQUIRE(check(without_start).error().fields.at(0).pointer == "/start");
    Purchase with_start = add_users(1);
    with_start.start = Start{};
    REQUIRE(check(with_start).error().fields.at(0).code == "not_allowed");
    Purchase removing = start(1);
    removing.operations = {remove_users(1)};
    REQUIRE(check(removing).error().fields.at(0).pointer == "/operations");
    Purchase ending = change({});
    REQUIRE(check(ending).error().fields.at(0).code == "required");
    ending.kind = PurchaseKind::end;
    REQUIRE(check(ending).error().fields.at(0).pointer == "/effective");
    ending.effect = Effect::at_renewal;
    REQUIRE(check(ending).ok());
    Purchase nowhere = start(1);
    nowhere.start->time_zone = "Europe/Atlantis";
    REQUIRE(check(nowhere).error().fields.at(0).code == "unknown_time_zone");
    Purchase mixed = start(1);
    mixed.operations[0].prices.annual = Money(2500, Currency::parse("USD").value());
    REQUIRE(check(mixed).error().fields.at(0).code == "currency_mismatch");
    Purchase negative = start(1);
    negative.operations[0].prices.annual = euros(-1);
    REQUIRE(check(negative).error().fields.at(0).code == "out_of_range");
}

TEST_CASE("An account is in the last term that has begun") {
    const Term first = first_term(day("2026-11-23"), Cycle::quarterly);
    const Account account{1, "Europe/Brussels", {first, next_term(first, Cycle::annual)}};
    REQUIRE(term_at(account, at("2027-02-22T22:59:59Z")).value().term.number == 1);
    REQUIRE(term_at(account, at("2027-02-22T23:00:00Z")).value().term.number == 2);
    REQUIRE(term_at(Account{}, now).error().kind == ErrorKind::not_found);
    REQUIRE(term_at(account, at("2026-11-01T00:00:00Z")).error().code == "subscription_missing");
}

TEST_CASE("Invoice numbers have six digits, and more when they are needed") {
    REQUIRE(invoice_number(2026, 1) == "2026-000001");
    REQUIRE(invoice_number(2026, 999'999) == "2026-999999");
    REQUIRE(invoice_number(2027, 1'000'000) == "2027-1000000");
    REQUIRE(year_of(day("2026-12-31")) == 2026);
    REQUIRE(year_of(day("2027-01-01")) == 2027);
}

TEST_CASE("Numbers within a million sort as texts") {
    REQUIRE(rc::check("order is kept", [] {
        const auto a = *rc::gen::inRange<std::int64_t>(1, 999'999);
        const auto b = *rc::gen::inRange<std::int64_t>(1, 999'999);
        RC_ASSERT((a < b) == (invoice_number(2026, a) < invoice_number(2026, b)));
    }));
}
