// Payments through Stripe: what each of its answers makes of them, and that whatever is lost on the
// way, money is taken once.

#include "integration/payment_method_stripe/fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using stripe_test::Fault;
using stripe_test::Mishap;

namespace {

/// The sweeper, as often as it takes.
void finish(StripeFixture& f, const std::string& id) {
    f.service.start_workers();
    f.await([&] { return f.status(id) == "succeeded"; });
}

}  // namespace

TEST_CASE("A payment is an intent that is made, then confirmed, each under a key of its own") {
    StripeFixture f;
    f.add_card();
    const std::string id = f.new_payment();
    const auto paid = f.pay(id);
    REQUIRE(paid.json()["status"] == "succeeded");
    REQUIRE(f.pay(id).json() == paid.json());
    REQUIRE(f.taken(id) == 1);
    const auto intents = f.stripe.objects("payment_intent");
    REQUIRE(intents.size() == 1);
    REQUIRE(intents[0]["amount"] == 6000);
    REQUIRE(intents[0]["currency"] == "eur");
    REQUIRE(intents[0]["metadata"]["tenure_account"] == "acc_one");
    std::vector<std::string> keys;
    for (const auto& message : f.stripe.messages())
        if (message.start.starts_with("POST /v1/payment_intents"))
            keys.push_back(message.headers.at("idempotency-key"));
    REQUIRE(keys == List{"acc_one:" + id + ":intent", "acc_one:" + id + ":confirm:0"});
    REQUIRE(f.query("select reference from payment").at(0) == intents[0]["id"]);
}

TEST_CASE("Declines are told in our words, and nothing can be charged afterwards") {
    const std::vector<std::pair<Behaviour, std::string>> declines{
        {Behaviour::declines, "payment_declined"},
        {Behaviour::lacks_funds, "insufficient_funds"},
        {Behaviour::expired, "payment_method_expired"}};
    for (const auto& [behaviour, code] : declines) {
        StripeFixture f;
        f.add_card(behaviour);
        const std::string id = f.new_payment();
        REQUIRE(f.pay(id).json()["failure"]["code"] == code);
        REQUIRE(f.stripe.objects("payment_intent")[0]["status"] == "canceled");
        REQUIRE(f.pay(id).json()["failure"]["code"] == code);
        REQUIRE(f.stripe.count("POST /v1/payment_intents/" + f.intent_of(id) + "/confirm") == 1);
    }
}

TEST_CASE("A customer who is there authenticates, and the notification settles it") {
    for (const bool succeeds : {true, false}) {
        StripeFixture f;
        f.add_card(Behaviour::wants_authentication);
        const std::string id = f.new_payment();
        const auto asked = f.pay(id).json();
        REQUIRE(asked["status"] == "requires_action");
        REQUIRE(asked["next_action"]["url"] == "https://hooks.example/authenticate");
        f.stripe.authenticate(f.intent_of(id), succeeds);
        f.deliver_all();
        f.service.start_workers();
        const std::string end = succeeds ? "succeeded" : "failed";
        f.await([&] { return f.status(id) == end; });
        if (!succeeds)
            REQUIRE(f.payment(id)["failure"]["code"] == "payment_authentication_required");
        REQUIRE(f.taken(id) == (succeeds ? 1U : 0U));
    }
}

TEST_CASE("A customer who does not authenticate within the hour has not paid") {
    StripeFixture f;
    f.add_card(Behaviour::wants_authentication);
    const std::string id = f.new_payment();
    REQUIRE(f.pay(id).json()["status"] == "requires_action");
    f.clock.set(start + std::chrono::hours(1) + std::chrono::seconds(1));
    f.service.start_workers();
    f.await([&] { return f.status(id) == "failed"; });
    REQUIRE(f.payment(id)["failure"]["code"] == "payment_authentication_required");
    f.stripe.authenticate(f.intent_of(id));
    REQUIRE(f.taken(id) == 0);
}

TEST_CASE("Whoever is not there cannot authenticate") {
    StripeFixture f;
    f.add_card(Behaviour::wants_authentication);
    REQUIRE(f.collect(f.new_payment()).json()["failure"]["code"] ==
            "payment_authentication_required");
}

TEST_CASE("A debit is processing until the bank has spoken") {
    StripeFixture f;
    REQUIRE(f.post_debit("BE62510007547061").status == 201);
    const std::string id = f.new_payment();
    REQUIRE(f.pay(id).json()["status"] == "processing");
    f.stripe.settle_debits();
    f.deliver_all();
    f.service.start_workers();
    f.await([&] { return f.status(id) == "succeeded"; });
    REQUIRE(f.taken(id) == 1);
}

TEST_CASE("A debit that the bank rejects fails, also when no notification comes") {
    StripeFixture f;
    f.stripe.behave("BE62510007547061", Behaviour::fails_late);
    REQUIRE(f.post_debit("BE62510007547061").status == 201);
    const std::string id = f.new_payment();
    f.pay(id);
    f.stripe.settle_debits();
    f.clock.set(start + std::chrono::hours(25));
    f.service.start_workers();
    f.await([&] { return f.status(id) == "failed"; });
    REQUIRE(f.payment(id)["failure"]["code"] == "debit_unauthorised");
    REQUIRE(f.stripe.objects("payment_intent")[0]["status"] == "canceled");
}

