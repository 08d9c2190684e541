// Cards and bank accounts that Stripe keeps.

#include "integration/payment_method_stripe/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("A card that a browser gave to Stripe is kept with a customer of the account") {
    StripeFixture f;
    const auto answer = f.post(token_body(f.stripe.browser_card(Behaviour::succeeds)));
    REQUIRE(answer.status == 201);
    const auto card = answer.json()["card"];
    REQUIRE(card["brand"] == "visa");
    REQUIRE(card["last4"] == "4242");
    REQUIRE(card["exp_year"] == 2034);
    REQUIRE(card["funding"] == "credit");
    f.add_card();
    REQUIRE(f.stripe.objects("customer").size() == 1);
    REQUIRE(f.stripe.objects("customer")[0]["metadata"]["tenure_account"] == "acc_one");
    for (const auto& method : f.stripe.objects("payment_method"))
        REQUIRE(method["customer"] == f.stripe.objects("customer")[0]["id"]);
}

TEST_CASE("A card whose issuer asks for it is kept once its holder has authenticated") {
    StripeFixture f;
    const auto asked = f.post(token_body(f.stripe.browser_card(Behaviour::setup_authentication)));
    REQUIRE(asked.status == 409);
    REQUIRE(asked.code() == "card_authentication_required");
    REQUIRE(asked.json()["url"] == "https://hooks.example/authenticate");
    const std::string token = asked.json()["token"];
    REQUIRE(f.post(token_body(token)).code() == "card_authentication_required");
    f.stripe.authenticate_setup(token);
    f.add_token(token);
}

TEST_CASE("A card whose holder does not authenticate is not kept") {
    StripeFixture f;
    const std::string token =
        f.post(token_body(f.stripe.browser_card(Behaviour::setup_authentication))).json()["token"];
    f.stripe.authenticate_setup(token, false);
    const auto refused = f.post(token_body(token));
    REQUIRE(refused.status == 422);
    REQUIRE(refused.code() == "payment_method_refused");
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "0");
}

TEST_CASE("Another account's card is not to be had by its token") {
    StripeFixture f;
    const std::string token =
        f.post(token_body(f.stripe.browser_card(Behaviour::setup_authentication))).json()["token"];
    f.stripe.authenticate_setup(token);
    const auto stranger = f.as(Role::owner, "acc_two");
    const auto taken = f.service.call(stranger, "POST", "/v1/payment-methods", token_body(token));
    REQUIRE(bad_fields(taken) == List{"/card/token card_token_unknown"});
    const std::string card = f.stripe.browser_card(Behaviour::succeeds);
    f.add_token(card);
    REQUIRE(bad_fields(f.service.call(stranger, "POST", "/v1/payment-methods", token_body(card))) ==
            List{"/card/token card_token_unknown"});
}

TEST_CASE("What is no token of Stripe's never becomes part of a path") {
    StripeFixture f;
    for (const std::string token : {"tok_visa", "pm_../customers", "pm_1?x=1", "seti_%2e", "pm-1",
                                    "pm_nowhere", "seti_nowhere", "cus_1Test"}) {
        INFO(token);
        REQUIRE(bad_fields(f.post(token_body(token))) == List{"/card/token card_token_unknown"});
    }
    for (const auto& message : f.stripe.messages())
        REQUIRE(message.start.find("..") == std::string::npos);
}

TEST_CASE("A card's number is refused before anything is done with it") {
    StripeFixture f;
    const auto answer = f.post(card_body("4242424242424242"));
    REQUIRE(answer.status == 422);
    REQUIRE(answer.code() == "pan_not_accepted");
    REQUIRE(f.stripe.messages().empty());
}

TEST_CASE("Stripe's word on a card's funding counts") {
    StripeFixture f;
    const auto prepaid = f.stripe.browser_card(Behaviour::succeeds, "", "prepaid");
    REQUIRE(bad_fields(f.post(token_body(prepaid))) == List{"/card/number card_prepaid"});
    REQUIRE(f.stripe.count("POST /v1/payment_methods/" + prepaid + "/detach") == 1);
}

