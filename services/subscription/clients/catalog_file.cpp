#include "subscription/clients/catalog_file.hpp"

#include <fstream>
#include <iterator>
#include <set>

#include "json/reader.hpp"

namespace tenure::subscription {

namespace {

Names names_in(tenure::json::Reader reader) {
    Names names;
    for (const char* language : {"fr", "nl", "en", "de"})
        names.emplace(language, reader.string(language));
    return names;
}

// FNV-1a: tells one catalogue from another in an ETag; nothing depends on its strength.
std::string version_of(const std::string& text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char byte : text) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 1099511628211ULL;
    }
    return std::to_string(hash);
}

Plan plan_in(tenure::json::Reader& reader) {
    Plan plan;
    plan.code = reader.string("code", {1, 40});
    plan.rank = reader.integer("rank", 1, 1000);
    plan.names = names_in(reader.object("names"));
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
    catalog.user_label = names_in(root.object("user_label"));
    catalog.trial_days = root.integer("trial_days", 1, 365);
    catalog.download_days = root.integer("download_days", 0, 3650);
    TENURE_TRY(root.finish());
    catalog.version = version_of(text);
    return catalog;
}

Result<Catalog> load_catalog(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorKind::internal, "catalog_invalid", path + " cannot be read"};
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    Result<Catalog> catalog = parse_catalog(text);
    if (catalog.ok()) return catalog;
    std::string detail = path + ": " + catalog.error().detail;
    for (const FieldError& field : catalog.error().fields)
        detail += "; " + field.pointer + " " + field.code;
    return Error{ErrorKind::internal, "catalog_invalid", detail};
}

}  // namespace tenure::subscription
