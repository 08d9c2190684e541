// Payment methods over HTTP: keeping, listing, choosing the default, removing.

#include <atomic>

#include "integration/payment_method/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("The first card is kept and becomes the default") {
    Fixture f;
    const auto answer = f.post(card_body("4242 4242 4242 4242"));
    REQUIRE(answer.status == 201);
    const auto method = answer.json();
    const std::string id = method["id"];
    REQUIRE(answer.header("location") == "/v1/payment-methods/" + id);
    REQUIRE(method["type"] == "card");
    REQUIRE(method["is_default"] == true);
    REQUIRE(method["created_at"] == "2026-11-23T10:00:00Z");
    REQUIRE(method["card"] == nlohmann::json{{"brand", "visa"},
                                             {"last4", "4242"},
                                             {"exp_month", 12},
                                             {"exp_year", 2030},
                                             {"expired", false},
                                             {"funding", "credit"},
                                             {"holder", nullptr}});
    REQUIRE(f.get("/v1/payment-methods/" + id).json() == method);
    REQUIRE(f.events() == List{"payment_method.added", "payment_method.default_changed"});
}

TEST_CASE("Another card is the default only when asked for") {
    Fixture f;
    const std::string first = f.add("4242424242424242");
    const std::string second = f.add("5555555555554444");
    REQUIRE(f.get("/v1/payment-methods/" + second).json()["is_default"] == false);
    const std::string third = f.add("378282246310005", R"(,"make_default":true)");
    REQUIRE(f.get("/v1/payment-methods/" + first).json()["is_default"] == false);
    REQUIRE(f.get("/v1/payment-methods/" + third).json()["is_default"] == true);
}

TEST_CASE("Each refused card has its own code") {
    Fixture f;
    const auto refused = [&](const std::string& body) {
        const auto answer = f.post(body);
        REQUIRE(answer.status == 422);
        REQUIRE(answer.code() == "invalid_fields");
        return bad_fields(answer);
    };
    REQUIRE(refused(card_body("4242")) == List{"/card/number card_number_format"});
    REQUIRE(refused(card_body("9999999999999995")) == List{"/card/number card_brand_unknown"});
    REQUIRE(refused(card_body("424242424242424")) == List{"/card/number card_number_length"});
    REQUIRE(refused(card_body("4242424242424241")) == List{"/card/number card_number_check_digit"});
    REQUIRE(refused(card_body("4242424242424242", "", R"("exp_month":13,"exp_year":2030)")) ==
            List{"/card/exp_month card_expiry_invalid"});
    REQUIRE(refused(card_body("4242424242424242", "", R"("exp_month":10,"exp_year":2026)")) ==
            List{"/card/exp_month card_expired"});
    REQUIRE(refused(card_body("4242424242424242", "", R"("exp_month":1,"exp_year":2099)")) ==
            List{"/card/exp_year card_expiry_too_far"});
    REQUIRE(
        refused(card_body("4242424242424242", "", R"("exp_month":12,"exp_year":2030,"cvc":"1")")) ==
        List{"/card/cvc card_cvc_invalid"});
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "0");
    REQUIRE(f.query("select count(*) from sandbox.card").at(0) == "0");
}

TEST_CASE("Prepaid cards are refused by issuer range and by the provider's answer") {
    Fixture f;
    for (const char* number : {"5105105105105100", "5103221911199245", "4000000000007221"}) {
        const auto answer = f.post(card_body(number));
        REQUIRE(answer.status == 422);
        REQUIRE(bad_fields(answer) == List{"/card/number card_prepaid"});
    }
    REQUIRE(f.query("select count(*) from sandbox.card").at(0) == "0");
    REQUIRE(f.events().empty());
}

TEST_CASE("Unknown funding is accepted, or refused where the operator says so") {
    Fixture accepting;
    REQUIRE(accepting.post(card_body("4111111111111111")).json()["card"]["funding"] == "unknown");
    Fixture refusing(Variables{{"TENURE_ACCEPT_UNKNOWN_FUNDING", "false"}});
    REQUIRE(bad_fields(refusing.post(card_body("4111111111111111"))) ==
            List{"/card/number card_funding_unknown"});
    REQUIRE(refusing.post(card_body("4242424242424242")).status == 201);
    REQUIRE(refusing.post(card_body("6703444444444449")).json()["card"]["funding"] == "debit");
}

