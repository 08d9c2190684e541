#pragma once
// The add-on that is sold, as the catalogue file (deploy/catalog/add_ons.json) describes it.

#include <map>
#include <string>
#include <vector>

#include "domain/money.hpp"
#include "domain/term.hpp"

namespace tenure::add_on {

/// A text by language: fr, nl, en, de.
using Names = std::map<std::string, std::string>;

/// One package of the add-on.
struct PackageOffer {
    Names names;
    std::map<Cycle, Money> prices;  ///< per Beyond user and month, by cycle; none: included
    std::vector<std::string> features;
};

/// Customer Meeting, as it is offered.
struct Catalog {
    Names names;
    PackageOffer basic;
    PackageOffer beyond;
    Names user_label;     ///< how an invoice line calls a Beyond user
    int trial_days = 14;  ///< how long Beyond may be tried
    std::string version;  ///< changes whenever the file does; the ETag of GET /v1/add-ons

    /// What Beyond has and Basic has not: lost on the way back.
    std::vector<std::string> losses() const;
};

}  // namespace tenure::add_on
