#pragma once
// The catalogue of onboarding: packages, the checklist, and the rules of sessions.

#include <chrono>
#include <string>
#include <vector>

#include "onboarding/domain/package.hpp"
#include "onboarding/domain/slots.hpp"

namespace tenure::onboarding {

struct Task {
    std::string code;
    Names names;
    Names descriptions;
    std::string link;  ///< where in the customer's product it is done; a path or an address
};

struct Stage {
    std::string code;
    Names names;
    std::vector<Task> tasks;
};

struct Catalog {
    std::string version;
    std::vector<PackageOffer> packages;  ///< all four, in their order
    std::vector<Stage> stages;           ///< the checklist
    SessionRules sessions;

    const PackageOffer& offer(Package package) const {
        return packages.at(static_cast<std::size_t>(package));
    }
    /// Nothing for a code that is none.
    const Task* task(const std::string& code) const;
    std::size_t task_count() const;
};

}  // namespace tenure::onboarding
