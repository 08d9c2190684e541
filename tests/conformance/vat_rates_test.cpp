// VAT rates and territories against ibericode/vat-rates, decisions against npm sales-tax.
#include "billing/domain/vat_rates.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "billing/domain/vat.hpp"
#include "conformance/table.hpp"
#include "domain/vat_number.hpp"

using namespace tenure;
using namespace tenure::billing;
using conformance::Table;
using nlohmann::json;

namespace {

const VatPolicy one_stop_shop{false, true};

/// The rates by state; an empty object, and a warning, without the reference data.
json reference_rates() {
    const std::string path =
        std::string(TENURE_SOURCE_DIR) + "/../shared/reference/data/vat/vat-rates.json";
    std::ifstream file(path);
    if (!file) {
        WARN("skipped: there is no " << path);
        return json::object();
    }
    return json::parse(file)["items"];
}

std::int64_t hundredths(const json& per_cent) {
    return std::llround(per_cent.get<double>() * 100);
}

/// Postal codes of the places that the reference names: it has patterns, which nobody needs to
/// interpret as long as it has no place that is not here.
const std::multimap<std::string, std::string> examples = {
    {"Jungholz", "6691"},
    {"Mittelberg", "6991"},
    {"Mittelberg", "6993"},
    {"Heligoland", "27498"},
    {"Canary Islands", "35000"},
    {"Canary Islands", "38999"},
    {"Ceuta", "51001"},
    {"Ceuta", "51081"},
    {"Melilla", "52006"},
    {"Melilla", "52081"},
    {"Guadeloupe", "97100"},
    {"Martinique", "97200"},
    {"Guyane", "97300"},
    {"Reunion", "97490"},
    {"Mayotte", "97600"},
    {"Mount Athos", "63086"},
    {"Campione d'Italia", "22061"},
    {"Livigno", "23041"},
    {"Madeira", "9000"},
    {"Madeira", "9400-001"},
    {"Azores", "9500"},
    {"Azores", "9900-999"},
    {"Büsingen am Hochrhein", "78266"},
};

}  // namespace

TEST_CASE("VAT rates: every row of the reference is in our table, and no other state's") {
    const json reference = reference_rates();
    std::size_t compared = 0;
    for (const auto& [state, periods] : reference.items()) {
        if (!is_eu_member(state)) continue;
        for (const json& period : periods) {
            const auto from = period["effective_from"].get<std::string>();
            CAPTURE(state, from);
            bool found = false;
            for (const StandardRate& rate : standard_rates())
                found = found || (rate.region == state &&
                                  rate.rate == hundredths(period["rates"]["standard"]) &&
                                  to_string(Date(rate.from)) == from);
            CHECK(found);
            ++compared;
        }
    }
    if (compared == 0) return;
    std::size_t ours = 0;
    for (const StandardRate& rate : standard_rates())
        if (rate.region.size() == 2) ++ours;
    CHECK(ours == compared);
    CHECK(compared >= 50);
}

TEST_CASE("VAT rates: the table has all 27 member states, each since the beginning") {
    std::map<std::string_view, std::chrono::year_month_day> oldest;
    for (const StandardRate& rate : standard_rates()) {
        const auto before = oldest.find(rate.region);
        if (before != oldest.end()) CHECK(rate.from < before->second);  // newest first
        oldest[rate.region] = rate.from;
    }
    int states = 0;
    for (const auto& [region, from] : oldest) {
        CAPTURE(region);
        CHECK(from.year() == std::chrono::year(0));
        if (is_eu_member(region)) ++states;
    }
    CHECK(states == 27);
}

TEST_CASE("VAT rates: special territories are those of the reference") {
    const json reference = reference_rates();
    const Date day = parse_date("2026-11-23").value();
    int compared = 0;
    for (const auto& [state, periods] : reference.items()) {
        if (!is_eu_member(state)) continue;
        for (const json& exception : periods.front().value("exceptions", json::array())) {
            const auto name = exception["name"].get<std::string>();
            CAPTURE(state, name);
            const auto [first, last] = examples.equal_range(name);
            CHECK(first != last);
            for (auto example = first; example != last; ++example) {
                const VatTreatment ours = vat_treatment(
                    one_stop_shop, vat_place(state, example->second), VatNumberStatus::none, day);
                // The French departments' rates are France's own, not the Union's.
                if (state == "FR" || exception["standard"] == 0)
                    CHECK(ours == VatTreatment{VatCategory::out_of_scope, 0});
                else if (name == "Azores")
                    CHECK(ours.rate == 1600);  // the reference has the rate until June 2021
                else
                    CHECK(ours.rate == hundredths(exception["standard"]));
                ++compared;
            }
        }
    }
    if (!reference.empty()) CHECK(compared == static_cast<int>(examples.size()));
}

TEST_CASE("VAT: a Belgian seller's sales are taxed as npm sales-tax says") {
    const auto table = Table::load("vat/sales_tax_origin_BE.tsv");
    if (!table) return;
    // The table was made in 2025; the last rate that it knows is Romania's of August.
    const Date day = parse_date("2025-09-01").value();
    int compared = 0;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string& country = table->at(row, "country");
        if (country.size() != 2) continue;
        const bool business = table->at(row, "customer") == "business";
        CAPTURE(country, business, table->at(row, "rate"));
        const VatTreatment ours =
            vat_treatment(one_stop_shop, vat_place(country, ""),
                          business ? VatNumberStatus::valid : VatNumberStatus::none, day);
        if (!is_eu_member(country)) {
            CHECK(ours.category == VatCategory::out_of_scope);
            continue;
        }
        CHECK(ours.rate == std::llround(std::stod(table->at(row, "rate")) * 10'000));
        CHECK((ours.category == VatCategory::reverse_charge) ==
              (table->at(row, "charge_reverse") == "true"));
        ++compared;
    }
    CHECK(compared == 54);
}