TEST_CASE("Where card numbers are not taken, the field refuses them too") {
    Fixture f(Variables{{"TENURE_ACCEPT_CARD_NUMBERS", "false"}});
    const auto answer = f.post(card_body("4242424242424242"));
    REQUIRE(answer.status == 422);
    REQUIRE(answer.code() == "pan_not_accepted");
    REQUIRE(bad_fields(answer) == List{"/card/number pan_not_accepted"});
}

TEST_CASE("A malformed body is answered 400, and nothing is kept") {
    Fixture f;
    REQUIRE(f.post("{").code() == "malformed_json");
    REQUIRE(f.post("").code() == "malformed_json");
    REQUIRE(f.post("[]").code() == "not_an_object");
    REQUIRE(f.post("{\"type\":\"\xff\"}").code() == "malformed_json");
    REQUIRE(f.post("{\"type\":\"a\\u0000b\"}").code() == "malformed_json");
    REQUIRE(f.post("{").status == 400);
    const auto form = f.service.call(f.owner(), "POST", "/v1/payment-methods", "number=4",
                                     {{"Content-Type", "application/x-www-form-urlencoded"}});
    REQUIRE(form.status == 415);
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "0");
}

TEST_CASE("Every bad field of a new card is told at once") {
    Fixture f;
    REQUIRE(bad_fields(f.post("{}")) == List{"/type required", "/card required"});
    REQUIRE(bad_fields(f.post(R"({"type":"cash","card":{},"colour":1})")) ==
            List{"/type unknown_value", "/card/number required", "/card/exp_month required",
                 "/card/exp_year required", "/colour unknown_field"});
    REQUIRE(bad_fields(f.post(R"({"type":"card","card":{"number":4242,"exp_month":"12",
        "exp_year":20.5,"cvc":123,"holder":[],"pin":"1"},"make_default":"yes"})")) ==
            List{"/card/number wrong_type", "/card/exp_month wrong_type",
                 "/card/exp_year wrong_type", "/card/cvc wrong_type", "/card/holder wrong_type",
                 "/make_default wrong_type", "/card/pin unknown_field"});
    REQUIRE(bad_fields(f.post(R"({"type":"card","card":[]})")) == List{"/card wrong_type"});
}

TEST_CASE("Negative, zero and huge numbers of month and year are refused") {
    Fixture f;
    const auto refused = [&](const std::string& month, const std::string& year) {
        return bad_fields(f.post(card_body("4242424242424242", "",
                                           R"("exp_month":)" + month + R"(,"exp_year":)" + year)));
    };
    REQUIRE(refused("-1", "2030") == List{"/card/exp_month card_expiry_invalid"});
    REQUIRE(refused("0", "2030") == List{"/card/exp_month card_expiry_invalid"});
    REQUIRE(refused("12", "-2030") == List{"/card/exp_month card_expired"});
    REQUIRE(refused("12", "0") == List{"/card/exp_month card_expired"});
    REQUIRE(refused("12", "99999999999999999999") == List{"/card/exp_year out_of_range"});
    REQUIRE(refused("12e400", "2030").empty());  // not a number that JSON can carry
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "0");
}

TEST_CASE("A holder's name is text of a reasonable length") {
    Fixture f;
    const auto refused = [&](const std::string& holder) {
        return bad_fields(
            f.post(card_body("4242424242424242", "",
                             R"("exp_month":12,"exp_year":2030,"holder":")" + holder + "\"")));
    };
    REQUIRE(refused("") == List{"/card/holder too_short"});
    REQUIRE(refused(std::string(101, 'a')) == List{"/card/holder too_long"});
    REQUIRE(refused("Test\\nHolder") == List{"/card/holder invalid_characters"});
}

