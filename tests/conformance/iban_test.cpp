// IBANs against the vectors of python-stdnum, ibantools and iban.js, SWIFT's structures and
// Stripe's test accounts.
#include "domain/iban.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "conformance/table.hpp"

using namespace tenure;
using conformance::Table;

TEST_CASE("IBANs: every vector on which the three tools agree has their verdict") {
    const auto table = Table::load("iban/iban_vectors.tsv");
    if (!table) return;
    int valid = 0;
    int invalid = 0;
    int disputed = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        CAPTURE(table->at(row, "input"));
        const Result<Iban> iban = Iban::parse(table->at(row, "input"));
        if (table->at(row, "agree") != "1") {
            // National check digits and unknown banks: valid by ISO 13616 is enough (another tool's
            // refusal would be worth no more than a warning). Countries without an entry in the
            // registry build their numbers as they like, and are not reached by SEPA.
            const bool valid_by_iso =
                table->at(row, "ibantools") == "1" && table->at(row, "iban_js") == "1";
            if (valid_by_iso && !iban.ok()) CHECK(iban.error().code == "iban_country_unknown");
            ++disputed;
            continue;
        }
        const bool expected = table->at(row, "expected") == "valid";
        CHECK(iban.ok() == expected);
        ++(expected ? valid : invalid);
    }
    CHECK(valid >= 400);
    CHECK(invalid >= 15);
    CHECK(disputed >= 25);
}

TEST_CASE("BICs: every bank of Belgium's list has one that is read") {
    const std::string path =
        std::string(TENURE_SOURCE_DIR) + "/../shared/reference/data/iban/be_banks.dat";
    std::ifstream file(path);
    if (!file) {
        WARN("skipped: no reference data at " << path);
        return;
    }
    int read = 0;
    for (std::string line; std::getline(file, line);) {
        const auto from = line.find("bic=\"");
        if (from == std::string::npos) continue;
        const std::string text = line.substr(from + 5, line.find('"', from + 5) - from - 5);
        CAPTURE(line);
        const Result<Bic> bic = Bic::parse(text);
        REQUIRE(bic.ok());
        CHECK(bic->str().substr(0, text.size()) == text);
        ++read;
    }
    CHECK(read >= 100);
}

TEST_CASE("IBANs: length, structure and SEPA's reach of every country of the registry") {
    const auto table = Table::load("iban/iban_structure.tsv");
    if (!table) return;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string& country = table->at(row, "country");
        CAPTURE(country);
        const std::size_t length = std::stoul(table->at(row, "iban_length"));
        // One character too many or too few is a matter of length, whatever the characters.
        const auto code = [&](std::size_t characters) {
            return Iban::parse(country + "68" + std::string(characters - 4, '0')).error().code;
        };
        CHECK(code(length - 1) == "iban_length");
        if (length < 34) CHECK(code(length + 1) == "iban_length");
        std::string bban;
        std::string structure = table->at(row, "bban_structure");
        while (!structure.empty()) {
            const std::size_t mark = structure.find('!');
            const char sample = structure[mark + 1] == 'a' ? 'A' : '1';
            bban += std::string(std::stoul(structure.substr(0, mark)), sample);
            structure.erase(0, mark + 2);
        }
        bool found = false;
        for (int digits = 2; digits <= 98 && !found; ++digits) {
            const std::string text = country + std::to_string(100 + digits).substr(1) + bban;
            const Result<Iban> iban = Iban::parse(text);
            if (!iban.ok()) continue;
            found = true;
            CHECK(iban->is_sepa() == (table->at(row, "sepa") == "1"));
        }
        CHECK(found);
    }
    CHECK(table->size() >= 80);
}

TEST_CASE("IBANs: every test account of Stripe's documentation is valid and reached by SEPA") {
    const auto table = Table::load("iban/stripe_sepa_test_ibans.tsv");
    if (!table) return;
    for (std::size_t row = 0; row < table->size(); ++row) {
        CAPTURE(table->at(row, "iban"));
        const Result<Iban> iban = Iban::parse(table->at(row, "iban"));
        REQUIRE(iban.ok());
        CHECK(iban->is_sepa());
    }
}
