#include <catch2/catch.hpp>

#include "subscription/clients/catalog_file.hpp"

using namespace tenure;
using namespace tenure::subscription;

namespace {

const std::string catalog_path = std::string(TENURE_SOURCE_DIR) + "/deploy/catalog/plans.json";

}  // namespace

TEST_CASE("The catalogue that is shipped can be read and names three plans") {
    const Catalog catalog = load_catalog(catalog_path).value();
    REQUIRE(catalog.plans.size() == 3);
    const Plan grow = catalog.plan("grow").value();
    REQUIRE(grow.prices.at(Cycle::quarterly) == Money(3000, Currency::eur()));
    REQUIRE(catalog.product_of(grow).names.at("fr") == "Utilisateur GROW");
    REQUIRE(catalog.product_of(grow).code == "plan.grow");
    REQUIRE(catalog.trial_days == 14);
    REQUIRE(catalog.plan("platinum").error().fields.front().code == "unknown_plan");
}

TEST_CASE("A catalogue with mistakes is refused with every one of them") {
    const auto refused = parse_catalog(R"({"plans": [
        {"code": "a", "rank": 0, "names": {"fr": "A"}, "prices": {}, "features": [1], "x": 1}],
        "user_label": {"fr": "U", "nl": "U", "en": "U", "de": "U"}})");
    REQUIRE(refused.error().fields.size() >= 6);
    REQUIRE(load_catalog("/nowhere/plans.json").error().code == "catalog_invalid");
}

TEST_CASE("Two plans with one code are refused") {
    const std::string plan = R"({"code": "a", "rank": 1,
        "names": {"fr": "A", "nl": "A", "en": "A", "de": "A"},
        "prices": {"quarterly": {"amount": 1, "currency": "EUR"},
                   "annual": {"amount": 1, "currency": "EUR"}}, "features": []})";
    const auto refused = parse_catalog(R"({"plans": [)" + plan + "," + plan +
                                       R"(], "user_label": {"fr": "U", "nl": "U", "en": "U",
                                       "de": "U"}})");
    REQUIRE(refused.error().fields.front().code == "duplicate");
}

TEST_CASE("The catalogue's version changes with its content") {
    const auto text = [](const char* label) {
        return R"({"plans": [{"code": "a", "rank": 1,
            "names": {"fr": "A", "nl": "A", "en": "A", "de": "A"},
            "prices": {"quarterly": {"amount": 1, "currency": "EUR"},
                       "annual": {"amount": 1, "currency": "EUR"}}, "features": []}],
            "trial_days": 14, "download_days": 30, "user_label": {"fr": "U", "nl": "U", "en": ")" +
               std::string(label) + R"(", "de": "U"}})";
    };
    REQUIRE(parse_catalog(text("U"))->version == parse_catalog(text("U"))->version);
    REQUIRE(parse_catalog(text("U"))->version != parse_catalog(text("V"))->version);
}
