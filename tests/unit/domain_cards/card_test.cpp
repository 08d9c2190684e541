// Card numbers and expiry: what is accepted, and which code each refusal has.
#include "domain/card.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <string>

using namespace tenure;

namespace {

std::string code_of(std::string_view number) {
    const Result<CardNumber> parsed = CardNumber::parse(number);
    return parsed.ok() ? "ok" : parsed.error().code;
}

Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}

std::string expiry_code(std::int64_t month, std::int64_t year, std::string_view now) {
    const TimeZone brussels = TimeZone::find("Europe/Brussels").value();
    const Result<CardExpiry> parsed = CardExpiry::parse(month, year, brussels, at(now));
    return parsed.ok() ? parsed->str() : parsed.error().code;
}

std::string with_luhn_digit(std::string digits) {
    digits += '0';
    while (!passes_luhn(digits)) ++digits.back();
    return digits;
}

}  // namespace

TEST_CASE("Luhn accepts numbers of ISO/IEC 7812-1 and nothing that is not digits") {
    CHECK(passes_luhn("79927398713"));
    CHECK(passes_luhn("0"));
    CHECK_FALSE(passes_luhn("79927398710"));
    CHECK_FALSE(passes_luhn(""));
    CHECK_FALSE(passes_luhn("7992739871x"));
    CHECK_FALSE(passes_luhn("7992 7398 713"));
}

TEST_CASE("Luhn catches every wrong digit") {
    const bool held = rc::check("one digit changed", [] {
        const auto length = *rc::gen::inRange<std::size_t>(11, 19);
        std::string number =
            with_luhn_digit(*rc::gen::container<std::string>(length, rc::gen::inRange('0', ':')));
        const auto place = *rc::gen::inRange<std::size_t>(0, number.size());
        const auto other = *rc::gen::suchThat(rc::gen::inRange('0', ':'),
                                              [&](char c) { return c != number[place]; });
        number[place] = other;
        RC_ASSERT(!passes_luhn(number));
    });
    REQUIRE(held);
}

TEST_CASE("A card number is read with spaces and hyphens, and tells brand, last digits and code") {
    const CardNumber visa = CardNumber::parse(" 4242 4242-4242 4242 ").value();
    CHECK(visa.digits() == "4242424242424242");
    CHECK(visa.brand() == "visa");
    CHECK(visa.last4() == "4242");
    CHECK(visa.cvc_length() == 3);
}

TEST_CASE("Each brand's range, lengths and security code are known") {
    struct Row {
        std::string number;
        std::string brand;
        int cvc_length;
    };
    const Row rows[] = {
        {"4222222222222", "visa", 3},          {"4111111111111111", "visa", 3},
        {"5555555555554444", "mastercard", 3}, {"2221000000000009", "mastercard", 3},
        {"2720992593319364", "mastercard", 3}, {"378282246310005", "american_express", 4},
        {"6799990100000000019", "maestro", 3}, {"6703444444444449", "bancontact", 0},
        {"36227206271667", "diners_club", 3},  {"6011000990139424", "discover", 3},
        {"3530111333300000", "jcb", 3},        {"6240008631401148", "unionpay", 3},
    };
    for (const Row& row : rows) {
        CAPTURE(row.brand);
        const Result<CardNumber> parsed = CardNumber::parse(row.number);
        REQUIRE(parsed.ok());
        CHECK(parsed->brand() == row.brand);
        CHECK(parsed->cvc_length() == row.cvc_length);
    }
}

TEST_CASE("Each refusal of a card number has its own code") {
    CHECK(code_of("") == "card_number_format");
    CHECK(code_of("42424242424") == "card_number_format");
    CHECK(code_of("42424242424242424242") == "card_number_format");
    CHECK(code_of("4242x24242424242") == "card_number_format");
    CHECK(code_of("４２４２４２４２４２４２４２４２") == "card_number_format");
    CHECK(code_of("9792100000000001") == "card_brand_unknown");
    CHECK(code_of("2220990000000000") == "card_brand_unknown");
    CHECK(code_of("2721000000000000") == "card_brand_unknown");
    CHECK(code_of("42424242424242") == "card_number_length");
    CHECK(code_of("3782822463100050") == "card_number_length");
    CHECK(code_of("4242424242424241") == "card_number_check_digit");
}

TEST_CASE("UnionPay numbers need no check digit, since the scheme issues numbers without") {
    REQUIRE_FALSE(passes_luhn("6212345678901231"));
    CHECK(code_of("6212345678901231") == "ok");
    CHECK(code_of("6212345678901") == "card_number_length");
}

TEST_CASE("No refusal repeats the number") {
    for (const std::string number : {"4242424242424241", "9792100000000001", "42424242424242"}) {
        const Error error = CardNumber::parse(number).error();
        CHECK(error.detail.find(number.substr(0, 6)) == std::string::npos);
        CHECK(error.detail.find(number.substr(number.size() - 4)) == std::string::npos);
    }
}

TEST_CASE("A card is valid through the last day of its month, in the account's zone") {
    CHECK(expiry_code(9, 2027, "2027-09-30T21:59:59.999999Z") == "2027-09");
    CHECK(expiry_code(9, 2027, "2027-09-30T22:00:00Z") == "card_expired");
    CHECK(expiry_code(12, 2027, "2027-12-31T22:59:59Z") == "2027-12");
    CHECK(expiry_code(12, 2027, "2027-12-31T23:00:00Z") == "card_expired");
}

TEST_CASE("An expiry is refused when it is no month, past or too far ahead") {
    const std::string now = "2026-05-10T12:00:00Z";
    CHECK(expiry_code(0, 2027, now) == "card_expiry_invalid");
    CHECK(expiry_code(13, 2027, now) == "card_expiry_invalid");
    CHECK(expiry_code(-1, 2027, now) == "card_expiry_invalid");
    CHECK(expiry_code(4, 2026, now) == "card_expired");
    CHECK(expiry_code(5, 1999, now) == "card_expired");
    CHECK(expiry_code(5, -2026, now) == "card_expired");
    CHECK(expiry_code(5, INT64_MIN, now) == "card_expired");
    CHECK(expiry_code(12, 2045, now) == "2045-12");
    CHECK(expiry_code(1, 2046, now) == "card_expiry_too_far");
    CHECK(expiry_code(1, INT64_MAX, now) == "card_expiry_too_far");
}

TEST_CASE("A year of two digits is of this century") {
    CHECK(expiry_code(9, 27, "2026-05-10T12:00:00Z") == "2027-09");
    CHECK(expiry_code(9, 0, "2026-05-10T12:00:00Z") == "card_expired");
}
