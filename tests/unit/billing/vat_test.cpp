#include "billing/domain/vat.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "billing/domain/details.hpp"
#include "billing/domain/invoice.hpp"
#include "unit/billing/examples.hpp"

using namespace tenure;
using namespace tenure::billing;
using examples::day;

namespace {

const VatPolicy with_registry{false};
const VatPolicy without_registry{true};
const VatTreatment belgian{VatCategory::standard, 2100};
const VatTreatment reverse{VatCategory::reverse_charge, 0};
const VatTreatment outside{VatCategory::out_of_scope, 0};

VatTreatment treatment(const VatPolicy& policy, std::string_view country, VatNumberStatus number) {
    return vat_treatment(policy, country, number, day("2026-11-23"));
}

Details details_of(std::string country, std::optional<std::string> number) {
    Details details;
    details.company_name = "Example SA";
    details.address = {"Rue 1", {}, "1000", "Bruxelles", std::move(country)};
    details.vat_number = std::move(number);
    details.email = "a@example.com";
    return details;
}

}  // namespace

TEST_CASE("A Belgian customer pays 21 %, whatever its number is worth") {
    for (const auto& [name, status] : vat_number_status_names) {
        INFO(name);
        REQUIRE(treatment(with_registry, "BE", status) == belgian);
        REQUIRE(treatment(without_registry, "BE", status) == belgian);
    }
}

TEST_CASE("Another EU state's customer is charged in reverse only when the registry confirmed it") {
    REQUIRE(treatment(with_registry, "FR", VatNumberStatus::valid) == reverse);
    REQUIRE(treatment(with_registry, "FR", VatNumberStatus::none) == belgian);
    REQUIRE(treatment(with_registry, "FR", VatNumberStatus::unverified) == belgian);
    REQUIRE(treatment(with_registry, "FR", VatNumberStatus::invalid) == belgian);
}

TEST_CASE("An operator who says that there is no registry zero-rates on the number's format") {
    REQUIRE(treatment(without_registry, "DE", VatNumberStatus::unverified) == reverse);
    REQUIRE(treatment(without_registry, "DE", VatNumberStatus::valid) == reverse);
    REQUIRE(treatment(without_registry, "DE", VatNumberStatus::none) == belgian);
    REQUIRE(treatment(without_registry, "DE", VatNumberStatus::invalid) == belgian);
}

TEST_CASE("Outside the EU nothing is due, and Northern Ireland is outside for services") {
    for (const char* country : {"US", "CH", "NO", "GB", "LI"}) {
        INFO(country);
        REQUIRE(treatment(with_registry, country, VatNumberStatus::none) == outside);
        REQUIRE(treatment(with_registry, country, VatNumberStatus::unverified) == outside);
        REQUIRE(treatment(without_registry, country, VatNumberStatus::valid) == outside);
    }
}

TEST_CASE("Monaco belongs to France's VAT territory") {
    REQUIRE(treatment(with_registry, "MC", VatNumberStatus::none) == belgian);
    REQUIRE(treatment(with_registry, "MC", VatNumberStatus::valid) == reverse);
}

TEST_CASE("Greece is GR in addresses") {
    REQUIRE(treatment(with_registry, "GR", VatNumberStatus::valid) == reverse);
    REQUIRE(treatment(with_registry, "GR", VatNumberStatus::none) == belgian);
}

TEST_CASE("A third party's table of a Belgian seller's sales to businesses agrees") {
    std::ifstream file(std::string(TENURE_SOURCE_DIR) +
                       "/../shared/reference/data/vat/sales_tax_origin_BE.tsv");
    if (!file) {
        WARN("skipped: the reference data are not there");
        return;
    }
    std::string line;
    std::getline(file, line);
    int rows = 0;
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string origin, country, customer, type, rate;
        fields >> origin >> country >> customer >> type >> rate;
        if (customer != "business" || !is_eu_member(country)) continue;
        INFO(line);
        const VatTreatment ours = treatment(with_registry, country, VatNumberStatus::valid);
        REQUIRE(static_cast<double>(ours.rate) == Approx(std::stod(rate) * 10'000));
        ++rows;
    }
    REQUIRE(rows >= 20);
}

TEST_CASE("Rates are written with two decimals") {
    REQUIRE(rate_text(2100) == "21.00");
    REQUIRE(rate_text(2550) == "25.50");
    REQUIRE(rate_text(805) == "8.05");
    REQUIRE(rate_text(0) == "0.00");
}

TEST_CASE("An invoice without VAT says why, in the buyer's language; one with VAT says nothing") {
    Priced content;
    content.vat = {{reverse, {}, {}}};
    REQUIRE(legal_mentions(content, "fr").at(0).find("Autoliquidation") == 0);
    for (const char* language : {"fr", "nl", "en", "de"}) {
        const auto mentions = legal_mentions(content, language);
        REQUIRE(mentions.size() == 1);
        REQUIRE(mentions[0].find("44") != std::string::npos);
        REQUIRE(mentions[0].find("196") != std::string::npos);
    }
    content.vat = {{outside, {}, {}}};
    REQUIRE(legal_mentions(content, "en").size() == 1);
    content.vat = {{belgian, {}, {}}};
    REQUIRE(legal_mentions(content, "en").empty());
}

TEST_CASE("A VAT number must be of the address's country") {
    const auto belgian_number = VatNumber::parse("BE0123456749").value();
    REQUIRE(vat_number_fits(belgian_number, "BE"));
    REQUIRE_FALSE(vat_number_fits(belgian_number, "FR"));
    const auto greek = VatNumber::parse("EL094259216").value();
    REQUIRE(vat_number_fits(greek, "GR"));
    REQUIRE_FALSE(vat_number_fits(greek, "CY"));
    const auto northern_irish = VatNumber::parse("XI980780684").value();
    REQUIRE(vat_number_fits(northern_irish, "GB"));
    REQUIRE_FALSE(vat_number_fits(northern_irish, "IE"));
}

TEST_CASE("An edit keeps what is known of an unchanged VAT number and forgets it with another") {
    Details first = edited({}, details_of("BE", "BE0123456749"));
    REQUIRE(first.version == 1);
    REQUIRE(first.vat_number_status == VatNumberStatus::unverified);
    first.vat_number_status = VatNumberStatus::valid;

    Details renamed = details_of("BE", "BE0123456749");
    renamed.company_name = "Another name SA";
    const Details same = edited(first, renamed);
    REQUIRE(same.version == 2);
    REQUIRE(same.vat_number_status == VatNumberStatus::valid);
    REQUIRE(same_vat(first, same));

    const Details other = edited(same, details_of("BE", "BE0403019261"));
    REQUIRE(other.vat_number_status == VatNumberStatus::unverified);
    REQUIRE_FALSE(same_vat(same, other));

    const Details without = edited(other, details_of("BE", {}));
    REQUIRE(without.vat_number_status == VatNumberStatus::none);
    REQUIRE(without.version == 4);
}

TEST_CASE("Slips in e-mail addresses are caught") {
    for (const char* good : {"a@example.com", "first.last+tag@sub.example.be", "x@y.zz"}) {
        INFO(good);
        REQUIRE(is_email(good));
    }
    for (const char* bad : {"", "a", "@example.com", "a@", "a@example", "a@@example.com",
                            "a b@example.com", "a@example.", "a@.com", "a@b@c.com",
                            "A <a@example.com>", "a@example.com,b@example.com"}) {
        INFO(bad);
        REQUIRE_FALSE(is_email(bad));
    }
}
