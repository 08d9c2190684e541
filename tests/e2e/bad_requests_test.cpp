// Every described operation refuses what is not described: taken from proto-docs/openapi, so that
// a new endpoint is held to it by its description alone.
#include <algorithm>
#include <catch2/catch.hpp>

#include "domain/roles.hpp"
#include "e2e/operations.hpp"
#include "e2e/steps.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

/// One system for all of it; nothing that is sent here may change it.
class Refusals {
  public:
    Refusals() { subscribe(system_, owner_); }

    void without_token(const Operation& operation);
    void by_other_roles(const Operation& operation);
    void without_key_or_match(const Operation& operation);
    void of_bad_identifiers(const Operation& operation);
    void of_bad_pages(const Operation& operation);
    void of_what_is_no_json(const Operation& operation);
    void of_bad_fields(const Operation& operation);
    void of_unsigned_bodies(const Operation& operation);
    void of_other_methods(const std::vector<Operation>& operations);
    Books books() { return books_of(system_); }

  private:
    /// Whatever the operation asks for besides its body. A key is used once.
    testkit::Headers headers_of(const Operation& operation) {
        testkit::Headers headers;
        if (operation.needs_key)
            headers.emplace_back("Idempotency-Key", "bad-" + std::to_string(++keys_));
        if (operation.needs_match) headers.emplace_back("If-Match", "\"1\"");
        return headers;
    }
    testkit::Answer send(const Operation& operation, const std::string& body,
                         const testkit::Headers& headers) {
        return system_.call(user_of(operation), operation.method, operation.target(some_id), body,
                            headers);
    }
    testkit::Answer send(const Operation& operation, const std::string& body) {
        return send(operation, body, headers_of(operation));
    }
    /// Somebody who may.
    User user_of(const Operation& operation) const {
        const bool owners = std::count(operation.roles.begin(), operation.roles.end(), "owner") > 0;
        return {owner_.account, owners ? "owner" : "operator"};
    }
    static std::string sample_of(const Operation& operation) {
        return operation.samples.empty() ? "" : operation.samples[0].dump();
    }

    static constexpr const char* some_id = "nothing";
    System system_;
    User owner_;
    int keys_ = 0;
};

bool names_error(const testkit::Answer& answer, const BadBody& bad) {
    const json document = answer.json();
    for (const json& error : document.value("errors", json::array()))
        if (error["pointer"] == bad.pointer && (bad.code.empty() || error["code"] == bad.code))
            return true;
    return false;
}

void Refusals::without_token(const Operation& operation) {
    const auto answer =
        system_.call_as(headers_of(operation), operation.method, operation.target(some_id));
    CHECK(answer.status == 401);
    CHECK(answer.code() == "token_missing");
    CHECK_FALSE(answer.header("www-authenticate").empty());
}

void Refusals::by_other_roles(const Operation& operation) {
    for (const std::string role : {"owner", "admin", "billing", "member", "usage"}) {
        const bool allowed = std::count(operation.roles.begin(), operation.roles.end(), role) > 0;
        if (allowed) continue;
        CAPTURE(role);
        const auto answer = system_.call({owner_.account, role}, operation.method,
                                         operation.target(some_id), "", headers_of(operation));
        CHECK(answer.status == 403);
        CHECK(answer.code() == "role_not_allowed");
    }
}

void Refusals::without_key_or_match(const Operation& operation) {
    testkit::Headers headers;
    if (operation.needs_key) {
        if (operation.needs_match) headers.emplace_back("If-Match", "\"1\"");
        const auto answer = send(operation, sample_of(operation), headers);
        CHECK(answer.status == 400);
        CHECK(answer.code() == "idempotency_key_required");
        for (const std::string& key : {std::string(256, 'k'), std::string("with space")}) {
            auto keyed = headers;
            keyed.emplace_back("Idempotency-Key", key);
            CHECK(send(operation, sample_of(operation), keyed).code() == "idempotency_key_invalid");
        }
    }
    if (operation.needs_match && !operation.has_parameter())
        CHECK(send(operation, sample_of(operation), {}).code() == "if_match_required");
}

