// Traps that billing systems are known to fall into, each with a name of its own.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "e2e/clock.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

const std::string changes = "/v1/subscription/changes";

json start_body(const std::string& plan, int users, const std::string& cycle) {
    return {{"plan", plan}, {"users", users}, {"cycle", cycle}};
}

/// Somebody who pays, from an instant on.
struct Customer {
    System system;
    Tenant tenant;

    explicit Customer(const std::string& now, const json& start) : tenant(system, "acc_trap", now) {
        tenant.can_pay();
        tenant.post("/v1/subscription", start);
    }
    json line(std::size_t number) { return tenant.get(last_invoice())["lines"][number]; }
    std::string last_invoice() {
        return "/v1/billing/invoices/" + tenant.invoices().back()["id"].get<std::string>();
    }
    std::int64_t last_subtotal() { return tenant.invoices().back()["subtotal"]["amount"]; }
};

}  // namespace

TEST_CASE("An upgrade in the middle of a term and users bought after it count the same days") {
    // 31 January to 30 April; on 15 March 16 days of the month from 28 February and one month are
    // left: 1 + 16/31 months, for the credit, for the new plan, and for the user bought afterwards.
    Customer customer("2027-01-31T10:00:00Z", start_body("grow", 5, "quarterly"));
    customer.tenant.move_to("2027-03-15T10:00:00Z");
    customer.tenant.change({{"type", "change_plan"}, {"plan", "flow"}});
    CHECK(customer.line(0)["amount"]["amount"] == -22742);  // 5 × 30.00 × 47 ÷ 31 = 227.4194
    CHECK(customer.line(1)["amount"]["amount"] == 31839);   // 5 × 42.00 × 47 ÷ 31 = 318.3871
    for (const std::size_t number : {0U, 1U}) {
        CHECK(customer.line(number)["months"] == 1);
        CHECK(customer.line(number)["days"] == 16);
        CHECK(customer.line(number)["days_in_partial_month"] == 31);
    }
    customer.tenant.change({{"type", "add_users"}, {"users", 1}});
    CHECK(customer.last_subtotal() == 6368);  // 42.00 × 47 ÷ 31 = 63.6774
    CHECK(customer.line(0)["days_in_partial_month"] == 31);
}

TEST_CASE("From annual to quarterly is never an upgrade, though a month costs more") {
    Customer customer("2027-01-16T10:00:00Z", start_body("grow", 2, "annual"));
    const std::string path = "/v1/billing/cycle/changes";
    const json preview = customer.tenant.post(path + "/preview", {{"cycle", "quarterly"}}, 200);
    CHECK(preview["due_now"]["amount"] == 0);
    const json change = customer.tenant.post(path, {{"cycle", "quarterly"}});
    CHECK(change["status"] == "scheduled");
    CHECK(customer.tenant.invoices().size() == 1);
    CHECK(customer.tenant.subscription()["cycle"] == "annual");
    CHECK(customer.tenant.get("/v1/billing/next-invoice")["subtotal"]["amount"] == 2 * 3 * 3000);
    customer.tenant.move_to("2028-01-16T10:00:00Z");
    CHECK(customer.tenant.subscription()["cycle"] == "quarterly");
    CHECK(customer.last_subtotal() == 2 * 3 * 3000);
    CHECK(customer.tenant.subscription()["renews_on"] == "2028-04-16");
}

TEST_CASE("From no Beyond users to three on the day of the renewal is one whole term, once") {
    Customer customer("2027-01-16T10:00:00Z", start_body("grow", 5, "quarterly"));
    customer.tenant.move_to("2027-04-16T10:00:00Z");
    REQUIRE(customer.tenant.invoices().size() == 2);
    customer.tenant.add_on_change(
        {{"type", "switch_package"}, {"package", "beyond"}, {"beyond_users", 3}});
    CHECK(customer.last_subtotal() == 3 * 3 * 1200);
    CHECK(customer.tenant.invoices().size() == 3);
    customer.tenant.move_to("2027-07-16T10:00:00Z");
    CHECK(customer.last_subtotal() == 3 * (5 * 3000 + 3 * 1200));
    CHECK(customer.tenant.invoices().size() == 4);
}

TEST_CASE("Users bought on the last day of a term pay that day, and are on the renewal's invoice") {
    Customer customer("2027-01-16T10:00:00Z", start_body("grow", 1, "quarterly"));
    customer.tenant.move_to("2027-04-15T21:59:59.999999Z");
    customer.tenant.change({{"type", "add_users"}, {"users", 3}});
    CHECK(customer.last_subtotal() == 290);  // 3 × 30.00 ÷ 31 = 2.9032
    CHECK(customer.tenant.get("/v1/billing/next-invoice")["subtotal"]["amount"] == 4 * 3 * 3000);
    customer.tenant.move_to("2027-04-15T22:00:00Z");
    CHECK(customer.last_subtotal() == 4 * 3 * 3000);
    CHECK(customer.tenant.invoices().size() == 3);
}

