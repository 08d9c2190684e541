#include "http/message.hpp"

#include <catch2/catch.hpp>

using namespace tenure;
using namespace tenure::http;

namespace {

Request with_query(std::multimap<std::string, std::string> query) {
    Request request;
    request.query = std::move(query);
    return request;
}

Request with_if_match(const std::string& value) {
    Request request;
    request.headers["if-match"] = value;
    return request;
}

}  // namespace

TEST_CASE("a page is 20 from the start unless the query says otherwise") {
    const Result<Page> page = page_of(with_query({}));
    CHECK(page->limit == 20);
    CHECK(page->cursor.empty());
    const Result<Page> other = page_of(with_query({{"limit", "100"}, {"cursor", "abc"}}));
    CHECK(other->limit == 100);
    CHECK(other->cursor == "abc");
}

TEST_CASE("a limit that is no integer from 1 to 100 is refused") {
    const auto [limit, code] =
        GENERATE(table<std::string, std::string>({{"0", "out_of_range"},
                                                  {"101", "out_of_range"},
                                                  {"-1", "out_of_range"},
                                                  {"99999999999999999999", "out_of_range"},
                                                  {"", "wrong_type"},
                                                  {"12abc", "wrong_type"},
                                                  {"1.0", "wrong_type"},
                                                  {" 1", "wrong_type"},
                                                  {"+1", "wrong_type"},
                                                  {"99999999999999999999x", "wrong_type"}}));
    INFO(limit);
    const Result<Page> page = page_of(with_query({{"limit", limit}}));
    REQUIRE_FALSE(page);
    CHECK(page.error().kind == ErrorKind::invalid);
    CHECK(page.error().code == "invalid_fields");
    REQUIRE(page.error().fields.size() == 1);
    CHECK(page.error().fields[0].pointer == "/limit");
    CHECK(page.error().fields[0].code == code);
}

TEST_CASE("every bad query parameter of a page is reported") {
    const Result<Page> page =
        page_of(with_query({{"limit", "x"}, {"cursor", std::string(513, 'c')}}));
    REQUIRE_FALSE(page);
    CHECK(page.error().fields.size() == 2);
}

TEST_CASE("If-Match must name the strong ETag of the version that is there") {
    const std::string etag = etag_of(7);
    CHECK(etag == "\"7\"");
    CHECK(require_match(with_if_match("\"7\""), etag));
    CHECK(require_match(with_if_match("\"6\", \"7\""), etag));
    CHECK(require_match(with_if_match("*"), etag));
    for (const char* stale : {"\"6\"", "W/\"7\"", "7", "", "\"77\"", ","})
        CHECK(require_match(with_if_match(stale), etag).error().code == "if_match_failed");
    const Status missing = require_match(Request{}, etag);
    CHECK(missing.error().code == "if_match_required");
    CHECK(missing.error().kind == ErrorKind::precondition_required);
}

TEST_CASE("answers carry their status, location and ETag") {
    CHECK(ok("{}").status == 200);
    CHECK(created("{}").headers.empty());
    const Response response = with_etag(created("{}", "/v1/things/1"), "\"1\"");
    CHECK(response.status == 201);
    CHECK(response.headers[0] == std::pair<std::string, std::string>("Location", "/v1/things/1"));
    CHECK(response.headers[1] == std::pair<std::string, std::string>("ETag", "\"1\""));
    CHECK(accepted("{}").status == 202);
    CHECK(no_content().status == 204);
    CHECK(no_content().content_type.empty());
}

TEST_CASE("a request gives its parameters and headers by name") {
    Request request = with_query({{"wait", "5"}});
    request.path_parameters["id"] = "inv_1";
    request.headers["accept"] = "application/json";
    CHECK(request.path_parameter("id") == "inv_1");
    CHECK(request.query_parameter("wait") == "5");
    CHECK_FALSE(request.query_parameter("after"));
    CHECK(request.header("accept") == "application/json");
    CHECK_THROWS_AS(request.path_parameter("other"), std::logic_error);
}
