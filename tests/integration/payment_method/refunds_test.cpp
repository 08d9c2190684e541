// Money paid back, customers who must authenticate, and what providers notify.

#include "integration/payment_method/fixture.hpp"
#include "payment_method/clients/signature.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

struct Provided : Fixture {
    using Fixture::Fixture;

    std::string paid() {
        const std::string id = new_payment();
        REQUIRE(pay(id).json()["status"] == "succeeded");
        return id;
    }
    testkit::Answer refund(const std::string& payment, const std::string& id, int amount) {
        return service.call(billing(), "POST", "/internal/v1/payments/" + payment + "/refunds",
                            R"({"id":")" + id + R"(","amount":{"amount":)" +
                                std::to_string(amount) + R"(,"currency":"EUR"}})");
    }
    std::string new_refund() const { return new_id("rfd", clock.now()); }

    testkit::Answer notify(const std::string& id, const std::string& type,
                           const std::string& payment,
                           const std::string& secret = "whsec_sandbox_moves_no_money") {
        const std::string body = R"({"id":")" + id + R"(","type":")" + type +
                                 R"(","account":"acc_one","payment":")" + payment + "\"}";
        const std::string time = std::to_string(
            std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count());
        const std::string signature =
            "t=" + time + ",v1=" + payment_method::hmac_sha256_hex(secret, time + "." + body);
        return service.call(as(Role::provider), "POST", "/v1/webhooks/sandbox", body,
                            {{"Sandbox-Signature", signature}});
    }
    nlohmann::json payment(const std::string& id) { return get("/v1/payments/" + id).json(); }
    std::string count_events(const std::string& type) {
        return query("select count(*) from event where type = '" + type + "'").at(0);
    }
};

}  // namespace

TEST_CASE("A payment is paid back in parts, and is refunded when nothing is left") {
    Provided f;
    f.add("4242424242424242");
    const std::string id = f.paid();
    const std::string first = f.new_refund();
    const auto part = f.refund(id, first, 2000);
    REQUIRE(part.status == 200);
    REQUIRE(part.json()["status"] == "succeeded");
    REQUIRE(part.json()["payment_id"] == id);
    REQUIRE(f.payment(id)["status"] == "succeeded");
    REQUIRE(f.payment(id)["refunded"]["amount"] == 2000);
    REQUIRE(f.refund(id, first, 2000).json() == part.json());
    REQUIRE(f.refund(id, first, 2001).code() == "refund_mismatch");
    const auto too_much = f.refund(id, f.new_refund(), 4001);
    REQUIRE(too_much.status == 409);
    REQUIRE(too_much.code() == "refund_exceeds_payment");
    REQUIRE(too_much.json()["refundable"] == 4000);
    REQUIRE(f.refund(id, f.new_refund(), 4000).json()["status"] == "succeeded");
    REQUIRE(f.payment(id)["status"] == "refunded");
    REQUIRE(f.refund(id, f.new_refund(), 1).code() == "refund_exceeds_payment");
    REQUIRE(f.count_events("refund.succeeded") == "2");
    REQUIRE(f.count_events("payment.refunded") == "1");
    REQUIRE(f.query("select sum(amount)::text from sandbox.refund").at(0) == "6000");
    REQUIRE(f.service.call(f.billing(), "GET", "/internal/v1/refunds/" + first).json() ==
            part.json());
}

TEST_CASE("What did not succeed cannot be paid back, nor what is not there") {
    Provided f;
    f.add("4000000000000002");
    const std::string failed = f.new_payment();
    f.pay(failed);
    REQUIRE(f.refund(failed, f.new_refund(), 1).code() == "payment_not_refundable");
    REQUIRE(f.refund(f.new_payment(), f.new_refund(), 1).code() == "payment_not_found");
    REQUIRE(f.service.call(f.billing(), "GET", "/internal/v1/refunds/" + f.new_refund()).code() ==
            "refund_not_found");
    REQUIRE(bad_fields(f.refund(failed, "pay_1", 1)) == List{"/id invalid_id"});
    REQUIRE(bad_fields(f.refund(failed, f.new_refund(), 0)) == List{"/amount/amount out_of_range"});
    REQUIRE(f.query("select count(*) from refund").at(0) == "0");
}

