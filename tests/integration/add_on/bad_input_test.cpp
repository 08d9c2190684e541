#include "integration/add_on/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

struct BadBody {
    std::string body;
    std::vector<std::string> errors;  ///< pointer and code, of an invalid_fields
};

const std::vector<BadBody> bad_bodies = {
    {"{}", {"/type required"}},
    {R"({"type":null})", {"/type required"}},
    {R"({"type":7})", {"/type wrong_type"}},
    {R"({"type":"shrink"})", {"/type unknown_value"}},
    {R"({"type":"shrink","users":3,"by":1})", {"/type unknown_value", "/by unknown_field"}},
    {R"({"type":"switch_package"})", {"/package required"}},
    {R"({"type":"switch_package","package":"premium"})", {"/package unknown_value"}},
    {R"({"type":"switch_package","package":"beyond"})", {"/beyond_users required"}},
    {R"({"type":"switch_package","package":"beyond","beyond_users":0})",
     {"/beyond_users out_of_range"}},
    {R"({"type":"switch_package","package":"beyond","beyond_users":10001})",
     {"/beyond_users out_of_range"}},
    {R"({"type":"switch_package","package":"beyond","beyond_users":"3"})",
     {"/beyond_users wrong_type"}},
    {R"({"type":"switch_package","package":"basic","beyond_users":3})",
     {"/beyond_users not_allowed"}},
    {R"({"type":"add_users"})", {"/users required"}},
    {R"({"type":"add_users","users":0})", {"/users out_of_range"}},
    {R"({"type":"add_users","users":-1})", {"/users out_of_range"}},
    {R"({"type":"add_users","users":1.5})", {"/users wrong_type"}},
    {R"({"type":"add_users","users":99999999999999999999})", {"/users out_of_range"}},
    {R"({"type":"add_users","users":"3","usres":3})",
     {"/users wrong_type", "/usres unknown_field"}},
    {R"({"type":"add_users","users":1,"package":"beyond"})", {"/package unknown_field"}},
    {R"({"type":"remove_users","users":true})", {"/users wrong_type"}},
    {R"({"type":"remove_users","users":0})", {"/users out_of_range"}},
    {R"({"type":"start_trial","convert_to_users":0})", {"/convert_to_users out_of_range"}},
    {R"({"type":"start_trial","convert_to_users":"2"})", {"/convert_to_users wrong_type"}},
    {R"({"type":"start_trial","users":2})", {"/users unknown_field"}},
};

struct Malformed {
    std::string body;
    std::string code;
};

const std::vector<Malformed> malformed = {
    {"", "malformed_json"},
    {"{\"type\":", "malformed_json"},
    {"{\"type\":\"\xff\"}", "malformed_json"},
    {R"({"type":"add_users","type":"add_users"})", "malformed_json"},
    {"[]", "not_an_object"},
    {"7", "not_an_object"}};

std::vector<std::string> errors_of(const testkit::Answer& answer) {
    std::vector<std::string> list;
    const nlohmann::json problem = answer.json();
    for (const auto& error : problem["errors"])
        list.push_back(error["pointer"].get<std::string>() + " " +
                       error["code"].get<std::string>());
    return list;
}

}  // namespace

TEST_CASE("Bad bodies of a change are refused with every bad field, and nothing is ordered") {
    Fixture f;
    f.subscribe();
    for (const std::string& path : {changes, preview})
        for (const BadBody& bad : bad_bodies) {
            const auto answer = f.post(path, bad.body, "bad");
            INFO(path << " " << bad.body << " " << answer.body);
            REQUIRE(answer.status == 422);
            REQUIRE(answer.code() == "invalid_fields");
            REQUIRE(errors_of(answer) == bad.errors);
        }
    for (const std::string& path : {changes, preview})
        for (const Malformed& bad : malformed) {
            INFO(path << " " << bad.body);
            REQUIRE(f.post(path, bad.body, "bad").code() == bad.code);
        }
    REQUIRE(f.billing.asked().empty());
    REQUIRE(f.get(changes).json()["data"].empty());
}

TEST_CASE("A quote stands only in a change, and only as a quote's identifier") {
    Fixture f;
    f.subscribe();
    REQUIRE(errors_of(f.post(changes, R"({"type":"add_users","users":1,"quote_id":"inv_1"})")) ==
            std::vector<std::string>{"/quote_id invalid_id"});
    REQUIRE(errors_of(f.post(changes, R"({"type":"add_users","users":1,"quote_id":""})")) ==
            std::vector<std::string>{"/quote_id too_short", "/quote_id invalid_id"});
    REQUIRE(errors_of(f.post(preview, R"({"type":"add_users","users":1,"quote_id":"q"})")) ==
            std::vector<std::string>{"/quote_id unknown_field"});
}

