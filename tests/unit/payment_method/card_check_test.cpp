#include "payment_method/domain/card_check.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure;
using namespace tenure::payment_method;

namespace {

const TimeZone brussels = TimeZone::find("Europe/Brussels").value();
const Timestamp now = parse_timestamp("2026-11-23T10:00:00Z").value();
const CardRanges ranges({{"510510", Funding::prepaid},
                         {"6703", Funding::debit},
                         {"4242", Funding::debit},
                         {"42424242", Funding::credit}});

CardInput card(std::string number) {
    return {std::move(number), 12, 2030, "123", "Test Holder"};
}

/// "pointer code" of every refused field.
std::vector<std::string> refusals(const CardInput& input, Timestamp at = now) {
    const Result<CheckedCard> checked = check_card(input, ranges, brussels, at);
    if (checked.ok()) return {};
    REQUIRE(checked.error().code == "invalid_fields");
    std::vector<std::string> list;
    for (const FieldError& field : checked.error().fields)
        list.push_back(field.pointer + " " + field.code);
    return list;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("A valid card is accepted with its brand, expiry and funding by issuer range") {
    const auto checked = check_card(card("4242 4242 4242 4242"), ranges, brussels, now);
    REQUIRE(checked.ok());
    REQUIRE(checked->number.brand() == "visa");
    REQUIRE(checked->number.last4() == "4242");
    REQUIRE(checked->expiry == CardExpiry{12, 2030});
    REQUIRE(checked->funding == Funding::credit);
    REQUIRE(checked->holder == "Test Holder");
}

TEST_CASE("Each bad card number is refused with its own code") {
    REQUIRE(refusals(card("4242x")) == List{"/card/number card_number_format"});
    REQUIRE(refusals(card("")) == List{"/card/number card_number_format"});
    REQUIRE(refusals(card("9999999999999995")) == List{"/card/number card_brand_unknown"});
    REQUIRE(refusals(card("424242424242424")) == List{"/card/number card_number_length"});
    REQUIRE(refusals(card("4242424242424241")) == List{"/card/number card_number_check_digit"});
    REQUIRE(refusals(card("5105105105105100")) == List{"/card/number card_prepaid"});
}

TEST_CASE("Each bad expiry is refused with its own code") {
    const auto with_expiry = [](std::int64_t month, std::int64_t year) {
        CardInput input = card("4242424242424242");
        input.exp_month = month;
        input.exp_year = year;
        return refusals(input);
    };
    REQUIRE(with_expiry(13, 2030) == List{"/card/exp_month card_expiry_invalid"});
    REQUIRE(with_expiry(0, 2030) == List{"/card/exp_month card_expiry_invalid"});
    REQUIRE(with_expiry(-1, -1) == List{"/card/exp_month card_expiry_invalid"});
    REQUIRE(with_expiry(10, 2026) == List{"/card/exp_month card_expired"});
    REQUIRE(with_expiry(11, 2026).empty());
    REQUIRE(with_expiry(1, 2046) == List{"/card/exp_year card_expiry_too_far"});
    REQUIRE(with_expiry(1, 2'147'483'647) == List{"/card/exp_year card_expiry_too_far"});
}

TEST_CASE("A card is good through the last day of its month in the zone") {
    CardInput input = card("4242424242424242");
    input.exp_month = 11;
    input.exp_year = 2026;
    REQUIRE(refusals(input, parse_timestamp("2026-11-30T22:59:59.999999Z").value()).empty());
    REQUIRE(refusals(input, parse_timestamp("2026-11-30T23:00:00Z").value()) ==
            List{"/card/exp_month card_expired"});
}

TEST_CASE("A security code fits its brand or is refused") {
    const auto with_cvc = [](std::string number, std::optional<std::string> cvc) {
        CardInput input = card(std::move(number));
        input.cvc = std::move(cvc);
        return refusals(input);
    };
    const List refused{"/card/cvc card_cvc_invalid"};
    REQUIRE(with_cvc("4242424242424242", std::nullopt).empty());
    REQUIRE(with_cvc("4242424242424242", "1234") == refused);
    REQUIRE(with_cvc("4242424242424242", "12a") == refused);
    REQUIRE(with_cvc("4242424242424242", "") == refused);
    REQUIRE(with_cvc("378282246310005", "1234").empty());
    REQUIRE(with_cvc("378282246310005", "123") == refused);
    REQUIRE(with_cvc("6703444444444449", "123") == refused);
    REQUIRE(with_cvc("6703444444444449", std::nullopt).empty());
}

TEST_CASE("All that is wrong with a card is told at once") {
    const CardInput input{"4242424242424241", 13, 2030, "1", {}};
    REQUIRE(refusals(input) == List{"/card/number card_number_check_digit",
                                    "/card/exp_month card_expiry_invalid",
                                    "/card/cvc card_cvc_invalid"});
}

TEST_CASE("The longest issuer range that fits decides the funding") {
    REQUIRE(ranges.funding_of("4242424242424242") == Funding::credit);
    REQUIRE(ranges.funding_of("4242000000000000") == Funding::debit);
    REQUIRE(ranges.funding_of("5105110000000000") == Funding::unknown);
    REQUIRE(CardRanges().funding_of("4242424242424242") == Funding::unknown);
}

TEST_CASE("The provider's funding goes before the range's, and either may say prepaid") {
    REQUIRE(accept_funding(Funding::debit, Funding::credit, true).value() == Funding::credit);
    REQUIRE(accept_funding(Funding::debit, Funding::unknown, false).value() == Funding::debit);
    REQUIRE(accept_funding(Funding::unknown, Funding::unknown, true).value() == Funding::unknown);
    REQUIRE(accept_funding(Funding::unknown, Funding::unknown, false).error().fields[0].code ==
            "card_funding_unknown");
    REQUIRE(accept_funding(Funding::credit, Funding::prepaid, true).error().fields[0].code ==
            "card_prepaid");
    REQUIRE(accept_funding(Funding::prepaid, Funding::credit, true).error().fields[0].code ==
            "card_prepaid");
}

TEST_CASE("No refusal ever repeats the digits that it refuses") {
    const bool held = rc::check("details hold no long run of digits", [] {
        const auto digits = *rc::gen::container<std::string>(rc::gen::inRange('0', '9'));
        CardInput input = card(digits);
        input.cvc = digits;
        const auto checked = check_card(input, ranges, brussels, now);
        if (checked.ok()) return;
        for (const FieldError& field : checked.error().fields)
            RC_ASSERT(digits.size() < 3 || field.detail.find(digits) == std::string::npos);
    });
    REQUIRE(held);
}
