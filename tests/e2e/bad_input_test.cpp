// Bad input at the gateway: a clear error, nothing changed, nothing lost.
#include <catch2/catch.hpp>
#include <thread>

#include "domain/base64.hpp"
#include "e2e/steps.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

const std::string changes = "/v1/subscription/changes";

std::string field_codes(const testkit::Answer& answer) {
    std::string codes;
    const json body = answer.json();
    if (body.contains("errors"))
        for (const json& error : body["errors"])
            codes +=
                error["pointer"].get<std::string>() + " " + error["code"].get<std::string>() + ";";
    return codes;
}

/// A system with one subscribed account; checks at its end that nothing has changed.
struct Subscribed {
    System system;
    User owner;
    Books before;

    explicit Subscribed(const std::map<std::string, Variables>& extra = {}) : system(extra) {
        subscribe(system, owner);
        before = books_of(system);
    }
    testkit::Answer post(const std::string& body, const std::string& key = "bad") {
        return system.call(owner, "POST", changes, body, with_key(key));
    }
    void check_unchanged() {
        CHECK(users_of(system, owner) == 5);
        CHECK(books_of(system) == before);
        CHECK(without_gap(invoice_numbers(system)));
    }
};

}  // namespace

TEST_CASE("Bodies that are no JSON, or not what is asked for, change nothing") {
    Subscribed it;
    CHECK(it.post("{\"type\": ").code() == "malformed_json");
    CHECK(it.post("").code() == "malformed_json");
    CHECK(it.post("[1]").code() == "not_an_object");
    CHECK(it.post("{\"type\": \"add_users\", \"users\": 3, \"quote_id\": \"\xff\xfe\"}").code() ==
          "malformed_json");
    CHECK(it.post(R"({"type": "add_users", "users": 3, "users": 300})").code() == "malformed_json");
    CHECK(it.post(R"({"type": "add_users", "users": 3, "quote_id": "a\u0000b"})").code() ==
          "malformed_json");
    CHECK(it.post(std::string(100'000, '[')).code() == "malformed_json");
    CHECK(field_codes(it.post(R"({"type": "add_users", "users": "3"})")) == "/users wrong_type;");
    CHECK(field_codes(it.post(R"({"type": "add_users", "users": 3.5})")) == "/users wrong_type;");
    CHECK(field_codes(it.post(R"({"type": "add_users", "users": true})")) == "/users wrong_type;");
    CHECK(field_codes(it.post(R"({"type": "add_users", "users": null})")) == "/users required;");
    CHECK(field_codes(it.post(R"({"type": "steal", "users": 3})")) == "/type unknown_value;");
    CHECK(field_codes(it.post(R"({"type": "add_users", "users": 3, "prize": 1})")) ==
          "/prize unknown_field;");
    it.check_unchanged();
}

TEST_CASE("Negative, zero and huge numbers change nothing") {
    Subscribed it;
    for (const std::string number :
         {"0", "-1", "-9223372036854775808", "10001", "2147483648", "9223372036854775807"}) {
        CAPTURE(number);
        const auto answer = it.post(R"({"type": "add_users", "users": )" + number + "}");
        CHECK(answer.status == 422);
        CHECK(field_codes(answer) == "/users out_of_range;");
    }
    for (const std::string number : {"99999999999999999999999999", "1e400", "-0.0"}) {
        CAPTURE(number);
        const auto answer = it.post(R"({"type": "add_users", "users": )" + number + "}");
        CHECK((answer.status == 400 || answer.status == 422));
    }
    it.check_unchanged();
}

TEST_CASE("A body of 11 MB, another content type and an unknown path are refused") {
    Subscribed it;
    const std::string large = R"({"type": ")" + std::string(11 << 20, 'a') + "\"}";
    const auto refused = it.post(large);
    CHECK(refused.status == 413);
    CHECK(refused.code() == "body_too_large");
    const auto form = it.system.call(
        it.owner, "POST", changes, "type=add_users",
        {{"Idempotency-Key", "form"}, {"Content-Type", "application/x-www-form-urlencoded"}});
    CHECK(form.status == 415);
    CHECK(it.system.call(it.owner, "GET", "/v1/nothing").code() == "route_not_found");
    CHECK(it.system.call(it.owner, "GET", "/internal/v1/events").status == 404);
    const auto method = it.system.call(it.owner, "DELETE", "/v1/plans");
    CHECK(method.status == 405);
    CHECK(method.header("allow").find("GET") != std::string::npos);
    const auto header =
        it.system.call(it.owner, "GET", "/v1/plans", "", {{"X-Much", std::string(70'000, 'a')}});
    CHECK(header.status == 431);
    it.check_unchanged();
}

TEST_CASE("A client that sends slowly is cut off while others are served") {
    Subscribed it({{"gateway", {{"TENURE_REQUEST_TIMEOUT_MS", "300"}}}});
    const std::string head = "POST " + changes + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
                             it.system.token(it.owner) +
                             "\r\nIdempotency-Key: slow\r\nContent-Type: application/json\r\n"
                             "Content-Length: 100\r\n\r\n{\"type\"";
    std::string slow;
    std::thread client([&] {
        slow = testkit::exchange_raw(it.system.port("gateway"), head, std::chrono::seconds(10));
    });
    CHECK(users_of(it.system, it.owner) == 5);
    client.join();
    CHECK(slow.starts_with("HTTP/1.1 408 "));
    it.check_unchanged();
}

TEST_CASE("Without a valid token nothing is answered") {
    Subscribed it;
    const auto with = [&](const std::string& token) {
        return it.system.call_as({{"Authorization", "Bearer " + token}}, "GET", "/v1/subscription");
    };
    CHECK(it.system.call_as({}, "GET", "/v1/subscription").status == 401);
    const auto bare = it.system.call_as({{"Authorization", "Basic YTpi"}}, "GET", "/v1/plans");
    CHECK(bare.status == 401);
    CHECK_FALSE(bare.header("www-authenticate").empty());
    CHECK(with("nonsense").status == 401);

    const std::string valid = it.system.token(it.owner);
    const std::size_t first_dot = valid.find('.');
    const std::size_t last_dot = valid.rfind('.');
    const std::string claims = valid.substr(first_dot + 1, last_dot - first_dot - 1);
    std::string forged = valid;
    forged[last_dot + 5] = forged[last_dot + 5] == 'A' ? 'B' : 'A';
    CHECK(with(forged).status == 401);
    const std::string unsigned_head = base64url_encode(R"({"alg":"none","typ":"JWT"})");
    CHECK(with(unsigned_head + "." + claims + ".").status == 401);
    json other = json::parse(base64url_decode(claims).value());
    other["account"] = "acc_other";
    const std::string swapped =
        valid.substr(0, first_dot + 1) + base64url_encode(other.dump()) + valid.substr(last_dot);
    CHECK(with(swapped).status == 401);

    // A token of one second: valid until its time has passed.
    const std::string brief = it.system.token({"acc_demo", "owner", 1});
    std::string code;
    await_that("the token expires", [&] { return (code = with(brief).code()) != ""; });
    CHECK(code == "token_expired");
    it.check_unchanged();
}

TEST_CASE("A customer's internal token is worth nothing") {
    Subscribed it;
    const auto answer = it.system.call_as({{"Tenure-Internal", "x"}, {"X-Internal-Token", "x"}},
                                          "GET", "/v1/subscription");
    CHECK(answer.status == 401);
    it.check_unchanged();
}

TEST_CASE("Roles may do what they may, and no more") {
    Subscribed it;
    const User member{"acc_demo", "member"};
    const User billing{"acc_demo", "billing"};
    const User usage{"acc_demo", "usage"};
    CHECK(it.system.call(member, "GET", "/v1/subscription").status == 200);
    const auto refused =
        it.system.call(member, "POST", changes, add_users_body(1), with_key("member"));
    CHECK(refused.status == 403);
    CHECK(refused.code() == "role_not_allowed");
    CHECK(it.system.call(member, "GET", "/v1/billing/invoices").status == 403);
    CHECK(it.system.call(member, "POST", "/v1/payment-methods", card_body(good_card)).status ==
          403);
    const std::string start = R"({"plan": "grow", "users": 5, "cycle": "quarterly"})";
    CHECK(it.system.call(billing, "POST", "/v1/subscription", start, with_key("b")).status == 403);
    CHECK(it.system.call(usage, "GET", "/v1/subscription").status == 403);
    it.check_unchanged();
}

TEST_CASE("Another account's things do not exist") {
    Subscribed it;
    const auto bought = add_users(it.system, it.owner, 1, "one");
    REQUIRE(bought.status == 201);
    const std::string change = bought.json()["id"];
    const std::string invoice = bought.json()["invoice_id"];
    const json methods = it.system.call(it.owner, "GET", "/v1/payment-methods").json();
    const std::string method = methods["data"][0]["id"];
    const User stranger{"acc_stranger", "owner"};
    const auto status = [&](const std::string& verb, const std::string& path,
                            const std::string& body = "") {
        return it.system.call(stranger, verb, path, body).status;
    };
    CHECK(status("GET", changes + "/" + change) == 404);
    CHECK(status("GET", "/v1/billing/invoices/" + invoice) == 404);
    CHECK(status("GET", "/v1/payment-methods/" + method) == 404);
    CHECK(status("DELETE", "/v1/payment-methods/" + method) == 404);
    CHECK(status("PUT", "/v1/payment-methods/default",
                 json{{"payment_method_id", method}}.dump()) == 404);
    CHECK(status("GET", "/v1/payments/pay" + change.substr(3)) == 404);
    CHECK(it.system.call(stranger, "GET", "/v1/billing/invoices").json()["data"].empty());
    // Another account's key is not ours: the same key, its own work.
    CHECK(add_users(it.system, stranger, 1, "one").code() == "subscription_missing");
    CHECK(users_of(it.system, it.owner) == 6);
}

TEST_CASE("Billing details: If-Match is asked for and compared") {
    Subscribed it;
    const std::string path = "/v1/billing/details";
    const auto put = [&](const testkit::Headers& headers) {
        return it.system.call(it.owner, "PUT", path, details_body("Other SA"), headers);
    };
    const std::string etag = it.system.call(it.owner, "GET", path).header("etag");
    CHECK(put({}).code() == "if_match_required");
    CHECK(put({{"If-Match", "\"999\""}}).code() == "if_match_failed");
    CHECK(put({{"If-Match", etag}}).status == 200);
    CHECK(put({{"If-Match", etag}}).status == 412);
    it.check_unchanged();
}

TEST_CASE("Quotes that are expired, used, stale or of another change charge nothing") {
    Subscribed it;
    const auto preview = [&](int users) {
        const auto answer =
            it.system.call(it.owner, "POST", changes + "/preview", add_users_body(users));
        REQUIRE(answer.status == 200);
        return answer.json()["id"].get<std::string>();
    };
    const std::string old = preview(3);
    it.system.database("billing").query(
        "with moved as (update quote set expires_at = now() - interval '1 second' where id = '" +
        old + "' returning 1) select count(*) from moved");
    CHECK(it.post(add_users_body(3, old), "expired").code() == "quote_expired");
    const std::string other = preview(3);
    CHECK(it.post(add_users_body(4, other), "mismatch").code() == "quote_mismatch");
    CHECK(it.post(add_users_body(3, "quo_00000000000000000000000000"), "none").code() ==
          "quote_not_found");
    CHECK(field_codes(it.post(add_users_body(3, "quo_1"), "bad")) == "/quote_id invalid_id;");
    it.check_unchanged();

    const std::string before = preview(1);
    const std::string used = preview(2);
    CHECK(it.post(add_users_body(2, used), "used").status == 201);
    CHECK(it.post(add_users_body(2, used), "again").code() == "quote_used");
    CHECK(it.post(add_users_body(1, before), "stale").code() == "quote_stale");
    CHECK(users_of(it.system, it.owner) == 7);
}

TEST_CASE("Idempotency keys: required, well formed, never for two things") {
    Subscribed it;
    CHECK(it.system.call(it.owner, "POST", changes, add_users_body(1)).code() ==
          "idempotency_key_required");
    CHECK(it.post(add_users_body(1), std::string(256, 'k')).code() == "idempotency_key_invalid");
    it.check_unchanged();
    CHECK(it.post(add_users_body(1), "key").status == 201);
    const auto reused = it.post(add_users_body(2), "key");
    CHECK(reused.status == 422);
    CHECK(reused.code() == "idempotency_key_reused");
    CHECK(users_of(it.system, it.owner) == 6);
}

TEST_CASE("Equal requests at the same moment are one purchase") {
    Subscribed it;
    constexpr int clients = 6;
    std::vector<testkit::Answer> answers(clients);
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i)
        threads.emplace_back([&, i] {
            answers[static_cast<std::size_t>(i)] =
                it.system.send(it.owner, "POST", changes, add_users_body(3), with_key("same"));
        });
    for (std::thread& thread : threads) thread.join();
    int done = 0;
    for (const testkit::Answer& answer : answers) {
        it.system.record("POST", changes, answer);
        CAPTURE(answer.status, answer.body);
        CHECK((answer.status == 201 || answer.code() == "idempotency_key_in_use"));
        done += answer.status == 201 ? 1 : 0;
    }
    CHECK(done >= 1);
    CHECK(users_of(it.system, it.owner) == 8);
    CHECK(books_of(it.system) == Books{2, 0, 0, 0, 2, 2});
    CHECK(it.post(add_users_body(3), "same").header("idempotent-replayed") == "true");
}