TEST_CASE("A card number anywhere but in its field is refused") {
    Fixture f;
    const auto refused = [&](const testkit::Answer& answer) {
        REQUIRE(answer.status == 422);
        REQUIRE(answer.code() == "pan_not_accepted");
        REQUIRE(answer.body.find("4242424242424242") == std::string::npos);
        return bad_fields(answer);
    };
    const std::string pan = "4242424242424242";
    REQUIRE(refused(f.post(card_body(
                pan, "", R"("exp_month":12,"exp_year":2030,"holder":"4242 4242 4242 4242")"))) ==
            List{"/card/holder pan_not_accepted"});
    REQUIRE(refused(f.post(card_body(pan, R"(,"number":"4242424242424242")"))) ==
            List{"/number pan_not_accepted"});
    REQUIRE(refused(f.post(card_body(pan), "order-" + pan)) ==
            List{"/idempotency-key pan_not_accepted"});
    REQUIRE(refused(f.get("/v1/payment-methods/" + pan)) == List{"/id pan_not_accepted"});
    REQUIRE(refused(f.get("/v1/payment-methods?cursor=" + pan)) ==
            List{"/cursor pan_not_accepted"});
    REQUIRE(refused(f.put_default(pan)) == List{"/payment_method_id pan_not_accepted"});
    std::string payment = Fixture::payment_body(f.new_payment());
    payment.replace(payment.find("3 users GROW"), 12, pan);
    REQUIRE(refused(f.service.call(f.billing(), "POST", "/internal/v1/payments", payment)) ==
            List{"/description pan_not_accepted"});
    REQUIRE(f.query("select count(*) from idempotency_key").at(0) == "0");
}

TEST_CASE("The same card is kept once; renewed or after its removal it is a new one") {
    Fixture f;
    const std::string id = f.add("4242424242424242");
    const auto again = f.post(card_body("4242 4242 4242 4242"));
    REQUIRE(again.status == 409);
    REQUIRE(again.code() == "payment_method_exists");
    REQUIRE(f.query("select count(*) from sandbox.card").at(0) == "1");
    const auto renewed = f.post(card_body("4242424242424242", R"(,"make_default":true)",
                                          R"("exp_month":12,"exp_year":2034)"));
    REQUIRE(renewed.status == 201);
    REQUIRE(f.remove("/v1/payment-methods/" + id).status == 204);
    REQUIRE(f.post(card_body("4242424242424242")).status == 201);
}

TEST_CASE("A repeated request with its key gives the same answer and keeps one card") {
    Fixture f;
    const auto first = f.post(card_body("4242424242424242"), "key-1");
    const auto again = f.post(card_body("4242424242424242"), "key-1");
    REQUIRE(first.status == 201);
    REQUIRE(again.status == 201);
    REQUIRE(again.body == first.body);
    REQUIRE(again.header("location") == first.header("location"));
    REQUIRE(again.header("idempotent-replayed") == "true");
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "1");
    const auto other = f.post(card_body("5555555555554444"), "key-1");
    REQUIRE(other.status == 422);
    REQUIRE(other.code() == "idempotency_key_reused");
}

TEST_CASE("A request that was interrupted before its answer is carried on by its key") {
    Fixture f;
    const auto first = f.post(card_body("4242424242424242"), "key-1");
    f.query(
        "update idempotency_key set status = null, body = null, location = null, "
        "claimed_at = now() - interval '1 minute' returning key");
    const auto again = f.post(card_body("4242424242424242"), "key-1");
    REQUIRE(again.status == 201);
    REQUIRE(again.body == first.body);
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "1");
}

TEST_CASE("Of equal requests at the same moment one keeps the card") {
    Fixture f;
    std::atomic<int> made{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            // Half of them with a key in common, the others without.
            const auto answer = f.post(card_body("4242424242424242"), i % 2 == 0 ? "key-1" : "");
            if (answer.status == 201 && answer.header("idempotent-replayed").empty()) ++made;
            if (answer.status == 409) ++refused;
        });
    for (std::thread& thread : threads) thread.join();
    REQUIRE(made == 1);
    REQUIRE(refused >= 4);
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "1");
    REQUIRE(f.query("select count(*) from sandbox.card").at(0) == "1");
}

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
    REQUIRE(f.query("select count(*) from sandbox.card").at(0) == "1");
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
