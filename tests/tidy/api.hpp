#pragma once
// The OpenAPI descriptions and the services' route tables name the same public operations.

#include <map>
#include <set>
#include <string>

#include "tidy/source.hpp"

namespace tenure::tidy {

/// "GET /v1/plans" and the like, with the file that names it.
struct Operation {
    std::string name;
    std::string path;
    auto operator<=>(const Operation&) const = default;
};
using Operations = std::set<Operation>;

/// Rows `{Method::get, "/v1/...", ...}` of a route table, and what the gateway itself answers: it
/// has no table of its own, only `path == "/v1/..."`, which can be read.
Operations routed(const SourceFile& routes);
/// Operations below `paths` of a description whose path begins with /v1/.
Operations described(const SourceFile& description);

/// The roles that may call an operation, by its name.
using Access = std::map<std::string, std::set<std::string>>;
/// From the rows' `allow::...`.
Access routed_access(const SourceFile& routes);
/// From `x-roles` of the operations.
Access described_access(const SourceFile& description);
/// Operations whose description names other roles than their route.
Violations check_access(const Access& routed, const Access& described);

/// What is routed and not described, and the other way round.
Violations check_operations(const Operations& routed, const Operations& described);

}  // namespace tenure::tidy
