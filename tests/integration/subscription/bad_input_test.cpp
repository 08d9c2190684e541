// What each endpoint refuses, row by row; nothing is ordered by any of it.
#include "integration/subscription/fixture.hpp"

using namespace tenure;
using test::Fixture;

namespace {

struct Row {
    const char* method;
    const char* path;
    const char* body;
    const char* expected;  ///< "code", or the fields of a 422 "pointer code, …"
};

constexpr const char* changes = "/v1/subscription/changes";
constexpr const char* preview = "/v1/subscription/changes/preview";
constexpr const char* whole = "/v1/subscription";
constexpr const char* cancellation = "/v1/subscription/cancellation";
constexpr const char* usage = "/v1/subscription/usage";

constexpr Row rows[] = {
    {"POST", changes, "{}", "/type required, /users required"},
    {"POST", changes, R"({"type":"add_users","users":-1})", "/users out_of_range"},
    {"POST", changes, R"({"type":"add_users","users":0})", "/users out_of_range"},
    {"POST", changes, R"({"type":"add_users","users":10001})", "/users out_of_range"},
    {"POST", changes, R"({"type":"add_users","users":99999999999999999999})",
     "/users out_of_range"},
    {"POST", changes, R"({"type":"add_users","users":"3","usres":3})",
     "/users wrong_type, /usres unknown_field"},
    {"POST", changes, R"({"type":"add_users","users":1.0})", "/users wrong_type"},
    {"POST", changes, R"({"type":"add_users","users":true})", "/users wrong_type"},
    {"POST", changes, R"({"type":"shrink","users":3})", "/type unknown_value"},
    {"POST", changes, R"({"type":"start","users":3})", "/type unknown_value"},
    {"POST", changes, R"({"type":"add_users","users":3,"quote_id":"inv_1"})",
     "/quote_id invalid_id"},
    {"POST", changes, R"({"type":"add_users","users":3,"accept_loss":true})",
     "/accept_loss unknown_field"},
    {"POST", changes, R"({"type":"add_users","users":3,"plan":"flow"})", "/plan unknown_field"},
    {"POST", changes, R"({"type":"remove_users","users":3,"deactivate_last_added":"yes"})",
     "/deactivate_last_added wrong_type"},
    {"POST", changes, R"({"type":"change_plan"})", "/plan required"},
    {"POST", changes, R"({"type":"change_plan","plan":"none"})", "/plan unknown_plan"},
    {"POST", changes, R"({"type":"change_plan","plan":"","accept_loss":1})",
     "/plan too_short, /accept_loss wrong_type"},
    {"POST", changes, R"({"type":"change_plan","plan":"flow","users":2})", "/users unknown_field"},
    {"POST", changes, "{\"type\":", "malformed_json"},
    {"POST", changes, "{\"type\":\"\xff\"}", "malformed_json"},
    {"POST", changes, R"({"type":"add_users","type":"add_users","users":1})", "malformed_json"},
    {"POST", changes, "[]", "not_an_object"},
    {"POST", preview, "{}", "/type required, /users required"},
    {"POST", preview, R"({"type":"add_users","users":3,"quote_id":"q"})",
     "/quote_id unknown_field"},
    {"POST", preview, R"({"type":"change_plan","plan":"none"})", "/plan unknown_plan"},
    {"POST", preview, R"({"type":"change_plan","plan":"grow"})", "plan_unchanged"},
    {"POST", preview, R"({"type":"remove_users","users":5})", "no_users_left"},
    {"POST", whole, "{}", "/plan required, /users required, /cycle required"},
    {"POST", whole, R"({"plan":"none","users":1,"cycle":"annual"})", "/plan unknown_plan"},
    {"POST", whole, R"({"plan":"grow","users":1,"cycle":"weekly","time_zone":"Mars"})",
     "/cycle unknown_value, /time_zone unknown_time_zone"},
    {"POST", whole, R"({"plan":"grow","users":1,"cycle":"annual","trial":"yes"})",
     "/trial wrong_type"},
    {"POST", whole, R"({"plan":"grow","users":1,"cycle":"annual"})", "subscription_exists"},
    {"POST", cancellation, R"({"reason":""})", "/reason too_short"},
    {"POST", cancellation, R"({"reason":7})", "/reason wrong_type"},
    {"POST", cancellation, R"({"why":"x"})", "/why unknown_field"},
    {"POST", cancellation, "[]", "not_an_object"},
    {"PUT", usage, "{}", "/users required"},
    {"PUT", usage, R"({"users":3})", "/users wrong_type"},
    {"PUT", usage, R"({"users":[3]})", "/users/0 wrong_type"},
    {"PUT", usage, R"({"users":[{"id":"","added_at":"yesterday"}]})",
     "/users/0/id too_short, /users/0/added_at invalid_timestamp"},
    {"PUT", usage,
     R"({"users":[{"id":"a","added_at":"2026-01-01T00:00:00Z"},
                  {"id":"a","added_at":"2026-01-01T00:00:00Z"}]})",
     "/users/1/id duplicate"},
    {"PUT", usage, R"({"users":[{"id":"a\nb","added_at":"2026-01-01T00:00:00Z"}]})",
     "/users/0/id invalid_characters"},
    {"PUT", usage, R"({"users":[{"id":"a","added_at":"2026-01-01T00:00:00Z","x":1}]})",
     "/users/0/x unknown_field"},
    {"GET", "/v1/subscription/changes?cursor=nonsense", "", "/cursor invalid_cursor"},
    {"GET", "/v1/subscription/changes?limit=0", "", "/limit out_of_range"},
    {"GET", "/v1/subscription/history?limit=101", "", "/limit out_of_range"},
    {"GET", "/v1/subscription/history?cursor=nonsense", "", "/cursor invalid_cursor"},
    {"GET", "/v1/subscription/changes/inv_1", "", "change_not_found"},
    {"DELETE", "/v1/subscription/changes/inv_1", "", "change_not_found"},
    {"DELETE", cancellation, "", "cancellation_missing"},
    {"PATCH", whole, "{}", "method_not_allowed"},
    {"DELETE", whole, "", "method_not_allowed"},
    {"GET", usage, "", "method_not_allowed"},
    {"GET", "/v1/access/now", "", "route_not_found"},
};

