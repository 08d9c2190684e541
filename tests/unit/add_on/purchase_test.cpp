#include "add_on/app/purchase.hpp"

#include <catch2/catch.hpp>

#include "add_on/clients/catalog_file.hpp"
#include "unit/add_on/examples.hpp"

using namespace tenure;
using namespace tenure::add_on;
using namespace tenure::test;

namespace {

const std::string file = std::string(TENURE_SOURCE_DIR) + "/deploy/catalog/add_ons.json";

selling::Purchase purchase(const Wish& wish, bool in_trial = false) {
    const Catalog catalog = load_catalog(file).value();
    selling::Licence known = licence();
    if (in_trial) known.term.number = 0;
    return purchase_of(draft_of(wish, known, catalog.trial_days, start).value(), catalog);
}

}  // namespace

TEST_CASE("Beyond is bought at once, within the window and the plan users") {
    const auto bought = purchase({ChangeType::switch_package, Package::beyond, 3});
    REQUIRE(bought.when == selling::When::immediately);
    REQUIRE(bought.window);
    REQUIRE(bought.operations.size() == 1);
    const selling::Operation& operation = bought.operations[0];
    REQUIRE(operation.action == selling::Action::add);
    REQUIRE(operation.item == "beyond_users");
    REQUIRE(operation.quantity == 3);
    REQUIRE(operation.limited_by == "plan_users");
    REQUIRE_FALSE(operation.minimum);  // the switch to Basic takes them all
    REQUIRE(operation.product->code == "customer_meeting.beyond");
    REQUIRE(operation.product->prices.at(Cycle::quarterly).minor() == 1200);
}

TEST_CASE("Beyond users are added at once, and no window holds") {
    const auto added = purchase({ChangeType::add_users, Package::beyond, 2});
    REQUIRE(added.when == selling::When::immediately);
    REQUIRE_FALSE(added.window);
}

TEST_CASE("What is taken away goes at the renewal, in the subscription's trial at once") {
    const Wish removal{ChangeType::remove_users, Package::beyond, 2};
    const Wish basic{ChangeType::switch_package, Package::basic, 0};
    REQUIRE(purchase(removal).when == selling::When::at_renewal);
    REQUIRE(purchase(removal).operations[0].action == selling::Action::remove);
    REQUIRE(purchase(basic).when == selling::When::at_renewal);
    REQUIRE(purchase(basic).operations[0].action == selling::Action::clear);
    REQUIRE(purchase(removal, true).when == selling::When::immediately);
    REQUIRE(purchase(basic, true).when == selling::When::immediately);
}

TEST_CASE("What a trial converts to is bought when it ends") {
    const auto converted = purchase({ChangeType::start_trial, Package::beyond, 4});
    REQUIRE(converted.when == selling::When::at);
    REQUIRE(converted.at == at("2026-10-29T23:00:00Z"));
    REQUIRE(converted.window);
    REQUIRE(converted.operations[0].quantity == 4);
}

TEST_CASE("A trial needs a licence, whose zone its end depends on") {
    const Wish trial{ChangeType::start_trial, Package::beyond, 0};
    REQUIRE(draft_of(trial, {}, 14, start).error().code == "subscription_missing");
    REQUIRE(draft_of({ChangeType::switch_package, Package::beyond, 1}, {}, 14, start).ok());
}

TEST_CASE("The catalogue that is delivered can be read") {
    const Catalog catalog = load_catalog(file).value();
    REQUIRE(catalog.trial_days == 14);
    REQUIRE(catalog.basic.prices.empty());
    REQUIRE(catalog.beyond.prices.size() == 2);
    REQUIRE(catalog.names.at("fr") == "Réunion Client");
    REQUIRE_FALSE(catalog.losses().empty());
    REQUIRE_FALSE(catalog.version.empty());
}

TEST_CASE("What is wrong in the catalogue is said with its place") {
    const auto refused = parse_catalog(R"({"customer_meeting": {"trial_days": 0}})");
    REQUIRE_FALSE(refused.ok());
    const auto& fields = refused.error().fields;
    REQUIRE(std::any_of(fields.begin(), fields.end(), [](const FieldError& field) {
        return field.pointer == "/customer_meeting/trial_days" && field.code == "out_of_range";
    }));
    REQUIRE(load_catalog("/nowhere/add_ons.json").error().code == "catalog_invalid");
    REQUIRE_FALSE(parse_catalog("[]").ok());
}
