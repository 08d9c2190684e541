// What is refused before anything acts on a request.
#include "gateway/wire/request_head.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure;
using namespace tenure::gateway;

namespace {

RequestHead head(std::string method, std::string target, Fields fields = {}) {
    RequestHead result;
    result.method = std::move(method);
    result.target = std::move(target);
    result.fields = std::move(fields);
    result.fields.push_back({"host", "api.example"});
    return result;
}

std::string refusal(RequestHead request) {
    const Status status = check_head(request);
    return status.ok() ? "" : status.error().code;
}

std::string refusal_of_target(const std::string& target) {
    return refusal(head("GET", target));
}

std::string refusal_of_fields(Fields fields) {
    return refusal(head("POST", "/v1/plans", std::move(fields)));
}

HeadScan scan(std::string_view text) {
    return HeadScanner{}.scan(text);
}

}  // namespace

TEST_CASE("A plain request is taken apart") {
    RequestHead request = head("POST", "/v1/plans?limit=2", {{"content-length", "12"}});
    REQUIRE(check_head(request).ok());
    CHECK(request.path == "/v1/plans");
    CHECK(request.content_length == 12);
    CHECK(request.keep_alive);
    CHECK_FALSE(request.chunked);
}

TEST_CASE("Targets that could mean two things are refused") {
    for (const char* target : {"",
                               "*",
                               "v1/plans",
                               "http://api.example/v1/plans",
                               "/v1//plans",
                               "//v1/plans",
                               "/v1/./plans",
                               "/v1/../internal",
                               "/v1/%2e%2e/internal",
                               "/v1/.%2E/internal",
                               "/v1/a%2Fb",
                               "/v1/a%5cb",
                               "/v1/a\\b",
                               "/v1/a%00b",
                               "/v1/a%0ab",
                               "/v1/a%7f",
                               "/v1/a%",
                               "/v1/a%2",
                               "/v1/a%zz",
                               "/v1/a b",
                               "/v1/a#b",
                               "/v1/a?b#c",
                               "/v1/a?b%g1",
                               "/v1/\"a\"",
                               "/v1/<a>",
                               "/v1/a?b=\x80"})
        CHECK(refusal_of_target(target) == "malformed_request");
}

TEST_CASE("Usual targets are taken") {
    for (const char* target :
         {"/", "/v1/plans", "/v1/plans/", "/v1/...", "/v1/.a", "/v1/a%20b", "/v1/caf%C3%A9",
          "/v1/a?b=c&d=%2F..%2f", "/v1/a?", "/v1/a?b=[1]|{2}", "/v1/a:b@c;d=e,f"})
        CHECK(refusal_of_target(target).empty());
}

TEST_CASE("There is exactly one Host, and it is a name") {
    RequestHead none = head("GET", "/");
    none.fields.clear();
    CHECK(refusal(none) == "malformed_request");
    CHECK(refusal_of_fields({{"host", "other.example"}}) == "malformed_request");
    for (const char* name : {"", "a b", "a,b", "a/b", "user@a"}) {
        RequestHead bad = head("GET", "/");
        bad.fields = {{"host", name}};
        CHECK(refusal(bad) == "malformed_request");
    }
}

TEST_CASE("The length of a body is said once and plainly") {
    for (const char* length : {"", "-1", "+5", "5, 5", "5 ", "0x5", "99999999999999999999", "a"})
        CHECK(refusal_of_fields({{"content-length", length}}) == "malformed_request");
    CHECK(refusal_of_fields({{"content-length", "5"}, {"content-length", "5"}}) ==
          "malformed_request");
    CHECK(refusal_of_fields({{"content-length", "5"}, {"transfer-encoding", "chunked"}}) ==
          "malformed_request");
    for (const char* coding : {"", "gzip", "gzip, chunked", "chunked, identity", "identity",
                               "xchunked", "chunked,", "\"chunked\""})
        CHECK(refusal_of_fields({{"transfer-encoding", coding}}) == "malformed_request");
    CHECK(refusal_of_fields({{"transfer-encoding", "chunked"}, {"transfer-encoding", "chunked"}}) ==
          "malformed_request");
    CHECK(refusal_of_fields({{"transfer-encoding", "Chunked"}}).empty());
}

