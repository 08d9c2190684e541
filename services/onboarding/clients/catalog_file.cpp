#include "onboarding/clients/catalog_file.hpp"

#include <set>

#include "json/catalog.hpp"

namespace tenure::onboarding {

namespace {

using tenure::json::Reader;
using tenure::json::texts;

Content content_in(Reader& reader) {
    Content content;
    content.part = reader.enumeration<Part>("part", part_names);
    content.limit = reader.optional_integer("limit", 1, 1000);
    content.names = texts(reader.object("names"));
    return content;
}

PackageOffer offer_in(Reader& reader, Package expected) {
    PackageOffer offer;
    offer.package = reader.enumeration<Package>("code", package_names);
    if (offer.package != expected)
        reader.reject("code", "out_of_range", "the four packages stand in their order");
    if (reader.has("price")) {
        offer.price = reader.money("price");
        if (offer.price->is_negative()) reader.reject("price", "out_of_range", "not below zero");
    }
    offer.names = texts(reader.object("names"));
    offer.descriptions = texts(reader.object("descriptions"));
    for (Reader& content : reader.objects("contents", 1, 20))
        offer.contents.push_back(content_in(content));
    return offer;
}

/// Prices rise with the packages; the free one has none to pay.
void check_prices(Reader& root, const std::vector<PackageOffer>& packages) {
    if (packages.size() != package_names.size()) return;
    if (packages.front().price && !packages.front().price->is_zero())
        root.reject("packages", "out_of_range", "do_it_yourself is free");
    const auto& together = packages[1].price;
    const auto& with_help = packages[2].price;
    if (!together || !with_help || together->currency() != with_help->currency() ||
        together->minor() >= with_help->minor())
        root.reject("packages", "out_of_range", "do_it_with_help costs more than do_it_together");
}

Stage stage_in(Reader& reader, std::set<std::string>& codes) {
    Stage stage;
    stage.code = reader.string("code", {1, 40});
    stage.names = texts(reader.object("names"));
    for (Reader& task : reader.objects("tasks", 1, 50)) {
        stage.tasks.push_back({task.string("code", {1, 40}), texts(task.object("names")),
                               texts(task.object("descriptions")), task.string("link", {1, 500})});
        if (!codes.insert(stage.tasks.back().code).second)
            task.reject("code", "duplicate", "stands twice");
    }
    return stage;
}

SessionRules rules_in(Reader reader) {
    const auto hours = [&](const char* name, std::int64_t max) {
        return std::chrono::hours(reader.integer(name, 0, max));
    };
    SessionRules rules;
    rules.length = std::chrono::minutes(reader.integer("minutes", 15, 480));
    rules.step = std::chrono::minutes(reader.integer("step_minutes", 5, 240));
    if (1440 % rules.step.count() != 0)
        reader.reject("step_minutes", "out_of_range", "a divisor of a day's 1440 minutes");
    rules.notice = hours("notice_hours", 24 * 30);
    rules.change_notice = hours("change_hours", 24 * 30);
    rules.horizon = 24 * hours("horizon_days", 366);
    rules.waiting = 24 * hours("waiting_list_days", 366);
    return rules;
}

}  // namespace

Result<Catalog> parse_catalog(const std::string& text) {
    TENURE_TRY_ASSIGN(Reader root, Reader::parse(text));
    Catalog catalog;
    std::size_t index = 0;
    for (Reader& reader : root.objects("packages", package_names.size(), package_names.size()))
        catalog.packages.push_back(offer_in(reader, package_names.at(index++).second));
    check_prices(root, catalog.packages);
    std::set<std::string> codes;
    for (Reader& reader : root.objects("checklist", 1, 20))
        catalog.stages.push_back(stage_in(reader, codes));
    catalog.sessions = rules_in(root.object("sessions"));
    TENURE_TRY(root.finish());
    catalog.version = tenure::json::version_of(text);
    return catalog;
}

Result<Catalog> load_catalog(const std::string& path) {
    return tenure::json::load_catalog(path, parse_catalog);
}

}  // namespace tenure::onboarding
