#include "http/problem.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "http/client.hpp"
#include "json/writer.hpp"

using namespace tenure;
using namespace tenure::http;

namespace {

std::string header_of(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

nlohmann::json body_of(const Response& response) {
    return nlohmann::json::parse(response.body);
}

}  // namespace

TEST_CASE("a problem document says what, where and who to ask") {
    const Error error{ErrorKind::invalid,
                      "invalid_fields",
                      "two fields are not valid",
                      {{"/users", "out_of_range", "too many"}, {"/plan", "required", "missing"}}};
    const Response response = problem(error, "req_1", "nl-BE");
    CHECK(response.status == 422);
    CHECK(response.content_type == "application/problem+json");
    CHECK(header_of(response, "Content-Language") == "nl");
    const nlohmann::json body = body_of(response);
    CHECK(body["type"] == "/docs/errors#invalid_fields");
    CHECK(body["title"] == "Ongeldige velden");
    CHECK(body["status"] == 422);
    CHECK(body["detail"] == "two fields are not valid");
    CHECK(body["code"] == "invalid_fields");
    CHECK(body["request_id"] == "req_1");
    CHECK(body["errors"].size() == 2);
    CHECK(body["errors"][1] ==
          nlohmann::json({{"pointer", "/plan"}, {"code", "required"}, {"detail", "missing"}}));
}

TEST_CASE("members of an error stand in its document") {
    const Error error{ErrorKind::conflict,
                      "change_window_closed",
                      "too late",
                      {},
                      {{"deadline", std::string("2027-01-01")},
                       {"days", std::int64_t{15}},
                       {"final", true},
                       {"allowed", std::vector<std::string>{"add_users"}}}};
    const nlohmann::json body = body_of(problem(error, "req_1"));
    CHECK(body["deadline"] == "2027-01-01");
    CHECK(body["days"] == 15);
    CHECK(body["final"] == true);
    CHECK(body["allowed"] == nlohmann::json({"add_users"}));
    CHECK_FALSE(body.contains("errors"));
}

TEST_CASE("Allow and Retry-After are headers, not members") {
    const Error method{ErrorKind::method_not_allowed,
                       "method_not_allowed",
                       "",
                       {},
                       {{"allow", std::vector<std::string>{"GET", "POST"}}}};
    CHECK(header_of(problem(method, "r"), "Allow") == "GET, POST");
    CHECK_FALSE(body_of(problem(method, "r")).contains("allow"));
    const Error later{
        ErrorKind::too_many_requests, "slow_down", "", {}, {{"retry_after", std::int64_t{30}}}};
    CHECK(header_of(problem(later, "r"), "Retry-After") == "30");
    CHECK(header_of(problem({ErrorKind::unavailable, "unavailable", ""}, "r"), "Retry-After") ==
          "1");
    CHECK(header_of(problem({ErrorKind::conflict, "idempotency_key_in_use", ""}, "r"),
                    "Retry-After") == "1");
    CHECK(header_of(problem({ErrorKind::conflict, "quote_stale", ""}, "r"), "Retry-After").empty());
}

TEST_CASE("every kind has a status of its own and a title in each language") {
    std::set<int> statuses;
    for (int i = 0; i <= static_cast<int>(ErrorKind::timed_out); ++i) {
        const Error error{static_cast<ErrorKind>(i), "code", ""};
        std::set<std::string> titles;
        for (const char* language : {"fr", "nl", "en", "de"})
            titles.insert(body_of(problem(error, "r", language))["title"].get<std::string>());
        CHECK(titles.size() == 4);
        CHECK(titles.count("") == 0);
        statuses.insert(status_of(error.kind));
    }
    CHECK(statuses.size() == static_cast<std::size_t>(ErrorKind::timed_out) + 1);
}

TEST_CASE("a problem document survives text that is not UTF-8") {
    CHECK_NOTHROW(body_of(problem({ErrorKind::invalid, "bad", "\xff\xfe"}, "\xc3")));
}

TEST_CASE("the language is the best of ours that the client accepts") {
    CHECK(language_of("") == "en");
    CHECK(language_of("fr") == "fr");
    CHECK(language_of("fr-BE, nl;q=0.9") == "fr");
    CHECK(language_of("nl;q=0.5, de;q=0.9") == "de");
    CHECK(language_of("NL-be") == "nl");
    CHECK(language_of("es, it;q=0.9") == "en");
    CHECK(language_of("es, nl;q=0.1") == "nl");
    CHECK(language_of("fr;q=0, de;q=0.1") == "de");
    CHECK(language_of("fr;q=0") == "en");
    CHECK(language_of("*") == "en");
    CHECK(language_of(" de ; q=1.000 ") == "de");
    CHECK(language_of("fra, de;q=0.1") == "de");
}

TEST_CASE("broken language headers are no trouble") {
    for (const char* header : {",", ";", "fr;q=", "fr;q=2", "fr;q=0.12345", "fr;x=1", "fr;q=-1",
                               ";q=1", "\xff", "fr;q=1.5", "fr;q=a"})
        CHECK(language_of(header) == "en");
    CHECK(language_of(std::string(100'000, ',') + "fr") == "fr");
}

TEST_CASE("an error passes through an answer unchanged") {
    const Error error{ErrorKind::conflict,
                      "change_window_closed",
                      "too late",
                      {{"/users", "out_of_range", "too many"}},
                      {{"days", std::int64_t{15}},
                       {"allowed", std::vector<std::string>{"add_users"}},
                       {"final", false},
                       {"deadline", std::string("2027-01-01")}}};
    const Error passed = error_of({409, problem(error, "req_1").body, {}});
    CHECK(passed.kind == error.kind);
    CHECK(passed.code == error.code);
    CHECK(passed.detail == error.detail);
    CHECK(passed.fields == error.fields);
    CHECK(std::map(passed.members.begin(), passed.members.end()) ==
          std::map(error.members.begin(), error.members.end()));
}

TEST_CASE("an answer's Retry-After passes on") {
    const Error busy{ErrorKind::unavailable, "unavailable", ""};
    const Error passed = error_of({503, problem(busy, "r").body, {{"retry-after", "7"}}});
    CHECK(header_of(problem(passed, "r"), "Retry-After") == "7");
}

TEST_CASE("an answer that is no problem document is a bad gateway") {
    for (const char* body : {"", "oops", "[]", "{}", R"({"code":1})", "<html>"}) {
        const Error error = error_of({500, body, {}});
        CHECK(error.kind == ErrorKind::bad_gateway);
        CHECK(error.code == "upstream_error");
    }
}
