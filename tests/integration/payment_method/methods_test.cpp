// Payment methods over HTTP: listing, choosing the default, removing, and who may.

#include <array>

#include "integration/payment_method/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("The list is paged, newest first, and stable while cards are added") {
    Fixture f;
    List ids;
    for (const char* number : {"4242424242424242", "5555555555554444", "378282246310005"})
        ids.push_back(f.add(number));
    const auto first = f.get("/v1/payment-methods?limit=2");
    REQUIRE(first.status == 200);
    REQUIRE(first.json()["data"].size() == 2);
    REQUIRE(first.json()["data"][0]["id"] == ids[2]);
    REQUIRE(first.json()["data"][1]["id"] == ids[1]);
    const std::string cursor = first.json()["next_cursor"];
    REQUIRE(first.header("link") ==
            "</v1/payment-methods?limit=2&cursor=" + cursor + ">; rel=\"next\"");
    f.add("4000056655665556");
    const auto second = f.get("/v1/payment-methods?limit=2&cursor=" + cursor);
    REQUIRE(second.json()["data"].size() == 1);
    REQUIRE(second.json()["data"][0]["id"] == ids[0]);
    REQUIRE(second.json()["next_cursor"].is_null());
}

TEST_CASE("Bad limits and cursors of the list are refused") {
    Fixture f;
    for (const char* query : {"limit=0", "limit=101", "limit=-1", "limit=2x",
                              "limit=", "limit=99999999999999999999", "cursor=nonsense"}) {
        INFO(query);
        const auto answer = f.get(std::string("/v1/payment-methods?") + query);
        REQUIRE(answer.status == 422);
        REQUIRE(answer.code() == "invalid_fields");
    }
}

TEST_CASE("The default is chosen among the account's methods") {
    Fixture f;
    const std::string first = f.add("4242424242424242");
    const std::string second = f.add("5555555555554444");
    const auto answer = f.put_default(second);
    REQUIRE(answer.status == 200);
    REQUIRE(answer.json()["is_default"] == true);
    REQUIRE(f.get("/v1/payment-methods/" + first).json()["is_default"] == false);
    const std::size_t events = f.events().size();
    REQUIRE(f.put_default(second).status == 200);
    REQUIRE(f.events().size() == events);
    const auto internal =
        f.service.call(f.billing(), "GET", "/internal/v1/payment-methods/default");
    REQUIRE(internal.json() == nlohmann::json{{"id", second},
                                              {"type", "card"},
                                              {"brand", "mastercard"},
                                              {"last4", "4444"},
                                              {"expires", "2030-12"}});
}

TEST_CASE("A bad choice of the default changes nothing") {
    Fixture f;
    const std::string first = f.add("4242424242424242");
    const auto put = [&](const std::string& body) {
        return f.service.call(f.owner(), "PUT", "/v1/payment-methods/default", body);
    };
    REQUIRE(put("{").code() == "malformed_json");
    REQUIRE(bad_fields(put("{}")) == List{"/payment_method_id required"});
    REQUIRE(bad_fields(put(R"({"payment_method_id":7,"x":1})")) ==
            List{"/payment_method_id wrong_type", "/x unknown_field"});
    REQUIRE(bad_fields(put(R"({"payment_method_id":"pm_x"})")) ==
            List{"/payment_method_id invalid_id"});
    REQUIRE(f.put_default(new_id("pm", start)).code() == "payment_method_not_found");
    REQUIRE(f.get("/v1/payment-methods/" + first).json()["is_default"] == true);
}

TEST_CASE("An expired card cannot become the default, and is shown as expired") {
    Fixture f;
    f.add("4242424242424242");
    const auto brief = f.post(card_body("5555555555554444", "", R"("exp_month":11,"exp_year":26)"));
    const std::string id = brief.json()["id"];
    f.clock.set(parse_timestamp("2026-11-30T23:00:00Z").value());
    REQUIRE(f.get("/v1/payment-methods/" + id).json()["card"]["expired"] == true);
    const auto answer = f.put_default(id);
    REQUIRE(answer.status == 409);
    REQUIRE(answer.code() == "payment_method_expired");
}