TEST_CASE("Refunds at the same moment never pay back more than was paid") {
    Provided f;
    f.add("4242424242424242");
    const std::string id = f.paid();
    std::vector<std::thread> threads;
    std::vector<std::string> outcomes(20);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        threads.emplace_back([&, i] {
            const auto answer = f.refund(id, f.new_refund(), 1000);
            outcomes[i] = answer.status == 200 ? "paid" : answer.code();
        });
    for (std::thread& thread : threads) thread.join();
    REQUIRE(std::count(outcomes.begin(), outcomes.end(), "paid") == 6);
    REQUIRE(std::count(outcomes.begin(), outcomes.end(), "refund_exceeds_payment") == 14);
    REQUIRE(f.query("select sum(amount)::text from sandbox.refund").at(0) == "6000");
    REQUIRE(f.payment(id)["status"] == "refunded");
}

TEST_CASE("The same refund at the same moment pays back once") {
    Provided f;
    f.add("4242424242424242");
    const std::string id = f.paid();
    const std::string refund = f.new_refund();
    std::vector<std::thread> threads;
    std::vector<int> statuses(8);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        threads.emplace_back([&, i] { statuses[i] = f.refund(id, refund, 1000).status; });
    for (std::thread& thread : threads) thread.join();
    REQUIRE(std::count(statuses.begin(), statuses.end(), 200) == 8);
    REQUIRE(f.query("select count(*) || ' ' || sum(amount) from sandbox.refund").at(0) == "1 1000");
    REQUIRE(f.count_events("refund.succeeded") == "1");
}

TEST_CASE("A customer who must authenticate is told where, and the notification settles it") {
    Provided f;
    f.service.start_workers();
    f.add("4000000000003220");
    const std::string id = f.new_payment();
    const auto asked = f.pay(id).json();
    REQUIRE(asked["status"] == "requires_action");
    REQUIRE(asked["next_action"]["type"] == "redirect");
    REQUIRE(asked["next_action"]["url"].get<std::string>().find(id) != std::string::npos);
    REQUIRE(f.events().back() == "payment.requires_action");
    REQUIRE(f.notify("n1", "payment.authenticated", id).status == 204);
    f.await([&] { return f.payment(id)["status"] == "succeeded"; });
    REQUIRE(f.payment(id)["next_action"].is_null());
    // The same notification again, and another one that is late, change nothing.
    REQUIRE(f.notify("n1", "payment.authenticated", id).status == 204);
    REQUIRE(f.notify("n2", "payment.authentication_failed", id).status == 204);
    f.await([&] {
        return f.query("select count(*) from provider_notification where finished_at is null")
                   .at(0) == "0";
    });
    REQUIRE(f.payment(id)["status"] == "succeeded");
    REQUIRE(f.count_events("payment.succeeded") == "1");
    REQUIRE(f.query("select count(*) from provider_notification").at(0) == "2");
}

TEST_CASE("Who does not authenticate has not paid") {
    Provided f;
    f.service.start_workers();
    f.add("4000000000003220");
    const std::string refused = f.new_payment();
    f.pay(refused);
    f.notify("n1", "payment.authentication_failed", refused);
    f.await([&] { return f.payment(refused)["status"] == "failed"; });
    REQUIRE(f.payment(refused)["failure"]["code"] == "payment_authentication_required");
    const std::string forgotten = f.new_payment();
    REQUIRE(f.pay(forgotten).json()["status"] == "requires_action");
    f.clock.set(f.clock.now() + std::chrono::hours(1));
    f.await([&] { return f.payment(forgotten)["status"] == "failed"; });
    // Nobody is there to authenticate at a renewal.
    std::string body = Fixture::payment_body(f.new_payment());
    body.replace(body.find("\"order\""), 7, "\"invoice\"");
    const auto renewal = f.service.call(f.billing(), "POST", "/internal/v1/payments", body).json();
    REQUIRE(renewal["status"] == "failed");
    REQUIRE(renewal["failure"]["code"] == "payment_authentication_required");
    // Authenticated, and declined all the same.
    f.add("4000008400001629", R"(,"make_default":true)");
    const std::string declined = f.new_payment();
    f.pay(declined);
    f.notify("n2", "payment.authenticated", declined);
    f.await([&] { return f.payment(declined)["status"] == "failed"; });
    REQUIRE(f.payment(declined)["failure"]["code"] == "payment_declined");
}

