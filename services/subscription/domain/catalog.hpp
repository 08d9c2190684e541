#pragma once
// The plans that are sold, as the catalogue file (deploy/catalog/plans.json) describes them.

#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "selling/purchase.hpp"

namespace tenure::subscription {

using selling::Names;

struct Plan {
    std::string code;
    std::int64_t rank = 0;  ///< order from small to large
    Names names;
    selling::Prices prices;  ///< per user and month, by cycle
    std::vector<std::string> features;
};

struct Catalog {
    std::vector<Plan> plans;
    Names user_label;     ///< how an invoice line calls a user; "{plan}" stands for the plan's name
    std::string version;  ///< changes whenever the file does; the ETag of GET /v1/plans
    std::int64_t trial_days = 14;
    std::int64_t download_days = 30;  ///< how long data can be downloaded after the last day

    /// Error `unknown_plan` (invalid).
    Result<Plan> plan(std::string_view code) const;
    /// What billing is told of a plan: its code as a product, prices, and the invoice line's texts.
    selling::Product product_of(const Plan& plan) const;
};

/// The features of `from` that `to` does not have.
std::vector<std::string> features_lost(const Plan& from, const Plan& to);

}  // namespace tenure::subscription