TEST_CASE("A method is removed, but neither the only one nor the default") {
    Fixture f;
    const std::string first = f.add("4242424242424242");
    REQUIRE(f.pay(f.new_payment()).status == 200);
    const auto only = f.remove("/v1/payment-methods/" + first);
    REQUIRE(only.status == 409);
    REQUIRE(only.code() == "payment_method_in_use");
    const std::string second = f.add("5555555555554444");
    const auto is_default = f.remove("/v1/payment-methods/" + first);
    REQUIRE(is_default.status == 409);
    REQUIRE(is_default.code() == "payment_method_is_default");
    const auto removed = f.remove("/v1/payment-methods/" + second);
    REQUIRE(removed.status == 204);
    REQUIRE(removed.body.empty());
    REQUIRE(f.get("/v1/payment-methods/" + second).code() == "payment_method_not_found");
    REQUIRE(f.remove("/v1/payment-methods/" + second).status == 404);
    REQUIRE(f.put_default(second).status == 404);
    REQUIRE(f.get("/v1/payment-methods").json()["data"].size() == 1);
    REQUIRE(f.query("select count(*) from sandbox.instrument").at(0) == "1");
}

TEST_CASE("The only method is needed while something is running that the account pays for") {
    Fixture f;
    const auto tell = [&](const std::string& status) {
        return f.service.call(f.billing(), "PUT", "/internal/v1/subscription-state",
                              R"({"status":")" + status + R"(","time_zone":"Europe/Paris"})");
    };
    // Nothing was ever paid: a card added by mistake may go, and the next one is the default again.
    const std::string mistake = f.add("4242424242424242");
    REQUIRE(f.remove("/v1/payment-methods/" + mistake).status == 204);
    REQUIRE(f.events().back() == "payment_method.removed");
    const std::string card = f.add("5555555555554444");
    REQUIRE(f.get("/v1/payment-methods/" + card).json()["is_default"] == true);
    REQUIRE(f.pay(f.new_payment()).status == 200);
    REQUIRE(f.remove("/v1/payment-methods/" + card).code() == "payment_method_in_use");
    REQUIRE(tell("ended").status == 204);
    REQUIRE(tell("ended").status == 204);
    // A payment says that something is running again.
    REQUIRE(f.pay(f.new_payment()).status == 200);
    REQUIRE(f.remove("/v1/payment-methods/" + card).code() == "payment_method_in_use");
    REQUIRE(tell("ended").status == 204);
    REQUIRE(f.remove("/v1/payment-methods/" + card).status == 204);
    REQUIRE(f.pay(f.new_payment()).code() == "payment_method_missing");
    REQUIRE(tell("live").status == 204);
    REQUIRE(bad_fields(tell("asleep")) == List{"/status unknown_value"});
    REQUIRE(
        f.service.call(f.owner(), "PUT", "/internal/v1/subscription-state", R"({"status":"ended"})")
            .status == 403);
}

TEST_CASE("A card expires when its month is over where the account is") {
    Fixture f;
    f.clock.set(parse_timestamp("2026-11-30T11:00:00Z").value());  // a day further in Apia already
    const std::string until_november = R"("exp_month":11,"exp_year":2026)";
    const std::string card = f.post(card_body("5555555555554444", "", until_november)).json()["id"];
    f.add("4242424242424242");
    const auto tell = [&](const std::string& zone) {
        return f.service.call(f.billing(), "PUT", "/internal/v1/subscription-state",
                              R"({"status":"live","time_zone":")" + zone + R"("})");
    };
    const auto expired = [&] {
        return f.get("/v1/payment-methods/" + card).json()["card"]["expired"];
    };
    REQUIRE(expired() == false);  // by the configured zone, Brussels
    REQUIRE(tell("Pacific/Apia").status == 204);
    REQUIRE(expired() == true);
    REQUIRE(f.put_default(card).code() == "payment_method_expired");
    REQUIRE(bad_fields(f.post(card_body("4000056655665556", "", until_november))) ==
            List{"/card/exp_month card_expired"});
    REQUIRE(tell("America/Adak").status == 204);
    REQUIRE(f.put_default(card).status == 200);
    REQUIRE(f.pay(f.new_payment()).json()["status"] == "succeeded");
    REQUIRE(tell("Pacific/Apia").status == 204);
    REQUIRE(f.pay(f.new_payment()).json()["failure"]["code"] == "payment_method_expired");
    REQUIRE(bad_fields(tell("Europe/Atlantis")) == List{"/time_zone unknown_time_zone"});
}