TEST_CASE("A disputed card payment comes back") {
    Provided f;
    f.service.start_workers();
    f.add("4000000000000259");
    const std::string id = f.paid();
    f.clock.set(f.clock.now() + std::chrono::days(30));
    f.await([&] { return f.payment(id)["status"] == "returned"; });
    REQUIRE(f.payment(id)["failure"]["code"] == "payment_disputed");
    REQUIRE(f.count_events("payment.returned") == "1");
    REQUIRE(f.refund(id, f.new_refund(), 1).code() == "payment_not_refundable");
}

TEST_CASE("A payment that was paid back comes back all the same, and billing hears of it") {
    Provided f;
    f.service.start_workers();
    f.add("4000000000000259");
    const std::string id = f.paid();
    REQUIRE(f.refund(id, f.new_refund(), 6000).json()["status"] == "succeeded");
    REQUIRE(f.payment(id)["status"] == "refunded");
    f.clock.set(f.clock.now() + std::chrono::days(30));
    f.await([&] { return f.payment(id)["status"] == "returned"; });
    REQUIRE(f.payment(id)["refunded"]["amount"] == 6000);
    REQUIRE(f.count_events("payment.returned") == "1");
}

TEST_CASE("A notification that the provider has not signed is refused and leaves no trace") {
    Provided f;
    f.add("4000000000003220");
    const std::string id = f.new_payment();
    f.pay(id);
    const auto forged = f.notify("n1", "payment.authenticated", id, "another secret");
    REQUIRE(forged.status == 400);
    REQUIRE(forged.code() == "notification_invalid");
    REQUIRE(f.service.call(f.as(Role::provider), "POST", "/v1/webhooks/sandbox", "{}").code() ==
            "notification_invalid");
    REQUIRE(f.service.call(f.as(Role::provider), "POST", "/v1/webhooks/nobody", "{}").code() ==
            "provider_not_found");
    REQUIRE(f.service.call(f.owner(), "POST", "/v1/webhooks/sandbox", "{}").status == 403);
    REQUIRE(f.query("select count(*) from provider_notification").at(0) == "0");
}

TEST_CASE("A card may come as a token that the browser was given") {
    Provided f;
    const auto keep = [&](const std::string& token) {
        return f.post(R"({"type":"card","card":{"token":")" + token + R"(","holder":"An"}})");
    };
    const auto kept = keep("tok_visa");
    REQUIRE(kept.status == 201);
    REQUIRE(kept.json()["card"]["brand"] == "visa");
    REQUIRE(kept.json()["card"]["last4"] == "4242");
    REQUIRE(kept.json()["card"]["funding"] == "credit");
    REQUIRE(kept.json()["card"]["holder"] == "An");
    REQUIRE(keep("tok_visa").code() == "payment_method_exists");
    REQUIRE(bad_fields(keep("tok_nobody")) == List{"/card/token card_token_unknown"});
    REQUIRE(bad_fields(keep("tok_visa_prepaid")) == List{"/card/number card_prepaid"});
    REQUIRE(bad_fields(f.post(R"({"type":"card","card":{"token":"tok_visa","number":"x"}})")) ==
            List{"/card/number unknown_field"});
    f.paid();
    // Where no numbers are taken at all, tokens still are.
    Provided strict(Variables{{"TENURE_ACCEPT_CARD_NUMBERS", "false"}});
    REQUIRE(strict.post(card_body("4242424242424242")).code() == "pan_not_accepted");
    REQUIRE(strict.post(R"({"type":"card","card":{"token":"tok_mastercard"}})").status == 201);
}