TEST_CASE("A preview that is confirmed after the price has changed charges nothing") {
    Customer customer("2027-01-16T10:00:00Z", start_body("grow", 5, "quarterly"));
    json purchase = {{"type", "add_users"}, {"users", 3}};
    purchase["quote_id"] = customer.tenant.post(changes + "/preview", purchase, 200)["id"];

    namespace fs = std::filesystem;
    const fs::path dearer = customer.system.path_of("dearer");
    fs::copy(fs::path(TENURE_SOURCE_DIR) / "deploy/catalog", dearer, fs::copy_options::recursive);
    std::ifstream file(dearer / "plans.json");
    json plans = json::parse(file);
    for (json& plan : plans["plans"]) plan["prices"]["quarterly"]["amount"] = 9900;
    std::ofstream(dearer / "plans.json") << plans.dump();
    customer.system.stop("subscription");
    customer.system.start("subscription", {{"TENURE_CATALOG_DIR", dearer.string()}});

    CHECK(customer.tenant.refusal(changes, purchase) == "quote_stale");
    CHECK(customer.tenant.invoices().size() == 1);
    CHECK(customer.tenant.subscription()["users"] == 5);
    // A new preview tells the new price; what was bought before keeps its own at the renewal.
    purchase.erase("quote_id");
    const json quote = customer.tenant.post(changes + "/preview", purchase, 200);
    CHECK(quote["subtotal"]["amount"] == 3 * 3 * 9900);
    CHECK(quote["next_invoice"]["subtotal"]["amount"] == 3 * (5 * 3000 + 3 * 9900));
}

TEST_CASE("A change that is due already can not be undone") {
    Customer customer("2027-01-16T10:00:00Z", start_body("grow", 5, "quarterly"));
    const json change = customer.tenant.change({{"type", "remove_users"}, {"users", 2}});
    const std::string path = changes + "/" + change["id"].get<std::string>();
    customer.tenant.move_to("2027-04-01T21:59:59.999999Z");
    customer.tenant.move_to("2027-04-01T22:00:00Z");
    CHECK(customer.tenant.remove(path, 409)["code"] == "change_window_closed");
    customer.tenant.move_to("2027-04-15T22:00:00Z");
    CHECK(customer.tenant.remove(path, 409)["code"] == "change_already_in_effect");
    CHECK(customer.tenant.get(path)["status"] == "applied");
    CHECK(customer.tenant.subscription()["users"] == 3);
    CHECK(customer.last_subtotal() == 3 * 3 * 3000);
}

TEST_CASE("A renewal whose payment succeeded but whose answer was lost is paid once") {
    Customer customer("2027-01-16T10:00:00Z", start_body("grow", 5, "quarterly"));
    customer.tenant.pays_with("4000000000007114");
    customer.tenant.move_to("2027-04-16T10:00:00Z");
    await_that("the payment is found",
               [&] { return customer.tenant.invoices().back()["status"] == "paid"; });
    CHECK(customer.tenant.subscription()["status"] == "active");
    CHECK(customer.tenant.invoices().size() == 2);
    customer.tenant.move_to("2027-06-16T10:00:00Z");
    const auto charges = customer.system.database("payment_method")
                             .query(
                                 "select count(*) from sandbox.charge where failure_code is "
                                 "null and account_id = 'acc_trap'");
    CHECK(charges.at(0) == "2");
}

TEST_CASE("Twenty orders at once, every third declined, leave invoice numbers without a gap") {
    System system;
    constexpr int customers = 20;
    std::vector<User> users(customers);
    for (int i = 0; i < customers; ++i) {
        users[static_cast<std::size_t>(i)].account = "acc_order_" + std::to_string(i);
        subscribe(system, users[static_cast<std::size_t>(i)]);
        if (i % 3 == 0) use_card(system, users[static_cast<std::size_t>(i)], declining_card);
    }
    std::vector<testkit::Answer> answers(customers);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < customers; ++i)
        threads.emplace_back([&, i] {
            answers[i] =
                system.send(users[i], "POST", changes, add_users_body(2), with_key("two-more"));
        });
    for (std::thread& thread : threads) thread.join();
    int declined = 0;
    for (std::size_t i = 0; i < customers; ++i) {
        system.record("POST", changes, answers[i]);
        CAPTURE(i, answers[i].body);
        CHECK(answers[i].status == (i % 3 == 0 ? 402 : 201));
        CHECK(users_of(system, users[i]) == (i % 3 == 0 ? 5 : 7));
        if (answers[i].status == 402) ++declined;
    }
    CHECK(declined == 7);
    CHECK(invoice_numbers(system).size() == 2 * customers - 7);
    CHECK(without_gap(invoice_numbers(system)));
}
