#pragma once
// The four ways to start, and what the catalogue says of them. No rule of delivery in here.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "domain/enum_names.hpp"
#include "domain/money.hpp"
#include "domain/result.hpp"
#include "selling/purchase.hpp"

namespace tenure::onboarding {

using selling::Names;

/// In the order in which they contain each other.
enum class Package { do_it_yourself, do_it_together, do_it_with_help, done_for_you };
inline constexpr EnumNames<Package, 4> package_names{{
    {"do_it_yourself", Package::do_it_yourself},
    {"do_it_together", Package::do_it_together},
    {"do_it_with_help", Package::do_it_with_help},
    {"done_for_you", Package::done_for_you},
}};
inline std::string_view name_of(Package package) {
    return name_in(package_names, package);
}

/// What a package may contain.
enum class Part {
    checklist,
    sessions,
    workflow,
    tips,
    platform,
    training,
    guided_setup,
    import,
    templates,
    partner,
};
inline constexpr EnumNames<Part, 10> part_names{{
    {"checklist", Part::checklist},
    {"sessions", Part::sessions},
    {"workflow", Part::workflow},
    {"tips", Part::tips},
    {"platform", Part::platform},
    {"training", Part::training},
    {"guided_setup", Part::guided_setup},
    {"import", Part::import},
    {"templates", Part::templates},
    {"partner", Part::partner},
}};

struct Content {
    Part part = Part::checklist;
    std::optional<std::int64_t> limit;  ///< of sessions and of modules of an import
    Names names;
};

struct PackageOffer {
    Package package = Package::do_it_yourself;
    std::optional<Money> price;  ///< none: a partner quotes it
    Names names;
    Names descriptions;
    std::vector<Content> contents;
};

/// The offer's content of that kind; nothing when it has none.
const Content* content_of(const PackageOffer& offer, Part part);

}  // namespace tenure::onboarding
