#include "http/dispatch.hpp"

#include <catch2/catch.hpp>

#include "domain/unavailable.hpp"
#include "json/writer.hpp"
#include "testkit/fake_clock.hpp"

using namespace tenure;
using namespace tenure::http;
using namespace std::chrono_literals;

namespace {

/// Remembers what it was asked; answers what the test set.
class FakeLog final : public IdempotencyLog {
  public:
    Result<KeyState> find(const AccountId& account, const IdempotencyKey& key) override {
        asked = account.str() + " " + key.key;
        if (broken) throw Unavailable("database gone");
        return state;
    }
    Status store_answer(const AccountId&, const IdempotencyKey& key,
                        const StoredAnswer& answer) override {
        if (broken_store) throw Unavailable("database gone");
        stored_key = key.key;
        stored = answer;
        return done;
    }

    KeyState state;
    bool broken = false;
    bool broken_store = false;
    std::string asked;
    std::string stored_key;
    std::optional<StoredAnswer> stored;
};

/// A dispatcher over a handler that each test chooses.
class World {
  public:
    WireRequest wire(std::string method, std::string target, std::string body = {}) const {
        const Caller caller{.account = AccountId("acc_demo"),
                            .subject = "user:1",
                            .roles = Role::owner,
                            .request_id = "req_from_token",
                            .traceparent = {},
                            .now = clock.now(),
                            .on_test_clock = false};
        WireRequest request{std::move(method),
                            std::move(target),
                            {{std::string(internal_token_header), tokens.issue(caller)}},
                            std::move(body)};
        if (!request.body.empty()) request.headers["content-type"] = "application/json";
        return request;
    }
    WireRequest keyed(std::string target, std::string key) const {
        WireRequest request = wire("POST", std::move(target), R"({"users":3})");
        request.headers["idempotency-key"] = std::move(key);
        return request;
    }
    Response send(const WireRequest& request) { return dispatcher.handle(request); }

