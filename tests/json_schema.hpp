#pragma once
// What in a JSON value does not fit a JSON Schema.

#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <vector>

namespace tenure::test {

inline std::vector<std::string> schema_violations(const nlohmann::json& schema,
                                                  const nlohmann::json& value) {
    valijson::Schema parsed;
    valijson::SchemaParser parser;
    const valijson::adapters::NlohmannJsonAdapter schema_adapter(schema);
    parser.populateSchema(schema_adapter, parsed);
    valijson::Validator validator;
    valijson::ValidationResults results;
    const valijson::adapters::NlohmannJsonAdapter value_adapter(value);
    std::vector<std::string> found;
    if (validator.validate(parsed, value_adapter, &results)) return found;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
        std::string place;
        for (const std::string& part : error.context) place += part;
        found.push_back(place + ": " + error.description);
    }
    return found;
}

}  // namespace tenure::test
