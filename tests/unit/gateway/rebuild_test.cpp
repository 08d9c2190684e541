#include "gateway/wire/rebuild.hpp"

#include <catch2/catch.hpp>

using namespace tenure::gateway;

TEST_CASE("Only known headers reach a service") {
    const Fields forwarded = forwarded_fields({{"accept", "application/json"},
                                               {"accept-language", "fr"},
                                               {"authorization", "Bearer x"},
                                               {"connection", "keep-alive"},
                                               {"content-type", "application/json"},
                                               {"cookie", "a=b"},
                                               {"expect", "100-continue"},
                                               {"forwarded", "for=1.2.3.4"},
                                               {"host", "api.example"},
                                               {"idempotency-key", "k"},
                                               {"if-match", "\"1\""},
                                               {"if-none-match", "\"2\""},
                                               {"tenure-account", "acc_a"},
                                               {"tenure-internal-token", "forged"},
                                               {"te", "trailers"},
                                               {"upgrade", "h2c"},
                                               {"x-forwarded-for", "1.2.3.4"}});
    REQUIRE(forwarded.size() == 6);
    CHECK(find_field(forwarded, "Accept-Language") != nullptr);
    CHECK(*find_field(forwarded, "Idempotency-Key") == "k");
    CHECK(find_field(forwarded, "Tenure-Internal-Token") == nullptr);
}

TEST_CASE("A header that Connection names stays behind") {
    const Fields forwarded = forwarded_fields(
        {{"connection", "close, If-Match"}, {"if-match", "\"1\""}, {"accept", "*/*"}});
    REQUIRE(forwarded.size() == 1);
    CHECK(forwarded[0].name == "Accept");
}

TEST_CASE("A header that stands several times becomes one list") {
    const Fields forwarded =
        forwarded_fields({{"if-match", "\"1\""}, {"accept", "a"}, {"if-match", "\"2\""}});
    CHECK(*find_field(forwarded, "If-Match") == "\"1\", \"2\"");
}

TEST_CASE("A request to a service has our token and one length") {
    UpstreamRequest request;
    request.method = "POST";
    request.target = "/v1/plans?a=b";
    request.fields = {{"Accept", "*/*"}};
    request.internal_token = "token";
    request.body = "{}";
    CHECK(upstream_head(request, "127.0.0.1:8081") ==
          "POST /v1/plans?a=b HTTP/1.1\r\nHost: 127.0.0.1:8081\r\nConnection: keep-alive\r\n"
          "Accept: */*\r\nTenure-Internal-Token: token\r\nContent-Length: 2\r\n\r\n");
}

TEST_CASE("HEAD is asked as GET, without a body") {
    UpstreamRequest request;
    request.method = "HEAD";
    request.target = "/v1/plans";
    const std::string head = upstream_head(request, "a");
    CHECK(head.starts_with("GET /v1/plans HTTP/1.1\r\n"));
    CHECK(head.find("Content-Length") == std::string::npos);
}

TEST_CASE("Only known headers reach a customer, and nothing is stored by default") {
    const Fields returned = returned_fields({{"content-type", "application/json"},
                                             {"etag", "\"1\""},
                                             {"server", "pistache/0.1"},
                                             {"connection", "Keep-Alive"},
                                             {"set-cookie", "a=b"},
                                             {"transfer-encoding", "chunked"},
                                             {"idempotent-replayed", "true"}});
    REQUIRE(returned.size() == 4);
    CHECK(*find_field(returned, "Cache-Control") == "no-store");
    const Fields cached = returned_fields({{"cache-control", "public, max-age=60"}});
    REQUIRE(cached.size() == 1);
    CHECK(cached[0].value == "public, max-age=60");
}

TEST_CASE("An answer's head says how its body ends") {
    AnswerHead answer;
    answer.status = 200;
    answer.content_length = 5;
    answer.request_id = "req_1";
    answer.date = "now";
    const std::string head = answer_head(answer);
    CHECK(head.starts_with("HTTP/1.1 200 OK\r\nDate: now\r\n"));
    CHECK(head.find("X-Content-Type-Options: nosniff\r\n") != std::string::npos);
    CHECK(head.find("X-Request-Id: req_1\r\n") != std::string::npos);
    CHECK(head.ends_with("Content-Length: 5\r\nConnection: keep-alive\r\n\r\n"));
    answer.framing = Framing::chunked;
    answer.content_length.reset();
    CHECK(answer_head(answer).find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    answer.framing = Framing::close;
    answer.keep_alive = false;
    CHECK(answer_head(answer).ends_with("Connection: close\r\n\r\n"));
}
