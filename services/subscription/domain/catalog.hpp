#pragma once
// The plans that are sold, as the catalogue file (deploy/catalog/plans.json) describes them.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/term.hpp"

namespace tenure::subscription {

/// A text by language: fr, nl, en, de.
using Names = std::map<std::string, std::string>;

struct Plan {
    std::string code;
    std::int64_t rank = 0;  ///< order from small to large
    Names names;
    std::map<Cycle, Money> prices;  ///< per user and month, by cycle
    std::vector<std::string> features;
};

struct Catalog {
    std::vector<Plan> plans;
    Names user_label;     ///< how an invoice line calls a user; "{plan}" stands for the plan's name
    std::string version;  ///< changes whenever the file does; the ETag of GET /v1/plans

    /// Error `unknown_plan` (invalid).
    Result<Plan> plan(std::string_view code) const;
    /// The invoice line's texts for users of a plan.
    Names line_names(const Plan& plan) const;
};

}  // namespace tenure::subscription
