// Refunds, disputes, and what Stripe notifies.

#include "integration/payment_method_stripe/fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using stripe_test::Mishap;

namespace {

struct Paid : StripeFixture {
    Paid() {
        add_card();
        id = new_payment();
        REQUIRE(pay(id).json()["status"] == "succeeded");
        stripe.take_events();
    }
    std::string refund_status(const std::string& refund) {
        return service.call(billing(), "GET", "/internal/v1/refunds/" + refund).json()["status"];
    }
    std::string id;
};

}  // namespace

TEST_CASE("A payment is paid back in parts through Stripe, each once") {
    Paid f;
    const std::string first = f.new_refund();
    REQUIRE(f.refund(f.id, first, 2000).json()["status"] == "succeeded");
    REQUIRE(f.refund(f.id, first, 2000).json()["status"] == "succeeded");
    REQUIRE(f.refund(f.id, f.new_refund(), 4000).json()["status"] == "succeeded");
    REQUIRE(f.stripe.objects("refund").size() == 2);
    REQUIRE(f.status(f.id) == "refunded");
}

TEST_CASE("Wherever the network breaks, money goes back once") {
    for (std::size_t fault = 1; fault < stripe_test::fault_count; ++fault) {
        CAPTURE(fault);
        Paid f;
        // More refunds than are on one page, so that the one is looked for on the next.
        for (int i = 0; i < 3; ++i) f.refund(f.id, f.new_refund(), 100);
        const std::string refund = f.new_refund();
        f.network.fault_once(static_cast<stripe_test::Fault>(fault));
        f.refund(f.id, refund, 1000);
        // The second copy belongs to the same moment, however slow the machine is.
        if (fault == static_cast<std::size_t>(stripe_test::Fault::doubled)) f.network.drain();
        f.stripe.forget_idempotency_keys();
        f.service.start_workers();
        f.await([&] { return f.refund_status(refund) == "succeeded"; });
        f.network.drain();
        if (fault == static_cast<std::size_t>(stripe_test::Fault::late_request) ||
            fault == static_cast<std::size_t>(stripe_test::Fault::doubled_later))
            continue;  // what is still under way, only the idempotency key can stop
        REQUIRE(f.stripe.objects("refund").size() == 4);
    }
}

TEST_CASE("A late request to pay back meets the idempotency key") {
    for (const auto fault : {stripe_test::Fault::late_request, stripe_test::Fault::doubled_later}) {
        Paid f;
        const std::string refund = f.new_refund();
        f.network.fault_once(fault);
        f.refund(f.id, refund, 1000);
        f.service.start_workers();
        f.await([&] { return f.refund_status(refund) == "succeeded"; });
        f.network.drain();
        REQUIRE(f.stripe.objects("refund").size() == 1);
    }
}

TEST_CASE("What Stripe refuses to pay back has failed, and a fault of its is no refusal") {
    Paid f;
    f.stripe.dispute(f.intent_of(f.id), "fraudulent", "warning_needs_response");
    const std::string refused = f.new_refund();
    const auto answer = f.refund(f.id, refused, 1000);
    REQUIRE(answer.json()["failure"]["code"] == "refund_declined");
    Paid g;
    const std::string unknown = g.new_refund();
    g.stripe.fail_next({"/v1/refunds", 500, {}, true});
    REQUIRE(g.refund(g.id, unknown, 1000).json()["status"] == "unknown");
    g.service.start_workers();
    g.await([&] { return g.refund_status(unknown) == "succeeded"; });
    REQUIRE(g.stripe.objects("refund").size() == 1);
}

TEST_CASE("A refund to a bank account is processing until it has arrived") {
    StripeFixture f;
    REQUIRE(f.post_debit("BE62510007547061").status == 201);
    const std::string id = f.new_payment();
    f.pay(id);
    f.stripe.settle_debits();
    f.deliver_all();
    f.service.start_workers();
    f.await([&] { return f.status(id) == "succeeded"; });
    const std::string refund = f.new_refund();
    REQUIRE(f.refund(id, refund, 6000).json()["status"] == "processing");
    f.stripe.settle_refund(f.stripe.objects("refund")[0]["id"], "succeeded");
    f.await([&] { return f.status(id) == "refunded"; });
}