TEST_CASE("Another account's methods and payments are not there") {
    Fixture f;
    f.add("4242424242424242");
    const std::string id = f.add("5555555555554444");
    const std::string payment = f.new_payment();
    REQUIRE(f.pay(payment).status == 200);
    const auto other = f.as(Role::owner, "acc_two");
    const auto call = [&](const char* method, const std::string& path,
                          const std::string& body = "") {
        return f.service.call(other, method, path, body);
    };
    REQUIRE(call("GET", "/v1/payment-methods/" + id).status == 404);
    REQUIRE(call("DELETE", "/v1/payment-methods/" + id).status == 404);
    REQUIRE(call("PUT", "/v1/payment-methods/default", R"({"payment_method_id":")" + id + "\"}")
                .status == 404);
    REQUIRE(call("GET", "/v1/payments/" + payment).code() == "payment_not_found");
    REQUIRE(call("GET", "/v1/payment-methods").json()["data"].empty());
    REQUIRE(call("GET", "/v1/payment-methods?cursor=" + id).json()["data"].empty());
    // The same card may belong to two accounts.
    REQUIRE(call("POST", "/v1/payment-methods", card_body("5555555555554444")).status == 201);
}

TEST_CASE("Ids that are none are not found") {
    Fixture f;
    REQUIRE(f.get("/v1/payment-methods/nonsense").code() == "payment_method_not_found");
    REQUIRE(f.remove("/v1/payment-methods/x").code() == "payment_method_not_found");
    REQUIRE(f.get("/v1/payments/x").code() == "payment_not_found");
}

TEST_CASE("Only those who deal with money may see and change payment methods") {
    Fixture f;
    const std::string id = f.add("4242424242424242");
    const std::vector<std::array<std::string, 3>> calls{
        {"GET", "/v1/payment-methods", ""},
        {"POST", "/v1/payment-methods", card_body("5555555555554444")},
        {"GET", "/v1/payment-methods/" + id, ""},
        {"DELETE", "/v1/payment-methods/" + id, ""},
        {"PUT", "/v1/payment-methods/default", "{}"},
        {"GET", "/v1/payments/x", ""}};
    for (const auto& [method, path, body] : calls) {
        INFO(method << " " << path);
        for (const Role role : {Role::member, Role::usage}) {
            const auto answer = f.service.call(f.as(role), method, path, body);
            REQUIRE(answer.status == 403);
            REQUIRE(answer.code() == "role_not_allowed");
        }
        REQUIRE(testkit::exchange(f.service.port(), method, path, {}, body).status == 401);
    }
    for (const Role role : {Role::owner, Role::admin, Role::billing, Role::operator_})
        REQUIRE(f.service.call(f.as(role), "GET", "/v1/payment-methods").status == 200);
}

TEST_CASE("Customers do not reach the routes between the services") {
    Fixture f;
    for (const Role role : {Role::owner, Role::billing, Role::operator_}) {
        REQUIRE(f.service.call(f.as(role), "GET", "/internal/v1/payment-methods/default").status ==
                403);
        REQUIRE(f.service.call(f.as(role), "POST", "/internal/v1/payments", "{}").status == 403);
        REQUIRE(f.service.call(f.as(role), "GET", "/internal/v1/payments/x").status == 403);
    }
}

TEST_CASE("A method that a path does not know is answered 405") {
    Fixture f;
    const auto answer = f.service.call(f.owner(), "PATCH", "/v1/payment-methods", "{}");
    REQUIRE(answer.status == 405);
    REQUIRE_FALSE(answer.header("allow").empty());
}

TEST_CASE("An account without methods has an empty list and no default") {
    Fixture f;
    REQUIRE(f.get("/v1/payment-methods").json() ==
            nlohmann::json{{"data", nlohmann::json::array()}, {"next_cursor", nullptr}});
    const auto answer = f.service.call(f.billing(), "GET", "/internal/v1/payment-methods/default");
    REQUIRE(answer.status == 404);
    REQUIRE(answer.code() == "payment_method_missing");
}

TEST_CASE("A bad configuration is told variable by variable") {
    const auto refused = [](Variables variables) {
        testkit::FakeClock clock{start};
        try {
            testkit::RunningService service(payment_method::service(), std::move(variables), clock);
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const std::string nothing = refused({});
    REQUIRE(nothing.find("TENURE_CATALOG_DIR") != std::string::npos);
    REQUIRE(nothing.find("TENURE_FINGERPRINT_KEY") != std::string::npos);
    const std::string bad = refused({{"TENURE_CATALOG_DIR", "/nowhere"},
                                     {"TENURE_FINGERPRINT_KEY", "short"},
                                     {"TENURE_DEFAULT_TIME_ZONE", "Mars/Olympus"},
                                     {"TENURE_ACCEPT_CARD_NUMBERS", "maybe"}});
    for (const char* name : {"TENURE_CATALOG_DIR", "TENURE_FINGERPRINT_KEY",
                             "TENURE_DEFAULT_TIME_ZONE", "TENURE_ACCEPT_CARD_NUMBERS"})
        REQUIRE(bad.find(name) != std::string::npos);
}