TEST_CASE("Chunked bodies need HTTP/1.1, and reads have no body") {
    RequestHead old = head("POST", "/v1/plans", {{"transfer-encoding", "chunked"}});
    old.http_1_1 = false;
    CHECK(refusal(old) == "malformed_request");
    CHECK(refusal(head("GET", "/", {{"content-length", "1"}})) == "malformed_request");
    CHECK(refusal(head("HEAD", "/", {{"transfer-encoding", "chunked"}})) == "malformed_request");
    CHECK(refusal(head("GET", "/", {{"content-length", "0"}})).empty());
}

TEST_CASE("Headers that decide something stand there once") {
    for (const char* name : {"authorization", "content-type", "idempotency-key", "tenure-account"})
        CHECK(refusal_of_fields({{name, "a"}, {name, "a"}}) == "malformed_request");
}

TEST_CASE("Methods that the API does not have are refused") {
    for (const char* method : {"OPTIONS", "TRACE", "CONNECT", "get", "Xadmin", "PROPFIND"})
        CHECK(refusal(head(method, "/v1/plans")) == "method_not_allowed");
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
        CHECK(refusal(head(method, "/v1/plans")).empty());
}

TEST_CASE("The connection is kept as version and Connection say") {
    const auto kept = [](bool http_1_1, const char* connection) {
        RequestHead request = head("GET", "/", {{"connection", connection}});
        request.http_1_1 = http_1_1;
        REQUIRE(check_head(request).ok());
        return request.keep_alive;
    };
    CHECK(kept(true, ""));
    CHECK_FALSE(kept(true, "close"));
    CHECK_FALSE(kept(true, "x-custom, Close"));
    CHECK_FALSE(kept(false, ""));
    CHECK(kept(false, "Keep-Alive"));
}

TEST_CASE("The scan finds the end of a head, in one piece or byte by byte") {
    const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
    HeadScanner scanner;
    for (std::size_t i = 1; i < text.size() - 4; ++i)
        CHECK(scanner.scan(text.substr(0, i)) == HeadScan::incomplete);
    CHECK(scanner.scan(text.substr(0, text.size() - 4)) == HeadScan::complete);
    CHECK(scanner.length == text.size() - 4);
    CHECK(scan(text) == HeadScan::complete);
}

TEST_CASE("The scan refuses folded lines, bare line ends and bytes that are no text") {
    const std::string start = "GET / HTTP/1.1\r\n";
    for (const std::string& bad :
         {start + "A: b\r\n c\r\n\r\n", start + "A: b\r\n\tc\r\n\r\n", start + " A: b\r\n\r\n",
          start + "A: b\nC: d\r\n\r\n", start + "A: b\rC: d\r\n\r\n", start + "A: \x01\r\n\r\n",
          start + std::string("A: \0\r\n\r\n", 8), start + "A: \x7f\r\n\r\n",
          start + "A: \x80\r\n\r\n", start + "A: caf\xc3\xa9\r\n\r\n", std::string("\r\nGET"),
          std::string("\nGET"), std::string("\x16\x03\x01\x02")})
        CHECK(scan(bad) == HeadScan::malformed);
}

TEST_CASE("No sequence of bytes makes the scan read beyond what it was given") {
    REQUIRE(rc::check("scanned length is within the data", [](const std::string& data) {
        HeadScanner scanner;
        (void)scanner.scan(data);
        RC_ASSERT(scanner.length <= data.size());
    }));
}

TEST_CASE("No target makes the check fail otherwise than by refusing") {
    REQUIRE(rc::check("accepted targets begin with a slash and are visible ASCII",
                      [](const std::string& rest) {
                          RequestHead request = head("GET", "/" + rest);
                          if (!check_head(request).ok()) return;
                          for (const char c : request.target) RC_ASSERT(c > ' ' && c < 0x7f);
                          RC_ASSERT(request.path.find("//") == std::string::npos);
                      }));
}
