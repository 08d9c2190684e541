// The maker of bad bodies must find every way to be wrong.
#include "e2e/operations.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace tenure::e2e;
using nlohmann::json;

namespace {

const json schema = json::parse(R"({
    "type": "object", "required": ["name"], "additionalProperties": false,
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 3},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "inner": {"type": "object", "required": ["flag"], "additionalProperties": false,
                  "properties": {"flag": {"type": "boolean"}}},
        "list": {"type": "array", "items": {"type": ["string", "null"], "maxLength": 2}}}})");
const json sample = json::parse(
    R"({"name": "a", "count": 1, "kind": "a", "inner": {"flag": true}, "list": ["a"]})");

std::set<std::string> spoiled() {
    std::set<std::string> all;
    for (const BadBody& bad : bad_bodies(schema, sample)) all.insert(bad.pointer + " " + bad.code);
    return all;
}

}  // namespace

TEST_CASE("Each member of a body is spoiled in each way that its schema refuses") {
    const std::set<std::string> all = spoiled();
    for (const char* expected :
         {"/name required", "/nothing_of_the_kind unknown_field", "/name wrong_type", "/name ",
          "/count wrong_type", "/count ", "/kind unknown_value", "/inner wrong_type",
          "/inner/flag required", "/inner/flag wrong_type",
          "/inner/nothing_of_the_kind unknown_field", "/list wrong_type", "/list/0 wrong_type",
          "/list/0 "}) {
        INFO(expected);
        CHECK(all.contains(expected));
    }
    for (const BadBody& bad : bad_bodies(schema, sample)) CHECK(bad.body != sample);
}

TEST_CASE("Every operation with a body has samples of which bad bodies are made") {
    const auto operations =
        described_operations(std::string(TENURE_SOURCE_DIR) + "/proto-docs/openapi");
    std::size_t bodies = 0;
    for (const Operation& operation : operations) {
        INFO(operation.name());
        CHECK(operation.samples.empty() == operation.body.is_null());
        if (operation.is_signed) continue;  // its sender's own, whatever it is
        for (const json& one : operation.samples) {
            const auto bad = bad_bodies(operation.body, one);
            CHECK_FALSE(bad.empty());
            bodies += bad.size();
        }
    }
    CHECK(bodies > 300);
}
