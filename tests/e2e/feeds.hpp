#pragma once
// The events of a running system, held against proto-docs/events.md.

#include <set>
#include <string>
#include <vector>

#include "e2e/system.hpp"

namespace tenure::e2e {

/// Events whose type is not in the catalogue or whose data does not fit its schema, identifiers
/// that were given twice, and events that a consumer could not take.
std::vector<std::string> feed_violations(System& system);

/// The types that were published so far.
std::set<std::string> published_types(System& system);

}  // namespace tenure::e2e