    testkit::FakeClock clock{*parse_timestamp("2027-01-04T09:00:00Z")};
    InternalTokens tokens{"0123456789abcdef0123456789abcdef", clock};
    FakeLog log;
    metrics::Registry metrics;
    Handler handler = [](const Request&) -> Result<Response> { return ok("{}"); };
    Handler called = [this](const Request& request) {
        ++calls;
        last = request;
        return handler(request);
    };
    int calls = 0;
    Request last;
    bool ready = true;
    Dispatcher dispatcher{
        {{Method::post, "/v1/debits", allow::members, called, Idempotency::in_resource},
         {Method::get, "/v1/things", allow::members, called},
         {Method::get, "/v1/things/{id}", allow::members, called},
         {Method::put, "/v1/things/{id}", allow::members, called},
         {Method::post, "/v1/things", allow::members, called, Idempotency::optional},
         {Method::post, "/v1/payments", allow::members, called, Idempotency::required},
         {Method::get, "/internal/v1/things", allow::services, called}},
        tokens,
        &log,
        metrics,
        [this] { return ready; },
        1000};
};

std::string header_of(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

std::string code_of(const Response& response) {
    CHECK(response.content_type == "application/problem+json");
    return nlohmann::json::parse(response.body)["code"].get<std::string>();
}

}  // namespace

TEST_CASE("a request reaches its handler, decoded and with its caller") {
    World world;
    WireRequest request = world.wire("PUT", "/v1/things/a%20b?x=%C3%A9", R"({"a":1})");
    request.headers["content-type"] = "Application/JSON; charset=utf-8";
    const Response response = world.send(request);
    CHECK(response.status == 200);
    CHECK(world.last.method == Method::put);
    CHECK(world.last.path == "/v1/things/a b");
    CHECK(world.last.path_parameter("id") == "a b");
    CHECK(world.last.query_parameter("x") == "\u00e9");
    CHECK(world.last.body == R"({"a":1})");
    CHECK(world.last.caller.account.str() == "acc_demo");
    CHECK_FALSE(world.last.idempotency);
    CHECK(header_of(response, "Cache-Control") == "no-store");
    CHECK(header_of(response, "X-Request-Id") == "req_from_token");
}

TEST_CASE("a handler's own caching stands") {
    World world;
    world.handler = [](const Request&) -> Result<Response> {
        Response response = ok("{}");
        response.headers.emplace_back("Cache-Control", "public, max-age=300");
        return response;
    };
    const Response response = world.send(world.wire("GET", "/v1/things"));
    CHECK(header_of(response, "Cache-Control") == "public, max-age=300");
}

TEST_CASE("without a valid internal token nothing is answered") {
    World world;
    WireRequest request = world.wire("GET", "/v1/things");
    SECTION("none") {
        request.headers.clear();
        CHECK(code_of(world.send(request)) == "internal_token_missing");
    }
    SECTION("tampered with") {
        request.headers[std::string(internal_token_header)].back() ^= 1;
        CHECK(code_of(world.send(request)) == "internal_token_invalid");
    }
    SECTION("expired") {
        world.clock.set(world.clock.now() + 61s);
        CHECK(code_of(world.send(request)) == "internal_token_expired");
    }
    CHECK(world.send(request).status == 401);
    CHECK(world.calls == 0);
}

TEST_CASE("without a token the request id is taken over when well formed, else made") {
    World world;
    const auto id_for = [&](const std::string& given) {
        const Response response = world.send({"GET", "/v1/things", {{"x-request-id", given}}, ""});
        const std::string id = header_of(response, "X-Request-Id");
        CHECK(nlohmann::json::parse(response.body)["request_id"] == id);
        return id;
    };
    CHECK(id_for("abc-1.2_3") == "abc-1.2_3");
    for (const std::string& bad : {std::string(), std::string("a b"), std::string(129, 'a'),
                                   std::string("a\"b"), std::string("\xff")})
        CHECK(is_id(id_for(bad), "req"));
}

TEST_CASE("bad requests are refused before any handler") {
    World world;
    const auto refused = [&](const WireRequest& request, int status, const std::string& code) {
        const Response response = world.send(request);
        CHECK(response.status == status);
        CHECK(code_of(response) == code);
        return response;
    };
    refused(world.wire("GET", "/v1/nothing"), 404, "route_not_found");
    refused(world.wire("GET", "/v1/things/%ff"), 400, "malformed_request");
    refused(world.wire("GET", "/internal/v1/things"), 403, "role_not_allowed");
    refused(world.wire("POST", "/v1/things", std::string(1001, ' ')), 413, "body_too_large");
    for (const char* method : {"PATCH", "HEAD", "OPTIONS", "TRACE", "get", ""}) {
        const Response response =
            refused(world.wire(method, "/v1/things"), 405, "method_not_allowed");
        CHECK(header_of(response, "Allow") == "GET, POST");
    }
    for (const char* type : {"", "text/plain", "application/jsonx", "application/x-json",
                             "application/merge-patch+json", ";application/json"}) {
        WireRequest request = world.wire("PUT", "/v1/things/1", "{}");
        request.headers["content-type"] = type;
        refused(request, 415, "not_json");
    }
    CHECK(world.calls == 0);
}

TEST_CASE("an Error becomes a problem in the client's language") {
    World world;
    world.handler = [](const Request&) -> Result<Response> {
        return Error{ErrorKind::not_found, "thing_not_found", "no such thing"};
    };
    WireRequest request = world.wire("GET", "/v1/things/1");
    request.headers["accept-language"] = "fr-BE";
    const Response response = world.send(request);
    CHECK(response.status == 404);
    CHECK(code_of(response) == "thing_not_found");
    CHECK(header_of(response, "Content-Language") == "fr");
    CHECK(header_of(response, "Cache-Control") == "no-store");
}

TEST_CASE("what a handler throws tells the client nothing") {
    World world;
    SECTION("a bug") {
        world.handler = [](const Request&) -> Result<Response> {
            throw std::runtime_error("secret");
        };
        const Response response = world.send(world.wire("GET", "/v1/things"));
        CHECK(response.status == 500);
        CHECK(code_of(response) == "internal_error");
        CHECK(response.body.find("secret") == std::string::npos);
    }
    SECTION("what is no exception") {
        world.handler = [](const Request&) -> Result<Response> { throw 42; };
        CHECK(world.send(world.wire("GET", "/v1/things")).status == 500);
    }
    SECTION("a header that the server does not send") {
        world.handler = [](const Request&) -> Result<Response> {
            Response response = ok("{}");
            response.headers.emplace_back("X-Odd", "1");
            return response;
        };
        CHECK(world.send(world.wire("GET", "/v1/things")).status == 500);
    }
    SECTION("a header that would make two") {
        world.handler = [](const Request&) -> Result<Response> {
            return created("{}", "/v1\r\nSet-Cookie: a=b");
        };
        CHECK(world.send(world.wire("GET", "/v1/things")).status == 500);
    }
    SECTION("broken infrastructure") {
        world.handler = [](const Request&) -> Result<Response> { throw Unavailable("database"); };
        const Response response = world.send(world.wire("GET", "/v1/things"));
        CHECK(response.status == 503);
        CHECK(code_of(response) == "unavailable");
        CHECK(header_of(response, "Retry-After") == "1");
        CHECK(response.body.find("database") == std::string::npos);
    }
}

TEST_CASE("a request that moves money needs an Idempotency-Key, another may do without") {
    World world;
    CHECK(code_of(world.send(world.wire("POST", "/v1/payments", "{}"))) ==
          "idempotency_key_required");
    CHECK(world.send(world.wire("POST", "/v1/payments", "{}")).status == 400);
    CHECK(world.calls == 0);
    CHECK(world.send(world.wire("POST", "/v1/things", "{}")).status == 200);
    CHECK_FALSE(world.last.idempotency);
    CHECK(code_of(world.send(world.keyed("/v1/payments", "a b"))) == "idempotency_key_invalid");
    CHECK(code_of(world.send(world.keyed("/v1/things", ""))) == "idempotency_key_invalid");
    CHECK(world.send(world.wire("POST", "/v1/debits", "{}")).status == 400);
    CHECK(world.send(world.keyed("/v1/debits", "in_resource")).status == 200);
    CHECK(world.last.idempotency->key == "in_resource");
    CHECK(world.log.asked.empty());  // the resource knows its key
}

TEST_CASE("a new key: the handler runs, and its answer is stored") {
    World world;
    world.handler = [](const Request&) -> Result<Response> {
        return created(R"({"id":"pay_1"})", "/v1/payments/pay_1");
    };
    const Response response = world.send(world.keyed("/v1/payments", "\"k1\""));
    CHECK(response.status == 201);
    CHECK(header_of(response, "Idempotent-Replayed").empty());
    CHECK(world.log.asked == "acc_demo k1");
    REQUIRE(world.last.idempotency);
    CHECK(world.last.idempotency->key == "k1");
    CHECK(world.last.idempotency->fingerprint.size() == 64);
    CHECK_FALSE(world.last.idempotency->resume);
    REQUIRE(world.log.stored);
    CHECK(world.log.stored_key == "k1");
    CHECK(world.log.stored->status == 201);
    CHECK(world.log.stored->body == R"({"id":"pay_1"})");
    CHECK(world.log.stored->location == "/v1/payments/pay_1");
}

TEST_CASE("an answered key: the stored answer, and no handler") {
    World world;
    world.log.state = {KeyState::Kind::answered, {201, R"({"id":"pay_1"})", "/v1/payments/1"}, {}};
    const Response response = world.send(world.keyed("/v1/payments", "k1"));
    CHECK(world.calls == 0);
    CHECK(response.status == 201);
    CHECK(response.body == R"({"id":"pay_1"})");
    CHECK(response.content_type == "application/json");
    CHECK(header_of(response, "Location") == "/v1/payments/1");
    CHECK(header_of(response, "Idempotent-Replayed") == "true");
    CHECK_FALSE(world.log.stored);
}

TEST_CASE("an answered key replays a problem as a problem") {
    World world;
    world.log.state = {KeyState::Kind::answered, {402, R"({"code":"payment_declined"})", ""}, {}};
    const Response response = world.send(world.keyed("/v1/payments", "k1"));
    CHECK(response.status == 402);
    CHECK(code_of(response) == "payment_declined");
    CHECK(header_of(response, "Idempotent-Replayed") == "true");
}

TEST_CASE("a key of another request and a key in use are refused") {
    World world;
    world.log.state.kind = KeyState::Kind::reused;
    Response response = world.send(world.keyed("/v1/payments", "k1"));
    CHECK(response.status == 422);
    CHECK(code_of(response) == "idempotency_key_reused");
    world.log.state.kind = KeyState::Kind::in_use;
    response = world.send(world.keyed("/v1/payments", "k1"));
    CHECK(response.status == 409);
    CHECK(code_of(response) == "idempotency_key_in_use");
    CHECK_FALSE(header_of(response, "Retry-After").empty());
    CHECK(world.calls == 0);
    CHECK_FALSE(world.log.stored);
}

TEST_CASE("an interrupted key: the handler carries on from its resource") {
    World world;
    world.log.state.kind = KeyState::Kind::interrupted;
    world.log.state.resource_id = "chg_1";
    CHECK(world.send(world.keyed("/v1/payments", "k1")).status == 200);
    REQUIRE(world.last.idempotency);
    CHECK(world.last.idempotency->resume == "chg_1");
    CHECK(world.log.stored);
}

TEST_CASE("only final outcomes are stored") {
    const auto [kind, kept] =
        GENERATE(table<ErrorKind, bool>({{ErrorKind::payment_required, true},
                                         {ErrorKind::invalid, true},
                                         {ErrorKind::not_found, true},
                                         {ErrorKind::unauthenticated, false},
                                         {ErrorKind::conflict, false},
                                         {ErrorKind::too_many_requests, false},
                                         {ErrorKind::internal, false},
                                         {ErrorKind::bad_gateway, false},
                                         {ErrorKind::unavailable, false},
                                         {ErrorKind::timed_out, false}}));
    World world;
    world.handler = [&, k = kind](const Request&) -> Result<Response> {
        return Error{k, "some_code", ""};
    };
    const Response response = world.send(world.keyed("/v1/payments", "k1"));
    CHECK(world.log.stored.has_value() == kept);
    if (kept) CHECK(world.log.stored->body == response.body);
}

TEST_CASE("what a handler throws is not stored") {
    World world;
    world.handler = [](const Request&) -> Result<Response> { throw std::runtime_error("bug"); };
    CHECK(world.send(world.keyed("/v1/payments", "k1")).status == 500);
    CHECK_FALSE(world.log.stored);
}

TEST_CASE("an answer that cannot be stored is given all the same") {
    World world;
    world.log.broken_store = true;
    CHECK(world.send(world.keyed("/v1/payments", "k1")).status == 200);
}

TEST_CASE("when the log of keys is gone nothing is done") {
    World world;
    world.log.broken = true;
    CHECK(world.send(world.keyed("/v1/payments", "k1")).status == 503);
    CHECK(world.calls == 0);
}

TEST_CASE("health and metrics need no token") {
    World world;
    CHECK(world.send({"GET", "/livez", {}, ""}).status == 200);
    CHECK(world.send({"GET", "/readyz?x=1", {}, ""}).status == 200);
    world.ready = false;
    const Response response = world.send({"GET", "/readyz", {}, ""});
    CHECK(response.status == 503);
    CHECK(code_of(response) == "unavailable");
    CHECK(world.send({"POST", "/livez", {}, ""}).status == 401);
}

TEST_CASE("requests are counted by route template and status") {
    World world;
    world.send(world.wire("GET", "/v1/things/1"));
    world.send(world.wire("GET", "/v1/things/2"));
    world.send(world.wire("GET", "/v1/elsewhere/2"));
    world.send(world.wire("BREW", "/v1/elsewhere/2"));
    world.send({"GET", "/livez", {}, ""});
    const std::string text = world.send({"GET", "/metrics", {}, ""}).body;
    const auto has = [&](const std::string& line) { return text.find(line) != std::string::npos; };
    CHECK(
        has(R"(tenure_http_requests_total{method="GET",route="/v1/things/{id}",status="200"} 2)"));
    CHECK(has(R"(tenure_http_requests_total{method="GET",route="unmatched",status="404"} 1)"));
    CHECK(has(R"(tenure_http_requests_total{method="other",route="unmatched",status="404"} 1)"));
    CHECK(has(R"(tenure_http_request_seconds_count{route="/v1/things/{id}"} 2)"));
    CHECK(has("tenure_http_in_flight 0"));
    CHECK(has("tenure_build_info{version="));
    CHECK_FALSE(has("livez"));
    CHECK_FALSE(has("elsewhere"));
}