TEST_CASE("A dispute takes the payment back, an inquiry does not") {
    Paid f;
    f.service.start_workers();
    f.stripe.dispute(f.intent_of(f.id), "general", "warning_needs_response");
    f.deliver_all();
    f.await([&] {
        return f.query("select count(*) from provider_notification where finished_at is null")
                   .at(0) == "0";
    });
    REQUIRE(f.status(f.id) == "succeeded");
    f.stripe.dispute(f.intent_of(f.id), "fraudulent", "needs_response");
    f.deliver_all();
    f.await([&] { return f.status(f.id) == "returned"; });
    REQUIRE(f.payment(f.id)["failure"]["code"] == "payment_disputed");
    REQUIRE(f.count_events("payment.returned") == "1");
}

TEST_CASE("A dispute that is told while Stripe cannot be asked is not lost") {
    Paid f;
    f.stripe.dispute(f.intent_of(f.id), "fraudulent", "needs_response");
    f.stripe.fail_next({"/v1/disputes", 500});
    f.stripe.fail_next({"/v1/payment_intents", 503});
    f.deliver_all();
    f.service.start_workers();
    f.await([&] { return f.status(f.id) == "returned"; });
}

TEST_CASE("The holder of an account who has a debit undone takes the payment back") {
    StripeFixture f;
    REQUIRE(f.post_debit("BE62510007547061").status == 201);
    const std::string id = f.new_payment();
    f.pay(id);
    f.stripe.settle_debits();
    f.stripe.dispute(f.intent_of(id), "debit_not_authorized", "lost");
    f.deliver_all();
    f.service.start_workers();
    f.await([&] { return f.status(id) == "returned"; });
    REQUIRE(f.payment(id)["failure"]["code"] == "debit_unauthorised");
    REQUIRE(f.count_events("payment.succeeded") == "1");
}

TEST_CASE("Only what Stripe has signed, and lately, is taken in") {
    Paid f;
    const std::string body = R"({"id":"evt_1","object":"event","type":"payment_intent.succeeded",)"
                             R"("data":{"object":{"id":")" +
                             f.intent_of(f.id) + R"(","object":"payment_intent"}}})";
    const std::int64_t now = f.seconds_now();
    const std::string good = StripeServer::sign(body, now);
    for (const std::string& bad :
         {std::string("x"), "t=" + std::to_string(now), StripeServer::sign(body + " ", now),
          StripeServer::sign(body, now - 301), StripeServer::sign(body, now + 301),
          std::string("t=0") + good.substr(good.find(','))}) {
        INFO(bad);
        const auto answer = f.deliver(body, bad);
        REQUIRE(answer.status == 400);
        REQUIRE(answer.code() == "notification_invalid");
    }
    REQUIRE(f.deliver("{}").status == 400);
    REQUIRE(f.deliver("not JSON").status == 400);
    REQUIRE(f.query("select count(*) from provider_notification").at(0) == "0");
    REQUIRE(f.deliver(body, good).status == 204);
    REQUIRE(f.deliver(body, good).status == 204);
    REQUIRE(f.query("select count(*) from provider_notification").at(0) == "1");
}

TEST_CASE("News of what is not ours are taken in and forgotten") {
    Paid f;
    for (const char* object :
         {R"({"id":"pi_of_another","object":"payment_intent"})", R"({"id":"cus_1"})", "null", "7"})
        REQUIRE(f.deliver(R"({"id":"evt_1","object":"event","type":"t","data":{"object":)" +
                          std::string(object) + "}}")
                    .status == 204);
    REQUIRE(f.query("select count(*) from provider_notification").at(0) == "0");
}

TEST_CASE("Notifications in any order, doubled and late, end alike") {
    StripeFixture f;
    f.add_card(Behaviour::wants_authentication);
    const std::string id = f.new_payment();
    f.pay(id);
    f.stripe.authenticate(f.intent_of(id));
    std::vector<std::string> bodies = f.stripe.take_events();
    f.stripe.dispute(f.intent_of(id), "fraudulent", "lost");
    for (const std::string& body : f.stripe.take_events()) bodies.push_back(body);
    f.service.start_workers();
    for (int round = 0; round < 3; ++round)
        for (auto body = bodies.rbegin(); body != bodies.rend(); ++body)
            REQUIRE(f.deliver(*body).status == 204);
    f.await([&] { return f.status(id) == "returned"; });
    REQUIRE(f.count_events("payment.succeeded") == "1");
    REQUIRE(f.count_events("payment.returned") == "1");
}
