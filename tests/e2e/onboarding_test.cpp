// Onboarding with the real services below it.
#include <catch2/catch.hpp>

#include "e2e/feeds.hpp"
#include "e2e/onboarding_journey.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

const std::string orders = "/v1/onboarding/orders";
const json together = {{"package", "do_it_together"}};

/// Dies at the failpoint when the request is made, and comes back.
void die_at(System& system, const std::string& point, const std::function<void()>& request) {
    system.stop("onboarding");
    system.start("onboarding", {{"TENURE_FAILPOINT", point}});
    request();
    await_that("onboarding dies", [&] { return !system.process("onboarding").running(); });
    system.start("onboarding");
}

}  // namespace

TEST_CASE("Onboarding from order to done: by oneself, together, and with help") {
    System system;
    go_through_the_onboarding(system, "acc_onboarding");
    for (const std::string& violation : feed_violations(system)) FAIL_CHECK(violation);
}

TEST_CASE("An order of a package survives the death of the service between any two steps") {
    const std::string point = GENERATE("onboarding.change_pending", "onboarding.order_placed",
                                       "onboarding.change_recorded");
    CAPTURE(point);
    System system;
    Tenant tenant = begin_onboarding(system, "acc_crash");
    const auto ask = [&] {
        return system.send(tenant.owner(), "POST", orders, together.dump(), with_key("together"));
    };
    die_at(system, point, [&] { CHECK(ask().status >= 500); });
    await_that("the order is carried on with", [&] {
        const auto answer = system.send(tenant.owner(), "GET", orders);
        return answer.status == 200 && answer.json()["data"].size() == 1 &&
               answer.json()["data"][0]["status"] == "paid";
    });
    CHECK(ask().status < 500);
    CHECK(tenant.get(orders)["data"].size() == 1);
    CHECK(tenant.invoices().size() == 2);
}

TEST_CASE("A cancellation survives the death of the service, and credits once") {
    const std::string point = GENERATE("onboarding.cancellation_open", "onboarding.credited");
    CAPTURE(point);
    System system;
    Tenant tenant = begin_onboarding(system, "acc_crash");
    const std::string path = orders + "/" + tenant.post(orders, together)["id"].get<std::string>();
    die_at(system, point,
           [&] { CHECK(system.send(tenant.owner(), "DELETE", path).status >= 500); });
    await_that("the order is cancelled", [&] {
        const auto answer = system.send(tenant.owner(), "GET", path);
        return answer.status == 200 && answer.json()["status"] == "cancelled";
    });
    CHECK(tenant.get("/v1/billing/credit-notes")["data"].size() == 1);
    CHECK(tenant.remove(path)["status"] == "cancelled");
    CHECK(tenant.post(orders, together)["status"] == "paid");
}

TEST_CASE("A booking survives the death of the service before it is answered") {
    System system;
    Tenant tenant = begin_onboarding(system, "acc_crash");
    add_expert(system, "acc_crash", {"fr"});
    tenant.post(orders, together);
    const json wish = {{"starts_at", "2026-11-25T09:00:00Z"}, {"language", "fr"}};
    const auto ask = [&] {
        return system.send(tenant.owner(), "POST", "/v1/onboarding/sessions", wish.dump(),
                           with_key("book"));
    };
    die_at(system, "onboarding.session_booked", [&] { CHECK(ask().status >= 500); });
    await_that("the key is free to be resumed", [&] { return ask().status == 201; });
    CHECK(tenant.get("/v1/onboarding/sessions")["data"].size() == 1);
}