TEST_CASE("A declined card is not kept") {
    StripeFixture f;
    const auto answer = f.post(token_body(f.stripe.browser_card(Behaviour::setup_declines)));
    REQUIRE(answer.status == 422);
    REQUIRE(answer.code() == "payment_method_refused");
}

TEST_CASE("The same card again is told to be there, and stays usable") {
    StripeFixture f;
    const std::string token = f.stripe.browser_card(Behaviour::succeeds, "one print");
    f.add_token(token);
    REQUIRE(f.post(token_body(token)).code() == "payment_method_exists");
    const std::string other = f.stripe.browser_card(Behaviour::succeeds, "one print");
    REQUIRE(f.post(token_body(other)).code() == "payment_method_exists");
    REQUIRE(f.stripe.count("POST /v1/payment_methods/" + token + "/detach") == 0);
    REQUIRE(f.stripe.count("POST /v1/payment_methods/" + other + "/detach") == 1);
    REQUIRE(f.pay(f.new_payment()).json()["status"] == "succeeded");
}

TEST_CASE("The same card at the same moment is kept once and stays usable") {
    StripeFixture f;
    const std::string token = f.stripe.browser_card(Behaviour::succeeds);
    std::vector<std::thread> threads;
    std::vector<int> statuses(12);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        threads.emplace_back([&, i] { statuses[i] = f.post(token_body(token)).status; });
    for (std::thread& thread : threads) thread.join();
    REQUIRE(std::count(statuses.begin(), statuses.end(), 201) == 1);
    REQUIRE(std::count(statuses.begin(), statuses.end(), 409) == 11);
    REQUIRE(f.stripe.objects("customer").size() == 1);
    REQUIRE(f.pay(f.new_payment()).json()["status"] == "succeeded");
}

TEST_CASE("A removed card is detached from the customer") {
    StripeFixture f;
    const std::string token = f.stripe.browser_card(Behaviour::succeeds);
    REQUIRE(f.remove("/v1/payment-methods/" + f.add_token(token)).status == 204);
    REQUIRE(f.stripe.count("POST /v1/payment_methods/" + token + "/detach") == 1);
}

TEST_CASE("A bank account is set up with the mandate as it was accepted") {
    StripeFixture f;
    const auto answer = f.post_debit(
        "BE62510007547061", {{"Tenure-Client-Address", "192.0.2.7"}, {"User-Agent", "A browser"}});
    INFO(answer.body);
    REQUIRE(answer.status == 201);
    const auto debit = answer.json()["sepa_debit"];
    REQUIRE(debit["last4"] == "7061");
    // The bank will show Stripe's reference.
    REQUIRE(debit["mandate"]["reference"].get<std::string>().starts_with("REFmandate_"));
    bool seen = false;
    for (const auto& message : f.stripe.messages()) {
        if (!message.start.starts_with("POST /v1/setup_intents")) continue;
        seen = message.body.find("ip_address%5D=192.0.2.7") != std::string::npos &&
               message.body.find("user_agent%5D=A%20browser") != std::string::npos;
    }
    REQUIRE(seen);
}

TEST_CASE("While Stripe does not answer nothing is kept, and the customer may try again") {
    StripeFixture f;
    const std::string token = f.stripe.browser_card(Behaviour::succeeds);
    for (const auto& mishap :
         {stripe_test::Mishap{"customers", 503, {}, false, false},
          stripe_test::Mishap{"setup_intents", 500}, stripe_test::Mishap{"setup_intents", 503},
          stripe_test::Mishap{"setup_intents", 409}, stripe_test::Mishap{"setup_intents", 401},
          stripe_test::Mishap{"/v1/payment_methods", 502}}) {
        f.stripe.fail_next(mishap);
        const auto answer = f.post(token_body(token));
        REQUIRE(answer.status == 503);
        REQUIRE(answer.code() == "payment_provider_unavailable");
        REQUIRE_FALSE(answer.header("retry-after").empty());
    }
    f.network.fault_once(stripe_test::Fault::late_answer);
    REQUIRE(f.post(token_body(token)).status == 503);
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "0");
    f.add_token(token);
}
