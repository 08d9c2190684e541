// Cards against the vectors of card-validator and credit-card-type and the PSPs' test numbers.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "conformance/table.hpp"
#include "domain/card.hpp"

using namespace tenure;
using conformance::Table;

namespace {

using Brands = std::set<std::string>;

/// Our name of a brand of the vectors; "" for brands that we do not support (elo, hiper, hipercard,
/// mir, naranja, troy, verve: none of them is accepted by European acquirers).
std::string our_name(const std::string& theirs) {
    static const std::map<std::string, std::string> names = {
        {"visa", "visa"},         {"mastercard", "mastercard"},
        {"maestro", "maestro"},   {"american-express", "american_express"},
        {"discover", "discover"}, {"diners-club", "diners_club"},
        {"jcb", "jcb"},           {"unionpay", "unionpay"},
    };
    const auto found = names.find(theirs);
    return found == names.end() ? "" : found->second;
}

/// The vectors know no Bancontact: for them 6703 is Maestro, with which it is co-badged.
std::string as_theirs(const std::string& brand) {
    return brand == "bancontact" ? "maestro" : brand;
}

/// The brand of the digits completed with zeros and a check digit to a length that the brand
/// issues; "" when no brand has such numbers.
std::string brand_of(const std::string& digits) {
    for (const std::size_t length : {16U, 15U, 14U, 17U, 18U, 19U, 13U}) {
        if (digits.size() > length) continue;
        std::string number = digits;
        number.resize(length, '0');
        if (digits.size() < length)
            while (!passes_luhn(number) && number.back() != '9') ++number.back();
        const Result<CardNumber> parsed = CardNumber::parse(number);
        if (parsed.ok()) return as_theirs(std::string(parsed->brand()));
        if (parsed.error().code == "card_brand_unknown") return "";
    }
    return "";
}

/// The brands of numbers that begin so, "" among them for numbers of no brand: all six digits that
/// decide our ranges are tried (of a prefix of one digit, the first five).
Brands brands_of_prefix(const std::string& prefix) {
    constexpr std::size_t deciding_digits = 6;
    Brands brands;
    const std::size_t missing = deciding_digits - std::min(deciding_digits, prefix.size());
    const std::size_t open = std::min<std::size_t>(missing, 4);
    std::size_t completions = 1;
    for (std::size_t i = 0; i < open; ++i) completions *= 10;
    for (std::size_t n = 0; n < completions; ++n) {
        const std::string tail = std::to_string(completions + n).substr(1);
        brands.insert(brand_of(prefix + (open == 0 ? "" : tail)));
    }
    return brands;
}

}  // namespace

TEST_CASE("Card numbers: every full number of card-validator has its verdict and brand") {
    const auto table = Table::load("cards/number_validation.tsv");
    if (!table) return;
    // Out of scope: isPotentiallyValid, and the brand of an incomplete number (as-you-type help of
    // a form; here a number comes whole or is refused).
    int valid = 0;
    int invalid = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        CAPTURE(table->at(row, "input"));
        const bool expected = table->at(row, "isValid") == "true";
        const Result<CardNumber> parsed = CardNumber::parse(table->at(row, "input"));
        CHECK(parsed.ok() == expected);
        if (parsed.ok() && expected)
            CHECK(as_theirs(std::string(parsed->brand())) == our_name(table->at(row, "card")));
        ++(expected ? valid : invalid);
    }
    CHECK(valid >= 15);
    CHECK(invalid >= 30);
}

TEST_CASE("Card brands: the numbers of each prefix belong to the brands of credit-card-type") {
    const auto table = Table::load("cards/brand_detection.tsv");
    if (!table) return;
    int compared = 0;
    int of_no_brand = 0;
    int unsupported = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string& prefix = table->at(row, "prefix_or_number");
        CAPTURE(prefix);
        if (prefix.empty()) continue;  // every brand: nothing is typed yet
        Brands expected;
        bool theirs_only = false;
        for (const std::string& name : conformance::split(table->at(row, "expected_types"), ',')) {
            if (name.empty()) continue;
            const std::string ours = our_name(name);
            if (ours.empty()) theirs_only = true;
            if (!ours.empty()) expected.insert(ours);
        }
        if (expected.empty() && theirs_only) {  // only brands that we do not support
            ++unsupported;
            continue;
        }
        Brands found = brands_of_prefix(prefix);
        found.erase("");
        if (expected.empty()) {
            CHECK(found.empty());
            ++of_no_brand;
            continue;
        }
        CHECK_FALSE(found.empty());
        CHECK(std::includes(expected.begin(), expected.end(), found.begin(), found.end()));
        ++compared;
    }
    CHECK(compared >= 120);
    CHECK(of_no_brand >= 15);
    CHECK(static_cast<std::size_t>(compared + of_no_brand + unsupported + 1) == table->size());
}

TEST_CASE("Test cards of the PSPs: verdict, brand and length of the security code") {
    const auto table = Table::load("cards/psp_test_cards.tsv");
    if (!table) return;
    // Their label_brand is the PSP's product (Cartes Bancaires, V Pay, Dankort: co-badges without a
    // range of their own), hence the brand is compared with credit-card-type's.
    int valid = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string& number = table->at(row, "number");
        CAPTURE(number);
        const Result<CardNumber> parsed = CardNumber::parse(number);
        CHECK(passes_luhn(number) == (table->at(row, "luhn_fast") == "1"));
        CHECK(parsed.ok() == (table->at(row, "card_validator_valid") == "1"));
        if (!parsed.ok()) continue;
        ++valid;
        CHECK(as_theirs(std::string(parsed->brand())) == our_name(table->at(row, "cct_types")));
        const int theirs = std::stoi(table->at(row, "cvc_size"));
        CHECK(parsed->cvc_length() == (parsed->brand() == "bancontact" ? 0 : theirs));
    }
    CHECK(valid >= 80);
}