TEST_CASE("A change needs an Idempotency-Key, JSON, and no card number") {
    Fixture f;
    f.subscribe();
    const auto call = [&](const std::string& body, testkit::Headers headers) {
        return f.service.call(f.as(Role::owner), "POST", changes, body, std::move(headers)).code();
    };
    REQUIRE(call(to_beyond, {}) == "idempotency_key_required");
    REQUIRE(call(to_beyond, {{"Idempotency-Key", std::string(256, 'k')}}) ==
            "idempotency_key_invalid");
    REQUIRE(call(to_beyond, {{"Idempotency-Key", "k"}, {"Content-Type", "text/plain"}}) ==
            "not_json");
    REQUIRE(call(R"({"type":"add_users","users":1,"quote_id":"4111111111111111"})",
                 {{"Idempotency-Key", "k"}}) == "pan_not_accepted");
    REQUIRE(f.billing.asked().empty());
}

TEST_CASE("A user's name in the path is checked wherever it stands") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    struct Case {
        std::string user;
        std::string error;
    };
    const std::vector<Case> cases = {{"a%20b", "/user_id invalid_characters"},
                                     {"%C3%A9", "/user_id invalid_characters"},
                                     {"%3Cx%3E", "/user_id invalid_characters"},
                                     {std::string(101, 'a'), "/user_id too_long"}};
    for (const Case& bad : cases)
        for (const char* method : {"GET", "PUT", "DELETE"}) {
            const auto answer = f.service.call(f.as(Role::owner), method, users + "/" + bad.user);
            INFO(method << " " << bad.user << " " << answer.body);
            REQUIRE(answer.status == 422);
            REQUIRE(errors_of(answer) == std::vector<std::string>{bad.error});
        }
    const auto put = [&](const std::string& body) {
        return f.service.call(f.as(Role::owner), "PUT", users + "/anna", body);
    };
    REQUIRE(errors_of(put(R"({"until":"tomorrow"})")) ==
            std::vector<std::string>{"/until unknown_field"});
    REQUIRE(put("[]").code() == "not_an_object");
    REQUIRE(put("{").code() == "malformed_json");
    REQUIRE(put("{}").status == 201);
}

TEST_CASE("Lists take a limit of 1 to 100 and a cursor of theirs") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    for (const std::string& path : {changes, users, meeting + "/history"})
        for (const char* query : {"?limit=0", "?limit=101", "?limit=x", "?limit=", "?limit=1e1",
                                  "?cursor=nonsense", "?cursor=chg_1", "?cursor=%00"}) {
            const auto answer = f.get(path + query);
            INFO(path << query << " " << answer.body);
            REQUIRE((answer.status == 422 || answer.status == 400));
        }
}

TEST_CASE("Roles decide who may read, who may buy and who may name users") {
    Fixture f;
    f.subscribe();
    f.made(to_beyond);
    struct Case {
        const char* method;
        std::string path;
        std::string body;
        bool member;  ///< may a member do it?
    };
    const std::vector<Case> cases = {{"GET", "/v1/add-ons", "", true},
                                     {"GET", meeting, "", true},
                                     {"GET", changes, "", true},
                                     {"GET", users, "", true},
                                     {"GET", users + "/anna", "", true},
                                     {"GET", meeting + "/history", "", false},
                                     {"POST", changes, add_two, false},
                                     {"POST", preview, add_two, false},
                                     {"PUT", users + "/anna", "", false},
                                     {"DELETE", users + "/anna", "", false},
                                     {"DELETE", changes + "/chg_1", "", false}};
    for (const Case& one : cases) {
        const auto status = [&](Role role) {
            return f.service
                .call(f.as(role), one.method, one.path, one.body,
                      {{"Idempotency-Key", "r" + std::to_string(++f.keys)}})
                .status;
        };
        INFO(one.method << " " << one.path);
        REQUIRE(status(Role::usage) == 403);
        REQUIRE(status(Role::service) == 403);
        REQUIRE((status(Role::member) != 403) == one.member);
        REQUIRE(status(Role::billing) != 403);
    }
}
