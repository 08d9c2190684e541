// VAT numbers against the vectors of python-stdnum and jsvat.
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "conformance/table.hpp"
#include "domain/vat_number.hpp"

using namespace tenure;
using conformance::Table;

namespace {

/// Prefixes of the vectors that are none of ours: Britain, Norway and Switzerland are outside the
/// EU, EU is the one-stop shop's own number for sellers outside the Union, QQ is nobody's.
const std::string outside[] = {"GB", "NO", "CH", "EU", "QQ"};

bool is_outside(const std::string& prefix) {
    for (const std::string& one : outside)
        if (prefix == one) return true;
    return false;
}

std::string prefix_of(const std::string& text) {
    std::string prefix = text.substr(0, 2);
    for (char& c : prefix) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return prefix;
}

}  // namespace

TEST_CASE("VAT numbers: every number on which the oracles agree has their verdict") {
    const auto table = Table::load("vat/vat_vectors.tsv");
    if (!table) return;
    std::map<std::string, int> compared;
    int disputed = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string& input = table->at(row, "input");
        const std::string prefix = prefix_of(input);
        CAPTURE(input, table->at(row, "kind"));
        if (is_outside(prefix)) {
            CHECK(VatNumber::parse(input).error().code == "vat_number_unknown_prefix");
            continue;
        }
        if (table->at(row, "agree") != "1") {
            ++disputed;
            continue;
        }
        const Result<VatNumber> parsed = VatNumber::parse(input);
        CHECK(parsed.ok() == (table->at(row, "expected") == "valid"));
        if (!parsed.ok() && table->at(row, "kind") == "InvalidChecksum")
            CHECK(parsed.error().code == "vat_number_check_digits");
        ++compared[prefix];
    }
    CHECK(compared.size() >= 27);
    for (const auto& [prefix, count] : compared) {
        CAPTURE(prefix);
        if (prefix != "IN") CHECK(count >= 15);
    }
    CHECK(disputed <= 71);
}

TEST_CASE("VAT numbers: Northern Irish numbers have the verdicts of British ones") {
    const auto table = Table::load("vat/vat_vectors.tsv");
    if (!table) return;
    int compared = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string& input = table->at(row, "input");
        if (prefix_of(input) != "GB" || table->at(row, "agree") != "1") continue;
        CAPTURE(input);
        const Result<VatNumber> parsed = VatNumber::parse("XI" + input.substr(2));
        CHECK(parsed.ok() == (table->at(row, "expected") == "valid"));
        ++compared;
    }
    CHECK(compared >= 50);
}

TEST_CASE("VAT numbers: Belgian numbers that begin with 1 are accepted, as the state issues them") {
    const auto table = Table::load("vat/vat_vectors.tsv");
    if (!table) return;
    int accepted = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string& input = table->at(row, "input");
        if (input.rfind("BE1", 0) != 0 || table->at(row, "python_stdnum") != "1") continue;
        CAPTURE(input);
        CHECK(VatNumber::parse(input).ok());
        ++accepted;
    }
    CHECK(accepted > 0);
}
