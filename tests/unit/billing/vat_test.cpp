#include "billing/domain/vat.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "billing/domain/details.hpp"
#include "billing/domain/invoice.hpp"
#include "billing/domain/vat_rates.hpp"
#include "unit/billing/examples.hpp"

using namespace tenure;
using namespace tenure::billing;
using examples::day;

namespace {

const VatPolicy with_registry{false};
const VatPolicy without_registry{true};
const VatPolicy one_stop_shop{false, true};
const VatTreatment belgian{VatCategory::standard, 2100};
const VatTreatment reverse{VatCategory::reverse_charge, 0};
const VatTreatment outside{VatCategory::out_of_scope, 0};

VatTreatment treatment(const VatPolicy& policy, std::string_view country, VatNumberStatus number,
                       std::string_view postal_code = "1000",
                       const std::string& on = "2026-11-23") {
    return vat_treatment(policy, vat_place(country, postal_code), number, day(on.c_str()));
}

VatTreatment shop(std::int64_t rate) {
    return {VatCategory::one_stop_shop, rate};
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

TEST_CASE("With the One Stop Shop other EU customers pay their own state's rate of the day") {
    const auto on = [](std::string_view country, const std::string& date,
                       VatNumberStatus number = VatNumberStatus::none) {
        return treatment(one_stop_shop, country, number, "1000", date);
    };
    REQUIRE(on("FR", "2026-11-23") == shop(2000));
    REQUIRE(on("FI", "2024-08-31") == shop(2400));
    REQUIRE(on("FI", "2024-09-01") == shop(2550));
    REQUIRE(on("EE", "2025-06-30") == shop(2200));
    REQUIRE(on("EE", "2025-07-01") == shop(2400));
    REQUIRE(on("RO", "2025-07-31") == shop(1900));
    REQUIRE(on("RO", "2025-08-01") == shop(2100));
    REQUIRE(on("DE", "2020-12-31") == shop(1600));
    REQUIRE(on("MC", "2026-11-23") == shop(2000));
    REQUIRE(on("DE", "2026-11-23", VatNumberStatus::unverified) == shop(1900));
    REQUIRE(on("DE", "2026-11-23", VatNumberStatus::invalid) == shop(1900));
    REQUIRE(on("DE", "2026-11-23", VatNumberStatus::valid) == reverse);
    REQUIRE(on("BE", "2026-11-23") == belgian);
    REQUIRE(on("GB", "2026-11-23") == outside);
}

TEST_CASE("Places of member states outside the VAT territory are known by their postal code") {
    const std::pair<const char*, const char*> places[] = {
        {"ES", "35001"},    {"ES", "38 670"}, {"ES", "51001"}, {"ES", "52006"}, {"FI", "22100"},
        {"FI", "FI-22150"}, {"FR", "97400"},  {"FR", "97110"}, {"FR", "98713"}, {"DE", "27498"},
        {"DE", "D-78266"},  {"IT", "23041"},  {"IT", "22061"}, {"GR", "630 86"}};
    for (const auto& [country, code] : places) {
        CAPTURE(country, code);
        REQUIRE(treatment(with_registry, country, VatNumberStatus::none, code) == outside);
        REQUIRE(treatment(one_stop_shop, country, VatNumberStatus::none, code) == outside);
        REQUIRE(treatment(with_registry, country, VatNumberStatus::valid, code) == outside);
    }
    const std::pair<const char*, const char*> ordinary[] = {
        {"ES", "28001"}, {"ES", "3500"},  {"FI", "00220"}, {"FR", "75001"}, {"FR", "98000"},
        {"DE", "27499"}, {"IT", "23040"}, {"BE", "3500"},  {"FR", "none"},  {"MC", "98000"}};
    for (const auto& [country, code] : ordinary) {
        CAPTURE(country, code);
        REQUIRE(treatment(with_registry, country, VatNumberStatus::none, code) == belgian);
    }
}

TEST_CASE("Regions with a standard rate of their own pay it through the One Stop Shop") {
    const auto rate = [](std::string_view country, std::string_view code,
                         const std::string& date = "2026-11-23") {
        return treatment(one_stop_shop, country, VatNumberStatus::none, code, date).rate;
    };
    REQUIRE(rate("AT", "6691") == 1900);
    REQUIRE(rate("AT", "6992") == 1900);
    REQUIRE(rate("AT", "6994") == 2000);
    REQUIRE(rate("PT", "9000-123") == 2200);
    REQUIRE(rate("PT", "9500-321", "2021-06-30") == 1800);
    REQUIRE(rate("PT", "9500-321", "2021-07-01") == 1600);
    REQUIRE(rate("PT", "1000-001") == 2300);
    REQUIRE(treatment(with_registry, "PT", VatNumberStatus::none, "9500-321") == belgian);
}

TEST_CASE("The Isle of Man counts as Great Britain, which is outside") {
    REQUIRE(vat_territory("IM") == "GB");
    REQUIRE(treatment(one_stop_shop, "IM", VatNumberStatus::none, "IM1 1AA") == outside);
}

TEST_CASE("A rate is asked for of regions that the table has") {
    REQUIRE(standard_rate("BE", day("1999-01-01")) == 2100);
    REQUIRE_THROWS_AS(standard_rate("US", day("2026-01-01")), std::invalid_argument);
}

TEST_CASE("A move within a state matters to the VAT only across the territory's border") {
    Details paris = details_of("FR", {});
    paris.address.postal_code = "75001";
    Details lyon = paris;
    lyon.address.postal_code = "69001";
    Details reunion = paris;
    reunion.address.postal_code = "97400";
    REQUIRE(same_vat(paris, lyon));
    REQUIRE_FALSE(same_vat(paris, reunion));
    REQUIRE(vat_treatment(with_registry, reunion, day("2026-11-23")) == outside);
    REQUIRE(vat_treatment(one_stop_shop, lyon, day("2026-11-23")) == shop(2000));
}

TEST_CASE("Rates are written with two decimals") {
    REQUIRE(rate_text(2100) == "21.00");
    REQUIRE(rate_text(2550) == "25.50");
    REQUIRE(rate_text(805) == "8.05");
    REQUIRE(rate_text(0) == "0.00");
}

TEST_CASE("An invoice without VAT says why, in the buyer's language, one with VAT says nothing") {
    Priced content;
    content.vat = {{reverse, {}, {}}};
    REQUIRE(legal_mentions(content, "fr").at(0).find("Autoliquidation") == 0);
    for (const char* language : {"fr", "nl", "en", "de"}) {
        const auto mentions = legal_mentions(content, language);
        REQUIRE(mentions.size() == 1);
        REQUIRE(mentions[0].find("44") != std::string::npos);
        REQUIRE(mentions[0].find("196") != std::string::npos);
    }
    for (const VatTreatment& other : {outside, shop(2000)}) {
        content.vat = {{other, {}, {}}};
        for (const char* language : {"fr", "nl", "en", "de"})
            REQUIRE(legal_mentions(content, language).size() == 1);
    }
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
