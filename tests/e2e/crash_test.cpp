// Killing a service at each of its failure points, in the middle of a purchase, leaves exactly one
// invoice, one payment and the right number of users once it has been started again.
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "e2e/steps.hpp"

using namespace tenure;
using namespace tenure::e2e;

namespace {

const Books two_purchases{2, 0, 0, 0, 2, 2};

/// One purchase of three users while `service` dies at the failure point.
void survives(const std::string& failpoint) {
    const std::string service = failpoint.substr(0, failpoint.find('.'));
    System system;
    const User owner;
    subscribe(system, owner);
    system.stop(service);
    system.start(service, {{"TENURE_FAILPOINT", failpoint}});

    // Whatever is answered: the service dies during the request.
    const std::string changes = "/v1/subscription/changes";
    const auto broken = system.send(owner, "POST", changes, add_users_body(3), with_key("three"));
    system.record("POST", changes, broken);
    REQUIRE(system.process(service).wait(std::chrono::seconds(20)) == -SIGKILL);
    CHECK(broken.status != 402);

    // It settles by itself, without anybody asking again.
    system.start(service);
    await_that("the purchase settles", [&] { return books_of(system) == two_purchases; });
    await_that("eight users", [&] { return users_of(system, owner) == 8; });

    // The customer who got no answer, or one before the end, repeats the request and learns how the
    // same purchase ended.
    testkit::Answer repeated;
    await_that("the repeated request is answered", [&] {
        repeated = add_users(system, owner, 3, "three");
        return repeated.status == 201;
    });
    if (broken.status == 202) CHECK(repeated.json()["id"] == broken.json()["id"]);
    const std::string change = changes + "/" + repeated.json()["id"].get<std::string>();
    CHECK(system.call(owner, "GET", change).json()["status"] == "applied");
    CHECK(add_users(system, owner, 3, "three").body == repeated.body);
    CHECK(users_of(system, owner) == 8);
    CHECK(books_of(system) == two_purchases);
    CHECK(without_gap(invoice_numbers(system)));
    CHECK(system.database("billing").query("select id from billing_order").size() == 2);
    CHECK(system.database("subscription").query("select id from seller_change").size() == 2);
}

}  // namespace

TEST_CASE("subscription dies after it has noted the change") {
    survives("subscription.change_pending");
}
TEST_CASE("subscription dies after the order was placed") {
    survives("subscription.order_placed");
}
TEST_CASE("subscription dies after it has recorded the change") {
    survives("subscription.change_recorded");
}
TEST_CASE("billing dies after it has drafted the order") {
    survives("billing.order_drafted");
}
TEST_CASE("billing dies after the payment was made") {
    survives("billing.payment_made");
}
TEST_CASE("billing dies after it has finished the order") {
    survives("billing.order_finished");
}
TEST_CASE("payment_method dies after it has noted the payment") {
    survives("payment_method.payment_created");
}
TEST_CASE("payment_method dies after the provider has charged") {
    survives("payment_method.provider_charged");
}
TEST_CASE("payment_method dies after it has recorded the outcome") {
    survives("payment_method.payment_recorded");
}

namespace {

/// A pack bought while `service` dies at the failure point: one invoice, one payment, its credits
/// once.
void credits_once(const std::string& failpoint) {
    INFO(failpoint);
    const std::string service = failpoint.substr(0, failpoint.find('.'));
    System system;
    const User owner;
    subscribe(system, owner);
    system.stop(service);
    system.start(service, {{"TENURE_FAILPOINT", failpoint}});
    const std::string purchases = "/v1/wallet/purchases", body = R"({"pack": "pack_10"})";
    const auto broken = system.send(owner, "POST", purchases, body, with_key("pack"));
    system.record("POST", purchases, broken);
    REQUIRE(system.process(service).wait(std::chrono::seconds(20)) == -SIGKILL);

    system.start(service);
    const auto balance = [&] {
        return system.call(owner, "GET", "/v1/wallet").json()["balance"].get<std::string>();
    };
    await_that("the credits arrive", [&] { return balance() == "10.0000"; });
    testkit::Answer repeated;
    await_that("the repeated request is answered", [&] {
        repeated = system.call(owner, "POST", purchases, body, with_key("pack"));
        return repeated.status == 201;
    });
    CHECK(repeated.json()["status"] == "applied");
    CHECK(balance() == "10.0000");
    CHECK(books_of(system) == two_purchases);
    CHECK(system.database("wallet").query("select id from seller_change").size() == 1);
    CHECK(system.database("wallet").query("select number from ledger_transaction").size() == 1);
}

}  // namespace

TEST_CASE("A pack is credited once wherever the wallet dies") {
    credits_once("wallet.change_pending");
    credits_once("wallet.order_placed");
    credits_once("wallet.change_recorded");
}
TEST_CASE("A pack is credited once wherever billing dies") {
    credits_once("billing.order_drafted");
    credits_once("billing.payment_made");
    credits_once("billing.order_finished");
}
TEST_CASE("A pack is credited once wherever payment_method dies") {
    credits_once("payment_method.payment_created");
    credits_once("payment_method.provider_charged");
    credits_once("payment_method.payment_recorded");
}

namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The quoted names that follow `opening` in the sources below a directory.
std::set<std::string> failpoints_in(const std::filesystem::path& directory,
                                    const std::string& opening) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
        const std::string text = text_of(entry);
        for (std::size_t at = 0; (at = text.find(opening, at)) != std::string::npos;) {
            at += opening.size();
            names.insert(text.substr(at, text.find('"', at) - at));
        }
    }
    return names;
}

}  // namespace

TEST_CASE("Every failure point of the services has its crash test") {
    const std::filesystem::path root = TENURE_SOURCE_DIR;
    std::set<std::string> failpoints = failpoints_in(root / "services", "TENURE_FAILPOINT(\"");
    CHECK(failpoints.size() >= 18);
    std::string tests;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "tests"))
        if (entry.path().filename().string().ends_with("crash_test.cpp"))
            tests += text_of(entry.path());
    // Those that all sellers share are killed at in one of them.
    const std::set<std::string> shared =
        failpoints_in(root / "libs/selling", "TENURE_FAILPOINT((seller_.name + \"");
    CHECK(shared.size() >= 3);
    for (const std::string& name : shared) failpoints.insert("subscription" + name);
    for (const std::string& name : failpoints) {
        INFO(name);
        // Alone, or with the number of the passage that kills.
        const bool tested = tests.find('"' + name + '"') != std::string::npos ||
                            tests.find('"' + name + ':') != std::string::npos;
        CHECK(tested);
    }
}
