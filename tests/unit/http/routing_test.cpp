#include <catch2/catch.hpp>

#include "http/idempotency_key.hpp"
#include "http/route_table.hpp"
#include "http/target.hpp"

using namespace tenure;
using namespace tenure::http;

namespace {

Handler nothing() {
    return [](const Request&) -> Result<Response> { return no_content(); };
}

Route route(Method method, std::string pattern) {
    return {method, std::move(pattern), allow::members, nothing()};
}

std::string pattern_at(const RouteTable& table, Method method, std::string_view path) {
    const Route* found = table.find(parse_target(path)->segments).route(method);
    return found != nullptr ? found->pattern : "";
}

}  // namespace

TEST_CASE("a path finds its route, a literal before a parameter") {
    const RouteTable table(
        {route(Method::get, "/v1/changes/{id}"), route(Method::post, "/v1/changes/preview"),
         route(Method::get, "/v1/changes"), route(Method::get, "/v1/changes/{id}/lines/{line}")});
    CHECK(pattern_at(table, Method::get, "/v1/changes") == "/v1/changes");
    CHECK(pattern_at(table, Method::get, "/v1/changes/chg_1") == "/v1/changes/{id}");
    CHECK(pattern_at(table, Method::post, "/v1/changes/preview") == "/v1/changes/preview");
    CHECK(pattern_at(table, Method::get, "/v1/changes/preview").empty());
    CHECK(pattern_at(table, Method::get, "/v1/changes/a/lines/b") ==
          "/v1/changes/{id}/lines/{line}");
    for (const char* path : {"/", "/v1", "/v1/changes/", "/v1//changes", "/v1/changes/a/lines",
                             "/V1/changes", "/v1/changes/a/lines/", "/v1/changes%2Fchg_1"})
        CHECK(table.find(parse_target(path)->segments).allowed_methods().empty());
}

TEST_CASE("parameters are decoded, and a slash in them makes no segment") {
    const RouteTable table({route(Method::get, "/v1/things/{id}/parts/{part}")});
    const auto match = table.find(parse_target("/v1/things/a%2Fb/parts/%C3%A9+1")->segments);
    CHECK(match.parameters.at("id") == "a/b");
    CHECK(match.parameters.at("part") == "\u00e9+1");
}

TEST_CASE("the methods of a path are known") {
    const RouteTable table({route(Method::delete_, "/v1/a/{id}"), route(Method::get, "/v1/a/{id}"),
                            route(Method::put, "/v1/b")});
    const auto match = table.find(parse_target("/v1/a/1")->segments);
    CHECK(match.allowed_methods() == std::vector<std::string>{"GET", "DELETE"});
}

TEST_CASE("a route table with a mistake does not start") {
    CHECK_THROWS_AS(RouteTable({route(Method::get, "v1")}), std::logic_error);
    CHECK_THROWS_AS(RouteTable({route(Method::get, "/v1/a"), route(Method::get, "/v1/a")}),
                    std::logic_error);
    CHECK_THROWS_AS(RouteTable({route(Method::get, "/v1/{id}"), route(Method::put, "/v1/{other}")}),
                    std::logic_error);
}

TEST_CASE("a very long path is no trouble") {
    const RouteTable table({route(Method::get, "/v1/{id}")});
    const auto target = parse_target(std::string(100'000, '/'));
    REQUIRE(target);
    CHECK(table.find(target->segments).allowed_methods().empty());
}

TEST_CASE("a query is decoded") {
    const Result<Target> target = parse_target("/v1/x?a=1&b=%26%3D&c&a=2&d=1=2&&e=a+b%2B");
    REQUIRE(target);
    CHECK(target->path == "/v1/x");
    CHECK(target->query.count("a") == 2);
    CHECK(target->query.find("b")->second == "&=");
    CHECK(target->query.find("c")->second.empty());
    CHECK(target->query.find("d")->second == "1=2");
    CHECK(target->query.find("e")->second == "a b+");
    CHECK(target->query.size() == 6);
}

TEST_CASE("a target that is not well encoded is refused") {
    for (const char* text : {"",
                             "v1",
                             "*",
                             "http://host/v1",
                             "/v1/%",
                             "/v1/%4",
                             "/v1/%zz",
                             "/v1/%00",
                             "/v1/%0a",
                             "/v1/%7f",
                             "/v1/%ff",
                             "/v1/%c0%af",
                             "/v1/%ed%a0%80",
                             "/v1/%f5%80%80%80",
                             "/v1/%e2%82",
                             "/v1/\xc3\xa9",
                             "/v1/a b",
                             "/v1/a#b",
                             "/v1?a=%",
                             "/v1?%g1=a",
                             "/v1?a=%00"}) {
        INFO(text);
        const Result<Target> target = parse_target(text);
        REQUIRE_FALSE(target);
        CHECK(target.error().kind == ErrorKind::malformed);
        CHECK(target.error().code == "malformed_request");
    }
}

TEST_CASE("text in any script passes through percent-encoding") {
    CHECK(parse_target("/%E2%82%AC%F0%9F%98%80")->segments[0] == "\u20ac\U0001F600");
}

TEST_CASE("an Idempotency-Key is 1 to 255 visible characters, in quotes or not") {
    CHECK(*parse_idempotency_key("abc-123") == "abc-123");
    CHECK(*parse_idempotency_key("\"abc-123\"") == "abc-123");
    CHECK(*parse_idempotency_key(R"("a\"b\\c")") == R"(a"b\c)");
    CHECK(parse_idempotency_key(std::string(255, 'k')));
    CHECK(parse_idempotency_key("\"" + std::string(255, 'k') + "\""));
    for (const std::string& bad :
         {std::string(), std::string(256, 'k'), std::string("a b"), std::string("\""),
          std::string("\"\""), std::string("\"a"), std::string("\"a\"b\""), std::string("\"a\\b\""),
          std::string("\"a\\\""), std::string("\u00e9"), std::string("a\tb"), std::string("a\x7f"),
          std::string("a\0b", 3)}) {
        const auto key = parse_idempotency_key(bad);
        REQUIRE_FALSE(key);
        CHECK(key.error().code == "idempotency_key_invalid");
        CHECK(key.error().kind == ErrorKind::malformed);
    }
}

TEST_CASE("a fingerprint tells method, path and body apart") {
    const std::string one = fingerprint_of(Method::post, "/v1/a", "{}");
    CHECK(one.size() == 64);
    CHECK(one == fingerprint_of(Method::post, "/v1/a", "{}"));
    CHECK(one != fingerprint_of(Method::put, "/v1/a", "{}"));
    CHECK(one != fingerprint_of(Method::post, "/v1/b", "{}"));
    CHECK(one != fingerprint_of(Method::post, "/v1/a", "{ }"));
}
