#include "onboarding/domain/import_cells.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure::onboarding;

namespace {

const CountryNames countries{{"belgique", "BE"}, {"osterreich", "AT"}};

CleanCell cleaned(FieldType type, std::string_view cell, char decimal_sign = 0) {
    ImportField field;
    field.type = type;
    return clean_cell(cell, field, {countries, decimal_sign});
}

std::string value(FieldType type, std::string_view cell, char sign = 0) {
    return cleaned(type, cell, sign).json;
}

std::string fault(FieldType type, std::string_view cell, char sign = 0) {
    return std::string(cleaned(type, cell, sign).fault);
}

}  // namespace

TEST_CASE("Decimals are read as Europe and as the world write them") {
    const auto number = [](std::string_view cell, char sign = 0) {
        return value(FieldType::decimal, cell, sign);
    };
    CHECK(number("1234,5") == "\"1234.5\"");
    CHECK(number("1.234,56") == "\"1234.56\"");
    CHECK(number("1,234.56") == "\"1234.56\"");
    CHECK(number("1 234,56 €") == "\"1234.56\"");
    CHECK(number("1\xC2\xA0"
                 "234,56") == "\"1234.56\"");
    CHECK(number("1'234.50") == "\"1234.50\"");
    CHECK(number("1.234.567") == "\"1234567\"");
    CHECK(number("-007,10") == "\"-7.10\"");
    CHECK(number("0,125") == "\"0.125\"");
    CHECK(number("21 %") == "\"21\"");
    CHECK(number("1.234", ',') == "\"1234\"");
    CHECK(number("1.234", '.') == "\"1.234\"");
}

TEST_CASE("A number that could be two is refused, not guessed") {
    CHECK(fault(FieldType::decimal, "1.234") == "ambiguous_number");
    CHECK(fault(FieldType::decimal, "12,345") == "ambiguous_number");
    CHECK(fault(FieldType::decimal, "1,2,3") == "invalid_number");
    CHECK(fault(FieldType::decimal, "1.23.456,7") == "invalid_number");
    CHECK(fault(FieldType::decimal, "1.5", ',') == "invalid_number");
    CHECK(fault(FieldType::decimal, "twelve") == "invalid_number");
    CHECK(fault(FieldType::decimal, "-") == "invalid_number");
    CHECK(fault(FieldType::decimal, "1e5") == "invalid_number");
    CHECK(fault(FieldType::decimal, "1234567890123456") == "out_of_range");
}

TEST_CASE("Dates are days that exist, day before month") {
    CHECK(value(FieldType::date, "2026-12-31") == "\"2026-12-31\"");
    CHECK(value(FieldType::date, "31/12/2026") == "\"2026-12-31\"");
    CHECK(value(FieldType::date, "1.2.26") == "\"2026-02-01\"");
    CHECK(value(FieldType::date, "01-02-1999") == "\"1999-02-01\"");
    CHECK(value(FieldType::date, "2026-12-31T23:59:59Z") == "\"2026-12-31\"");
    CHECK(fault(FieldType::date, "12/31/2026") == "invalid_date");
    CHECK(fault(FieldType::date, "29/02/2026") == "invalid_date");
    CHECK(fault(FieldType::date, "31/12-2026") == "invalid_date");
    CHECK(fault(FieldType::date, "46022") == "invalid_date");
}

TEST_CASE("Addresses, numbers and names are checked as what they are") {
    CHECK(value(FieldType::email, " Zoe@Example.BE ") == "\"Zoe@example.be\"");
    for (const char* bad : {"zoe", "zoe@", "@example.be", "zoe@be", "a b@example.be",
                            "zoe@example..be", "zoe@.be", "zoe@example.be, max@example.be"})
        CHECK(fault(FieldType::email, bad) == "invalid_email");
    CHECK(value(FieldType::phone, "+32 (0)9 298 06 15") == "\"+32 (0)9 298 06 15\"");
    CHECK(fault(FieldType::phone, "call me") == "invalid_phone");
    CHECK(value(FieldType::url, "www.example.be/a") == "\"https://www.example.be/a\"");
    CHECK(value(FieldType::url, "http://example.be") == "\"http://example.be\"");
    CHECK(fault(FieldType::url, "javascript://example.be") == "invalid_url");
    CHECK(fault(FieldType::url, "none") == "invalid_url");
    CHECK(value(FieldType::country, "be") == "\"BE\"");
    CHECK(value(FieldType::country, "Belgique") == "\"BE\"");
    CHECK(value(FieldType::country, "Österreich") == "\"AT\"");
    CHECK(fault(FieldType::country, "Atlantis") == "unknown_country");
    CHECK(value(FieldType::vat_number, "BE 0403.019.261") == "\"BE0403019261\"");
    CHECK(fault(FieldType::vat_number, "BE 0403.019.262") == "invalid_vat_number");
    CHECK(value(FieldType::boolean, "Oui") == "true");
    CHECK(value(FieldType::boolean, "nein") == "false");
    CHECK(fault(FieldType::boolean, "maybe") == "invalid_boolean");
    CHECK(value(FieldType::integer, "1 200") == "1200");
    CHECK(fault(FieldType::integer, "1.5") == "invalid_number");
    CHECK(fault(FieldType::integer, "99999999999999999999") == "out_of_range");
    CHECK(value(FieldType::currency, "€") == "\"EUR\"");
    CHECK(fault(FieldType::currency, "Euros") == "unknown_currency");
}

TEST_CASE("Text that no text may hold has a code of its own") {
    using namespace std::string_literals;
    CHECK(fault(FieldType::text, "a\0b"s) == "nul_character");
    CHECK(fault(FieldType::text, "a\x01") == "control_character");
    CHECK(fault(FieldType::text, "a\nb") == "control_character");
    CHECK(value(FieldType::note, "a\nb") == "\"a\\nb\"");
    CHECK(fault(FieldType::text, "a\xFF") == "invalid_character");
    CHECK(fault(FieldType::text, std::string(256, 'x')) == "too_long");
    CHECK(fault(FieldType::note, "card 4242 4242 4242 4242") == "pan_not_accepted");
    ImportField required;
    required.required = true;
    CHECK(clean_cell("  ", required, {countries}).fault == "required");
    CHECK(cleaned(FieldType::text, " ").empty());
}

TEST_CASE("Property: a cell of any bytes is a value, a fault or empty, never two of them") {
    rc::check([](const std::string& bytes) {
        for (int type = 0; type <= static_cast<int>(FieldType::currency); ++type) {
            const CleanCell cell = cleaned(static_cast<FieldType>(type), bytes);
            RC_ASSERT(cell.json.empty() || cell.fault.empty());
        }
    });
}

TEST_CASE("Property: a decimal is read the same with and without groups of thousands") {
    rc::check([] {
        const auto whole = *rc::gen::inRange<std::int64_t>(1'000, 1'000'000'000);
        const auto cents = *rc::gen::inRange(10, 100);
        std::string grouped = std::to_string(whole);
        for (auto at = static_cast<std::ptrdiff_t>(grouped.size()) - 3; at > 0; at -= 3)
            grouped.insert(static_cast<std::size_t>(at), ".");
        const std::string expected =
            "\"" + std::to_string(whole) + "." + std::to_string(cents) + "\"";
        RC_ASSERT(value(FieldType::decimal, grouped + "," + std::to_string(cents)) == expected);
        RC_ASSERT(value(FieldType::decimal, std::to_string(whole) + "," + std::to_string(cents)) ==
                  expected);
    });
}