/// The problem's code, or its fields when it is about fields.
std::string refusal_in(const testkit::Answer& answer) {
    if (answer.status < 400) return "status " + std::to_string(answer.status);
    if (answer.code() != "invalid_fields") return answer.code();
    std::string fields;
    const nlohmann::json problem = answer.json();
    for (const auto& error : problem["errors"])
        fields += (fields.empty() ? "" : ", ") + error["pointer"].get<std::string>() + " " +
                  error["code"].get<std::string>();
    return fields;
}

}  // namespace

TEST_CASE("Bad requests are refused with every bad field, and nothing is ordered") {
    Fixture f;
    f.start();
    const auto before = f.subscription();
    int key = 0;
    for (const Row& row : rows) {
        INFO(row.method << " " << row.path << " " << row.body);
        const auto answer = f.service.call(f.owner, row.method, row.path, row.body,
                                           {{"Idempotency-Key", "bad-" + std::to_string(++key)}});
        CHECK(refusal_in(answer) == row.expected);
    }
    REQUIRE(f.billing.asked().size() == 1);
    REQUIRE(f.subscription() == before);
}

TEST_CASE(
    "What moves money needs a key, a report too large is refused, and so is text that is no JSON") {
    Fixture f;
    f.start();
    REQUIRE(f.post(changes, test::three_users, "").code() == "idempotency_key_required");
    REQUIRE(f.post(whole, "{}", "").code() == "idempotency_key_required");
    REQUIRE(f.put(usage, std::string(11 << 20, ' ')).code() == "body_too_large");
    REQUIRE(f.put(changes, "{}").code() == "method_not_allowed");
    REQUIRE(f.service
                .call(f.owner, "POST", changes, test::three_users,
                      {{"Idempotency-Key", "t"}, {"Content-Type", "text/plain"}})
                .code() == "not_json");
}

TEST_CASE("Without a subscription there is nothing to change, cancel or preview") {
    Fixture f;
    for (const char* body :
         {R"({"type":"add_users","users":1})", R"({"type":"remove_users","users":1})",
          R"({"type":"change_plan","plan":"flow"})"}) {
        REQUIRE(f.change(body).code() == "subscription_missing");
        REQUIRE(f.post(preview, body, "").code() == "subscription_missing");
    }
    REQUIRE(f.post(cancellation, "{}", "").code() == "subscription_missing");
    REQUIRE(f.remove(cancellation).code() == "subscription_missing");
    REQUIRE(f.billing.asked().empty());
}
