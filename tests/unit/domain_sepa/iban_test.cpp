// IBAN, BIC and creditor identifier: what is accepted, which code each refusal has, and what is
// found in a text.
#include "domain/iban.hpp"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

using namespace tenure;

namespace {

std::string code_of(const Result<Iban>& iban) {
    return iban.ok() ? "" : iban.error().code;
}

}  // namespace

TEST_CASE("An IBAN is kept without spaces and in capitals") {
    const Iban iban = Iban::parse("be68 5390 0754 7034").value();
    REQUIRE(iban.str() == "BE68539007547034");
    REQUIRE(Iban::parse("BE68-5390-0754-7034").value().str() == iban.str());
    REQUIRE(iban.country() == "BE");
    REQUIRE(iban.last4() == "7034");
    REQUIRE(iban.is_sepa());
    REQUIRE_FALSE(Iban::parse("BR1800360305000010009795493C1").value().is_sepa());
}

TEST_CASE("Each bad IBAN is refused with its own code") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "iban_format"},
        {"BE", "iban_format"},
        {"1268539007547034", "iban_format"},
        {"BE6853900754703_", "iban_format"},
        {"BEXX539007547034", "iban_format"},
        {std::string("BE68") + std::string(40, '0'), "iban_format"},
        {"QQ68539007547034", "iban_country_unknown"},
        {"BE685390075470", "iban_length"},
        {"BE685390075470344", "iban_length"},
        {"BE68A39007547034", "iban_structure"},
        {"NL911234016430000", "iban_length"},
        {"NL91123401643000000", "iban_length"},
        {"NL9112340164300000", "iban_structure"},
        {"BE69539007547034", "iban_check_digits"},
        {"BE68539007547035", "iban_check_digits"},
    };
    for (const auto& [text, code] : table) {
        INFO(text);
        REQUIRE(code_of(Iban::parse(text)) == code);
    }
}

TEST_CASE("Check digits 00, 01 and 99 are nobody's, though they have the right remainder") {
    // The same account's digits 97 apart.
    for (int account = 0; account < 300; ++account) {
        const std::string bban = std::to_string(539007547000LL + account);
        for (const std::string digits : {"00", "01", "99"})
            REQUIRE(code_of(Iban::parse("BE" + digits + bban)) == "iban_check_digits");
    }
}

TEST_CASE("Any single wrong digit and any two neighbours swapped are noticed") {
    const std::string iban = "DE89370400440532013000";
    for (std::size_t at = 2; at < iban.size(); ++at) {
        for (char c = '0'; c <= '9'; ++c) {
            std::string other = iban;
            other[at] = c;
            REQUIRE(Iban::parse(other).ok() == (other == iban));
        }
        std::string swapped = iban;
        if (at + 1 < iban.size()) std::swap(swapped[at], swapped[at + 1]);
        REQUIRE(Iban::parse(swapped).ok() == (swapped == iban));
    }
}

TEST_CASE("An IBAN is found within a text, spaced or not, and masked but for its last four") {
    REQUIRE(contains_iban("BE68539007547034"));
    REQUIRE(contains_iban("from be68 5390 0754 7034."));
    REQUIRE(contains_iban("IBAN:DE89-3704-0044-0532-0130-00 and more"));
    REQUIRE_FALSE(contains_iban("BE69539007547034"));
    REQUIRE_FALSE(contains_iban("XBE68539007547034"));
    REQUIRE_FALSE(contains_iban("pay_01jd8q2k3h4m5n6p7q8r9s0t1v"));
    REQUIRE(mask_ibans("from BE68 5390 0754 7034 to DE89370400440532013000") ==
            "from BE** **** **** 7034 to DE****************3000");
    REQUIRE(mask_ibans("nothing of 2026-11-24") == "nothing of 2026-11-24");
}

TEST_CASE("A BIC has eight or eleven characters and a country") {
    REQUIRE(Bic::parse("gkcc be bb").value().str() == "GKCCBEBB");
    REQUIRE(Bic::parse("DEUTDEFF500").value().country() == "DE");
    for (const char* text : {"", "GKCCBEB", "GKCCBEBB1", "GKCCBEBBXX", "GKC1BEBB", "GKCCQQBB",
                             "GKCCBEBBXXXX", "GKCCBE-B"}) {
        INFO(text);
        const auto bic = Bic::parse(text);
        REQUIRE_FALSE(bic.ok());
        REQUIRE(bic.error().code == "bic_invalid");
    }
}

TEST_CASE("A creditor identifier is checked without its business code") {
    for (const char* text : {"ES23ZZZ47690558N", "MT50ZZZ670169305T", "DE98ZZZ09999999999",
                             "BE68ZZZ0123456789", "DE98ABC09999999999", "be68 zzz 0123456789"}) {
        INFO(text);
        REQUIRE(CreditorIdentifier::parse(text).ok());
    }
    for (const char* text : {"", "BE69ZZZ0123456789", "IE03ZZZ123456", "DE98ZZZ", "QQ98ZZZ099",
                             "DE98ZZZ09999999998"}) {
        INFO(text);
        const auto identifier = CreditorIdentifier::parse(text);
        REQUIRE_FALSE(identifier.ok());
        REQUIRE(identifier.error().code == "creditor_identifier_invalid");
    }
}
