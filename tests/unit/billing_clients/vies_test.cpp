#include <catch2/catch.hpp>
#include <chrono>

#include "billing/clients/vies_registry.hpp"
#include "integration/billing/fake_vies.hpp"

using namespace tenure;
using namespace tenure::billing;
using nlohmann::json;
using test::FakeVies;

namespace {

constexpr const char* number = "DE136695976";

std::unique_ptr<VatRegistry> registry_at(const std::string& url, int timeout_ms = 2'000) {
    return make_vies_registry({url, "BE0123456749", std::chrono::milliseconds(timeout_ms)});
}

/// "valid", "invalid", or the code of the error.
std::string outcome(const Result<VatVerdict>& verdict) {
    if (!verdict.ok()) return verdict.error().code;
    return verdict->valid ? "valid" : "invalid";
}

std::string read(int status, const std::string& body) {
    return outcome(parse_vies(status, body, number));
}

constexpr const char* state = "vat_state_unavailable";
constexpr const char* registry = "vat_registry_unavailable";

}  // namespace

TEST_CASE("VIES is asked for a number in the name of the seller") {
    FakeVies vies;
    vies.verdict(true, "WAPIAAAAX1");
    const VatVerdict verdict = registry_at(vies.url())->ask(number).value();
    CHECK(verdict.valid);
    CHECK(verdict.consultation == "WAPIAAAAX1");
    CHECK(verdict.name == "EXAMPLE GMBH");
    CHECK_FALSE(verdict.address);  // "---": the state does not tell
    CHECK(verdict.date == "2026-11-23T10:00:00.000Z");
    CHECK(vies.questions().at(0) == json{{"path", "POST /rest-api/check-vat-number"},
                                         {"countryCode", "DE"},
                                         {"vatNumber", "136695976"},
                                         {"requesterMemberStateCode", "BE"},
                                         {"requesterNumber", "0123456749"}});
}

TEST_CASE("Greece and Northern Ireland are asked for under EL and XI") {
    FakeVies vies;
    vies.verdict(true);
    const auto asked = registry_at(vies.url());
    CHECK(asked->ask("EL094259216").value().valid);
    CHECK(asked->ask("XI980780684").value().valid);
    CHECK(vies.questions().at(0)["countryCode"] == "EL");
    CHECK(vies.questions().at(1)["countryCode"] == "XI");
}

TEST_CASE("Only what VIES says of the number is a verdict") {
    CHECK(read(200, R"({"valid": true})") == "valid");
    CHECK(read(200, R"({"valid": false, "userError": "INVALID"})") == "invalid");
    CHECK(read(200, R"({"isValid": true, "userError": "VALID"})") == "valid");
    CHECK(read(200, R"({"valid": false, "userError": "INVALID_INPUT"})") == "invalid");
    CHECK(read(400, R"({"actionSucceed": false, "errorWrappers": [{"error": "INVALID_INPUT"}]})") ==
          "invalid");
    CHECK(read(200, R"({"valid": false, "userError": "MS_UNAVAILABLE"})") == state);
    CHECK(read(200, R"({"valid": false, "userError": "something new"})") == registry);
}

TEST_CASE("A state that does not answer is told from a registry that does not") {
    const auto trouble = [](const std::string& code) {
        return read(500, R"({"errorWrappers": [{"error": ")" + code + R"("}]})");
    };
    for (const char* code : {"MS_UNAVAILABLE", "TIMEOUT", "MS_MAX_CONCURRENT_REQ",
                             "MS_MAX_CONCURRENT_REQ_TIME", "VAT_BLOCKED"})
        CHECK(trouble(code) == state);
    for (const char* code :
         {"SERVICE_UNAVAILABLE", "SERVER_BUSY", "IP_BLOCKED", "INVALID_REQUESTER_INFO",
          "GLOBAL_MAX_CONCURRENT_REQ", "GLOBAL_MAX_CONCURRENT_REQ_TIME", "NEW_ERROR"})
        CHECK(trouble(code) == registry);
}

TEST_CASE("An answer that is no answer says nothing of the number") {
    for (const char* body :
         {"", "{", "[]", "null", "{}", "true", R"({"valid": "true"})", R"({"valid": 1})",
          R"({"valid": null})", "<html>We are sorry</html>",
          R"({"valid": true, "countryCode": "DE", "vatNumber": "999999999"})",
          R"({"valid": true, "countryCode": "AT", "vatNumber": "136695976"})",
          R"({"valid": true, "valid": false})", "{\"valid\": true, \"name\": \"\xff\"}"}) {
        CAPTURE(body);
        CHECK(read(200, body) == registry);
    }
    for (const int status : {0, 201, 302, 400, 404, 429, 500, 503})
        CHECK(read(status, R"({"valid": true})") == registry);
    CHECK(read(200, R"({"valid": false, "errorWrappers": []})") == "invalid");
    CHECK(read(200, R"({"valid": false, "errorWrappers": [5]})") == "invalid");
}

TEST_CASE("What states tell of a number's holder is kept when it is short enough") {
    const json answer = {{"valid", true},
                         {"requestIdentifier", ""},
                         {"name", std::string(501, 'x')},
                         {"address", 5}};
    const VatVerdict verdict = parse_vies(200, answer.dump(), number).value();
    CHECK_FALSE(verdict.consultation);
    CHECK_FALSE(verdict.name);
    CHECK_FALSE(verdict.address);
}

TEST_CASE("A registry that hangs is left after the time-out") {
    FakeVies vies;  // says nothing
    const auto begin = std::chrono::steady_clock::now();
    const Result<VatVerdict> verdict = registry_at(vies.url(), 150)->ask(number);
    CHECK(outcome(verdict) == registry);
    CHECK(verdict.error().detail.find("Timeout") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("A registry that breaks off, talks nonsense or without end gives no verdict") {
    FakeVies vies;
    const auto asked = registry_at(vies.url());
    const std::string whole = FakeVies::http(200, R"({"valid": true})");
    for (const std::string& bytes :
         {whole.substr(0, whole.size() - 3), std::string("nonsense\r\n\r\n"),
          std::string("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
          FakeVies::http(200, std::string(100'000, ' ') + R"({"valid": true})"),
          FakeVies::http(301, "")}) {
        CAPTURE(bytes.substr(0, 100));
        vies.script([bytes](const json&) { return bytes; });
        CHECK(outcome(asked->ask(number)) == registry);
    }
}

TEST_CASE("A registry that is not there, or is no web server, gives no verdict") {
    CHECK(outcome(registry_at("http://127.0.0.1:1")->ask(number)) == registry);
    CHECK(outcome(registry_at("http://nowhere.invalid")->ask(number)) == registry);
    CHECK(outcome(registry_at("file:///etc/passwd")->ask(number)) == registry);
    FakeVies plain;  // speaks no TLS
    plain.verdict(true);
    CHECK(outcome(registry_at("https" + plain.url().substr(4), 500)->ask(number)) == registry);
}
