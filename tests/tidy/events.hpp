#pragma once
// The types of events that the services publish, as they stand in the code.

#include <set>
#include <string>

#include "tidy/source.hpp"

namespace tenure::tidy {

struct PublishedTypes {
    std::set<std::string> types;
    std::set<std::string> beginnings;  ///< of types that are put together, "payment."
};

/// What `publish("type", ...)`, `append_event("type", ...)` and the events of the engine's batches
/// (EngineEvent) name.
void collect_published(const SourceFile& file, PublishedTypes& published);

/// What is published and not listed.
Violations check_published(const PublishedTypes& published, const std::set<std::string>& listed);
/// What is listed and not published.
Violations check_listed_events(const PublishedTypes& published,
                               const std::set<std::string>& listed);

}  // namespace tenure::tidy
