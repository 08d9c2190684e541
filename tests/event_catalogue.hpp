#pragma once
// proto-docs/events.md as tests read it: each event's schema and example.

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

#include "json_schema.hpp"

namespace tenure::test {

/// What the page says of one type of event. `schema` carries the page's definitions.
struct CatalogueEntry {
    nlohmann::json schema;
    nlohmann::json example;
};
using EventCatalogue = std::map<std::string, CatalogueEntry>;

/// Reads headings "### `type`" and the fenced blocks "```json schema", "```json example" below
/// them, and "```json definitions". Throws std::runtime_error on a page of another shape.
inline EventCatalogue read_event_catalogue(const std::string& page) {
    EventCatalogue catalogue;
    nlohmann::json definitions;
    std::string type;
    std::string block;
    std::string content;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        if (block.empty() && line.starts_with("### `")) {
            type = line.substr(5, line.rfind('`') - 5);
            if (!catalogue.emplace(type, CatalogueEntry{}).second)
                throw std::runtime_error(type + " stands twice");
        } else if (block.empty() && line.starts_with("```json ")) {
            block = line.substr(8);
            content.clear();
        } else if (!block.empty() && line == "```") {
            const nlohmann::json value = nlohmann::json::parse(content);
            if (block == "definitions")
                definitions = value;
            else if (block == "schema")
                catalogue.at(type).schema = value;
            else
                catalogue.at(type).example = value;
            block.clear();
        } else {
            content += line + "\n";
        }
    }
    for (auto& [name, entry] : catalogue) {
        if (entry.schema.is_null() || entry.example.is_null())
            throw std::runtime_error(name + " lacks its schema or its example");
        // The schema may be nothing but a reference, beside which nothing else counts.
        entry.schema = {{"allOf", {entry.schema}}, {"$defs", definitions}};
    }
    return catalogue;
}

}  // namespace tenure::test
