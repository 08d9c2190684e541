#include "subscription/domain/catalog.hpp"

#include <algorithm>

namespace tenure::subscription {

namespace {

Names line_names(const Names& user_label, const Plan& plan) {
    Names names;
    for (const auto& [language, label] : user_label) {
        std::string text = label;
        const auto found = plan.names.find(language);
        const auto place = text.find("{plan}");
        if (place != std::string::npos)
            text.replace(place, 6, found == plan.names.end() ? plan.code : found->second);
        names.emplace(language, std::move(text));
    }
    return names;
}

}  // namespace

Result<Plan> Catalog::plan(std::string_view code) const {
    for (const Plan& candidate : plans) {
        if (candidate.code == code) return candidate;
    }
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "the catalogue has no such plan",
                 {{"/plan", "unknown_plan", "see GET /v1/plans"}}};
}

selling::Product Catalog::product_of(const Plan& plan) const {
    return {"plan." + plan.code, plan.prices, line_names(user_label, plan)};
}

std::vector<std::string> features_lost(const Plan& from, const Plan& to) {
    std::vector<std::string> lost;
    for (const std::string& feature : from.features)
        if (std::find(to.features.begin(), to.features.end(), feature) == to.features.end())
            lost.push_back(feature);
    return lost;
}

}  // namespace tenure::subscription