TEST_CASE("Wherever the network breaks, money is taken once") {
    for (std::size_t fault = 1; fault < stripe_test::fault_count; ++fault)
        for (int step = 0; step < 2; ++step) {
            CAPTURE(fault, step);
            StripeFixture f;
            f.add_card();
            const std::string id = f.new_payment();
            if (step == 0) {
                f.network.fault_once(static_cast<Fault>(fault));
                f.pay(id);
            } else {
                // The intent is there; the fault meets its confirmation.
                f.stripe.fail_next({"/confirm", 429, {}, false, false});
                REQUIRE(f.pay(id).json()["status"] == "unknown");
                f.network.fault_once(static_cast<Fault>(fault));
            }
            finish(f, id);
            f.network.drain();
            REQUIRE(f.taken(id) == 1);
            REQUIRE(f.status(id) == "succeeded");
        }
}

TEST_CASE("A fault of Stripe's is no answer, whether it acted or not") {
    for (const char* step : {"/v1/payment_intents", "/confirm"})
        for (const bool acts : {false, true})
            for (const char* repeat : {"", "true", "false"}) {
                CAPTURE(step, acts, repeat);
                StripeFixture f;
                f.add_card();
                Mishap mishap{step, 500, {}, acts};
                if (*repeat != '\0') mishap.headers["Stripe-Should-Retry"] = repeat;
                mishap.remembers = std::string(repeat) != "true";
                f.stripe.fail_next(mishap);
                const std::string id = f.new_payment();
                REQUIRE(f.pay(id).json()["status"] == "unknown");
                // What Stripe remembers of the making of an intent, it forgets after a day.
                if (std::string(step) != "/confirm") f.stripe.forget_idempotency_keys();
                finish(f, id);
                REQUIRE(f.taken(id) == 1);
            }
}

TEST_CASE("A fault while a declined intent is being cancelled leaves it open until it is") {
    StripeFixture f;
    f.add_card(Behaviour::lacks_funds);
    f.stripe.fail_next({"/cancel", 500});
    const std::string id = f.new_payment();
    REQUIRE(f.pay(id).json()["status"] == "unknown");
    f.service.start_workers();
    f.await([&] { return f.status(id) == "failed"; });
    REQUIRE(f.payment(id)["failure"]["code"] == "insufficient_funds");
    REQUIRE(f.stripe.objects("payment_intent")[0]["status"] == "canceled");
}

TEST_CASE("However long ago it was, and whatever Stripe has forgotten, money is taken once") {
    StripeFixture f;
    f.add_card();
    f.stripe.fail_next({"/confirm", 500, {}, true});
    const std::string id = f.new_payment();
    REQUIRE(f.pay(id).json()["status"] == "unknown");
    f.stripe.forget_idempotency_keys();
    f.clock.set(start + std::chrono::hours(24 * 40));
    finish(f, id);
    REQUIRE(f.taken(id) == 1);
    REQUIRE(f.stripe.objects("payment_intent").size() == 1);
}

TEST_CASE("Stripe is left alone for as long as it asks") {
    StripeFixture f;
    f.add_card();
    f.stripe.fail_next({"/v1/payment_intents", 429, {{"Retry-After", "2"}}, false, false});
    const std::string id = f.new_payment();
    REQUIRE(f.pay(id).json()["status"] == "unknown");
    const auto told = std::chrono::steady_clock::now();
    const std::size_t requests = f.stripe.messages().size();
    for (int i = 0; i < 5; ++i) REQUIRE(f.pay(f.new_payment()).json()["status"] == "unknown");
    REQUIRE(f.stripe.messages().size() == requests);
    finish(f, id);
    REQUIRE(std::chrono::steady_clock::now() - told >= std::chrono::seconds(2));
    REQUIRE(f.taken(id) == 1);
}

TEST_CASE("A key that Stripe does not take makes nothing fail") {
    StripeFixture f;
    f.add_card();
    for (const int status : {401, 403}) {
        f.stripe.fail_next({"/v1/payment_intents", status, {}, false, false});
        const std::string id = f.new_payment();
        REQUIRE(f.pay(id).json()["status"] == "unknown");
        REQUIRE(f.pay(id).json()["status"] == "succeeded");
    }
}

TEST_CASE("The same payment at the same moment is charged once") {
    StripeFixture f;
    f.add_card();
    const std::string id = f.new_payment();
    f.service.start_workers();
    std::vector<std::thread> threads;
    std::vector<int> statuses(20);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        threads.emplace_back([&, i] { statuses[i] = f.pay(id).status; });
    for (std::thread& thread : threads) thread.join();
    REQUIRE(std::count(statuses.begin(), statuses.end(), 200) == 20);
    f.await([&] { return f.status(id) == "succeeded"; });
    REQUIRE(f.taken(id) == 1);
    REQUIRE(f.stripe.objects("payment_intent").size() == 1);
    REQUIRE(f.count_events("payment.succeeded") == "1");
}

TEST_CASE("An amount that Stripe cannot take is declined without asking") {
    StripeFixture f;
    f.add_card();
    const std::size_t requests = f.stripe.messages().size();
    REQUIRE(f.pay(f.new_payment(), 100'000'000).json()["failure"]["code"] == "payment_declined");
    REQUIRE(f.stripe.messages().size() == requests);
}
