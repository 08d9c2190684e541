// Cards over HTTP: what is kept, what is refused with which code, and each once.

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
    REQUIRE(f.query("select count(*) from sandbox.instrument").at(0) == "0");
}

TEST_CASE("Prepaid cards are refused by issuer range and by the provider's answer") {
    Fixture f;
    for (const char* number : {"5105105105105100", "5103221911199245", "4000000000007221"}) {
        const auto answer = f.post(card_body(number));
        REQUIRE(answer.status == 422);
        REQUIRE(bad_fields(answer) == List{"/card/number card_prepaid"});
    }
    REQUIRE(f.query("select count(*) from sandbox.instrument").at(0) == "0");
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

TEST_CASE("The same card is kept once, renewed or after its removal it is a new one") {
    Fixture f;
    const std::string id = f.add("4242424242424242");
    const auto again = f.post(card_body("4242 4242 4242 4242"));
    REQUIRE(again.status == 409);
    REQUIRE(again.code() == "payment_method_exists");
    REQUIRE(f.query("select count(*) from sandbox.instrument").at(0) == "1");
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
    REQUIRE(f.query("select count(*) from sandbox.instrument").at(0) == "1");
}