/// What cannot be an identifier of ours, and what tries to be something else, is not found.
void Refusals::of_bad_identifiers(const Operation& operation) {
    if (operation.path.find("{id}") == std::string::npos) return;
    for (const char* id :
         {"nothing", "inv_1", "%27%20or%201%3D1--", "..%2F..", "%00", "%F0%9F%98%80"}) {
        const auto answer = system_.call(user_of(operation), operation.method, operation.target(id),
                                         sample_of(operation), headers_of(operation));
        CAPTURE(id, answer.status, answer.body);
        CHECK((answer.status == 404 || answer.status == 400 || answer.status == 422));
    }
}

void Refusals::of_bad_pages(const Operation& operation) {
    if (!operation.is_list) return;
    for (const char* query : {"limit=0", "limit=101", "limit=ten", "limit=", "cursor=%20"}) {
        const auto answer = system_.call(user_of(operation), operation.method,
                                         operation.target(some_id) + "?" + std::string(query));
        CAPTURE(query, answer.body);
        CHECK(answer.status == 422);
        CHECK(answer.code() == "invalid_fields");
    }
}

void Refusals::of_what_is_no_json(const Operation& operation) {
    if (operation.body.is_null()) return;
    CHECK(send(operation, "{\"a\": ").code() == "malformed_json");
    CHECK(send(operation, "[1]").code() == "not_an_object");
    auto headers = headers_of(operation);
    headers.emplace_back("Content-Type", "text/plain");
    CHECK(send(operation, sample_of(operation), headers).code() == "not_json");
}

void Refusals::of_bad_fields(const Operation& operation) {
    if (operation.body.is_null()) return;
    for (const json& sample : operation.samples) {
        const std::vector<BadBody> all = bad_bodies(operation.body, sample);
        CAPTURE(sample.dump());
        CHECK_FALSE(all.empty());
        for (const BadBody& bad : all) {
            const auto answer = send(operation, bad.body.dump());
            INFO(bad.body.dump() << "\nexpected " << bad.code << " at " << bad.pointer << ", got "
                                 << answer.status << " " << answer.body);
            CHECK(answer.status == 422);
            CHECK(names_error(answer, bad));
        }
    }
}

void Refusals::of_unsigned_bodies(const Operation& operation) {
    const std::string sample = sample_of(operation);
    for (const std::string& body : {sample, sample + " ", std::string("{"), std::string()})
        for (const std::string signature : {"", "t=1,v1=00", "t=,v1=", "nonsense"}) {
            const auto answer =
                system_.call_as({{"Sandbox-Signature", signature}}, operation.method,
                                operation.target("sandbox"), body);
            CAPTURE(body, signature, answer.body);
            CHECK(answer.status == 400);
            CHECK(answer.code() == "notification_invalid");
        }
    CHECK(system_.call_as({}, operation.method, operation.target(some_id), sample).code() ==
          "provider_not_found");
}

void Refusals::of_other_methods(const std::vector<Operation>& operations) {
    std::map<std::string, std::set<std::string>> by_path;
    for (const Operation& operation : operations)
        if (operation.path.starts_with("/v1/"))
            by_path[operation.target(some_id)].insert(operation.method);
    for (const auto& [target, methods] : by_path)
        for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
            if (methods.contains(method)) continue;
            const auto answer = system_.call(owner_, method, target);
            CAPTURE(method, target, answer.status, answer.body);
            CHECK(answer.status == 405);
            for (const std::string& known : methods)
                CHECK(answer.header("allow").find(known) != std::string::npos);
        }
}

}  // namespace

TEST_CASE("Every described operation refuses every kind of bad request, and nothing changes") {
    Refusals refusals;
    const Books before = refusals.books();
    const std::vector<Operation> operations =
        described_operations(std::string(TENURE_SOURCE_DIR) + "/proto-docs/openapi");
    REQUIRE(operations.size() >= 15);
    for (const Operation& operation : operations) {
        if (!operation.path.starts_with("/v1/")) continue;
        CAPTURE(operation.name());
        if (operation.is_signed) {
            refusals.of_unsigned_bodies(operation);
            continue;
        }
        refusals.without_token(operation);
        refusals.by_other_roles(operation);
        refusals.without_key_or_match(operation);
        refusals.of_bad_identifiers(operation);
        refusals.of_bad_pages(operation);
        refusals.of_what_is_no_json(operation);
        refusals.of_bad_fields(operation);
    }
    refusals.of_other_methods(operations);
    CHECK(refusals.books() == before);
}
