#include "subscription/domain/catalog.hpp"

namespace tenure::subscription {

Result<Plan> Catalog::plan(std::string_view code) const {
    for (const Plan& candidate : plans) {
        if (candidate.code == code) return candidate;
    }
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "the catalogue has no such plan",
                 {{"/plan", "unknown_plan", "see GET /v1/plans"}}};
}

Names Catalog::line_names(const Plan& plan) const {
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

}  // namespace tenure::subscription
