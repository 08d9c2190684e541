#pragma once
// The OpenAPI descriptions and the services' route tables name the same public operations.

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

/// What is routed and not described, and the other way round.
Violations check_operations(const Operations& routed, const Operations& described);

}  // namespace tenure::tidy
