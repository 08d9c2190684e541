#include <catch2/catch.hpp>

#include "gateway/openapi_bundle/merge.hpp"

using namespace tenure::openapi;

namespace {

Json common() {
    return {{"info", {{"title", "T"}}},
            {"components", {{"schemas", {{"Money", {{"type", "object"}}}}}}}};
}

Json with_path(const std::string& path, const Json& schema) {
    return {{"paths", {{path, {{"get", {{"schema", schema}}}}}}}};
}

}  // namespace

TEST_CASE("Paths and components of several files stand in one document") {
    const Json whole =
        merge({{"common.yaml", common()},
               {"a.yaml", with_path("/a", {{"$ref", "common.yaml#/components/schemas/Money"}})}});
    CHECK(whole["openapi"] == "3.1.0");
    CHECK(whole["info"]["title"] == "T");
    CHECK(whole["paths"]["/a"]["get"]["schema"]["$ref"] == "#/components/schemas/Money");
    CHECK(whole["components"]["schemas"].contains("Money"));
}

TEST_CASE("One name described in two ways is an error, described alike it is not") {
    Json other = common();
    CHECK_NOTHROW(merge({{"common.yaml", common()}, {"b.yaml", other}}));
    other["components"]["schemas"]["Money"]["type"] = "string";
    CHECK_THROWS_WITH(merge({{"common.yaml", common()}, {"b.yaml", other}}),
                      Catch::Contains("Money"));
    CHECK_THROWS_WITH(merge({{"common.yaml", common()},
                             {"a.yaml", with_path("/a", 1)},
                             {"b.yaml", with_path("/a", 2)}}),
                      Catch::Contains("/a"));
}

TEST_CASE("A reference that leads nowhere is an error") {
    for (const char* reference : {"#/components/schemas/Nothing", "other.yaml", "b.yaml#nothing"})
        CHECK_THROWS_WITH(
            merge({{"common.yaml", common()}, {"a.yaml", with_path("/a", {{"$ref", reference}})}}),
            Catch::Contains("leads nowhere"));
}
