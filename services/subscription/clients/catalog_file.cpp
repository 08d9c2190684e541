#include "subscription/clients/catalog_file.hpp"

#include <set>

#include "json/catalog.hpp"

namespace tenure::subscription {

namespace {

Plan plan_in(tenure::json::Reader& reader) {
    Plan plan;
    plan.code = reader.string("code", {1, 40});
    plan.rank = reader.integer("rank", 1, 1000);
    plan.names = tenure::json::texts(reader.object("names"));
    tenure::json::Reader prices = reader.object("prices");
    for (const Cycle cycle : {Cycle::quarterly, Cycle::annual})
        plan.prices.emplace(cycle, prices.money(name_of(cycle)));
    return plan;
}

}  // namespace

Result<Catalog> parse_catalog(const std::string& text) {
    TENURE_TRY_ASSIGN(tenure::json::Reader root, tenure::json::Reader::parse(text));
    Catalog catalog;
    std::set<std::string> codes;
    for (tenure::json::Reader& reader : root.objects("plans", 1, 100)) {
        Plan plan = plan_in(reader);
        plan.features = reader.strings("features", 0, 100);
        if (!codes.insert(plan.code).second)
            reader.reject("code", "duplicate", "two plans have this code");
        catalog.plans.push_back(std::move(plan));
    }
    catalog.user_label = tenure::json::texts(root.object("user_label"));
    catalog.trial_days = root.integer("trial_days", 1, 365);
    catalog.download_days = root.integer("download_days", 0, 3650);
    TENURE_TRY(root.finish());
    catalog.version = tenure::json::version_of(text);
    return catalog;
}

Result<Catalog> load_catalog(const std::string& path) {
    return tenure::json::load_catalog(path, parse_catalog);
}

}  // namespace tenure::subscription
