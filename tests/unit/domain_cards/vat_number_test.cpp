// VAT numbers: separators, prefixes, the canonical form, and the code of each refusal. The rules of
// each state are held against thousands of numbers in tests/conformance.
#include "domain/vat_number.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <string>
#include <vector>

#include "domain/check_digits.hpp"

using namespace tenure;

namespace {

std::string read(std::string_view text) {
    const Result<VatNumber> parsed = VatNumber::parse(text);
    return parsed.ok() ? parsed->str() : parsed.error().code;
}

}  // namespace

TEST_CASE("A VAT number is read with separators and in any case, and kept in canonical form") {
    CHECK(read("be 0403.019.261") == "BE0403019261");
    CHECK(read("BE403019261") == "BE0403019261");
    CHECK(read("NL-0044.95445/B01") == "NL004495445B01");
    CHECK(read("GR 094259216") == "EL094259216");
    CHECK(read("EL94259216") == "EL094259216");
}

TEST_CASE("The country is the ISO code of the state") {
    CHECK(VatNumber::parse("EL094259216")->country() == "GR");
    CHECK(VatNumber::parse("EL094259216")->prefix() == "EL");
    CHECK(VatNumber::parse("XI980780684")->country() == "GB");
    CHECK(VatNumber::parse("BE0403019261")->country() == "BE");
}

TEST_CASE("Each refusal of a VAT number has its own code") {
    CHECK(read("") == "vat_number_unknown_prefix");
    CHECK(read("0403019261") == "vat_number_unknown_prefix");
    CHECK(read("GB980780684") == "vat_number_unknown_prefix");
    CHECK(read("US123456789") == "vat_number_unknown_prefix");
    CHECK(read("BE") == "vat_number_format");
    CHECK(read("BEBE0403019261") == "vat_number_format");
    CHECK(read("BE04030192611") == "vat_number_format");
    CHECK(read("BE2403019261") == "vat_number_format");
    CHECK(read("BE040301926x") == "vat_number_format");
    CHECK(read("BE0403019262") == "vat_number_check_digits");
    CHECK(read(std::string(10'000, '0')) == "vat_number_format");
}

TEST_CASE("No text makes the reading of a VAT number fail otherwise") {
    const bool held = rc::check("any tail after any prefix", [] {
        static const std::vector<std::string> prefixes = {
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU",
            "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI"};
        const auto prefix = *rc::gen::elementOf(prefixes);
        const auto character = rc::gen::oneOf(
            rc::gen::inRange('0', ':'), rc::gen::inRange('A', '['), rc::gen::arbitrary<char>());
        const auto tail = *rc::gen::container<std::string>(character);
        const Result<VatNumber> parsed = VatNumber::parse(prefix + tail);
        if (parsed.ok()) RC_ASSERT(VatNumber::parse(parsed->str())->str() == parsed->str());
    });
    REQUIRE(held);
}

TEST_CASE("One wrong digit of a Belgian number is always caught") {
    const bool held = rc::check("one digit changed", [] {
        const auto base = *rc::gen::inRange(0, 20'000'000);
        std::string number = std::to_string(100'000'000 + base).substr(1);
        const std::string check = std::to_string(197 - base % 97).substr(1);
        number = "BE" + number + check;
        RC_ASSERT(VatNumber::parse(number).ok());
        const auto place = *rc::gen::inRange<std::size_t>(2, number.size());
        number[place] = static_cast<char>('0' + (number[place] - '0' + 1) % 10);
        RC_ASSERT(!VatNumber::parse(number).ok());
    });
    REQUIRE(held);
}

TEST_CASE("Northern Irish numbers have three forms") {
    CHECK(read("XI980780684") == "XI980780684");
    CHECK(read("XI980780684001") == "XI980780684001");
    CHECK(read("XIGD499") == "XIGD499");
    CHECK(read("XIGD500") == "vat_number_format");
    CHECK(read("XIHA500") == "XIHA500");
    CHECK(read("XI980780685") == "vat_number_check_digits");
}

TEST_CASE("Countries are ISO 3166-1 alpha-2 codes, members of the EU among them") {
    CHECK(is_country("BE"));
    CHECK(is_country("ZW"));
    CHECK(is_country("GB"));
    for (const std::string_view other : {"", "B", "be", "EL", "XI", "EU", "UK", "BEL", "D ", " A"})
        CHECK_FALSE(is_country(other));
    CHECK(is_eu_member("GR"));
    CHECK(is_eu_member("HR"));
    for (const std::string_view other : {"EL", "GB", "XI", "CH", "NO", "be", ""})
        CHECK_FALSE(is_eu_member(other));
}

TEST_CASE("The EU has 27 members, each of them a country") {
    int members = 0;
    int countries = 0;
    for (char first = 'A'; first <= 'Z'; ++first)
        for (char second = 'A'; second <= 'Z'; ++second) {
            const std::string code{first, second};
            countries += is_country(code) ? 1 : 0;
            members += is_eu_member(code) ? 1 : 0;
            if (is_eu_member(code)) CHECK(is_country(code));
        }
    CHECK(members == 27);
    CHECK(countries == 249);
}

TEST_CASE("Check digit arithmetic follows ISO 7064") {
    CHECK(passes_mod_11_10("33392005961"));
    CHECK_FALSE(passes_mod_11_10("33392005962"));
    CHECK(passes_mod_97_10("3214282912345698765432161182"));
    CHECK_FALSE(passes_mod_97_10("3214282912345698765432161183"));
    CHECK(is_date(2028, 2, 29));
    CHECK_FALSE(is_date(2027, 2, 29));
    CHECK_FALSE(is_date(2027, 13, 1));
    CHECK_FALSE(is_date(2027, 0, 1));
}
