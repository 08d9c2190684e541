// What is paid once: packs of credits.
#include "integration/billing/engine_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

json pack_purchase(std::int64_t quantity = 1) {
    return {{"seller", "wallet"},
            {"kind", "change"},
            {"effective", "immediately"},
            {"operations",
             {{{"action", "charge"},
               {"item", "credits"},
               {"product", "pack_50"},
               {"quantity", quantity},
               {"price", money(5000)},
               {"names", {{"fr", "a"}, {"nl", "b"}, {"en", "c"}, {"de", "d"}}}}}}};
}

}  // namespace

TEST_CASE("A charge is invoiced with VAT and paid at once, and no renewal knows it") {
    BillingFixture f;
    f.start();
    const json before = f.get("/v1/billing/next-invoice").json();

    const auto bought = f.order(pack_purchase(), f.new_order());

    CAPTURE(bought.body);
    REQUIRE(bought.status == 201);
    CHECK(bought.json()["status"] == "applied");
    CHECK(bought.json()["paid"] == true);
    CHECK(bought.json()["quote"]["lines"][0]["kind"] == "charge");
    CHECK(bought.json()["quote"]["total"] == money(6050));
    CHECK(bought.json()["items"][0]["price"] == money(5000));
    CHECK(f.get("/v1/billing/next-invoice").json() == before);
}

TEST_CASE("Two charges at once do not wait for each other, and no quote becomes stale by one") {
    BillingFixture f;
    f.start();
    const auto quote = f.quote(purchase_of("change", 3));
    REQUIRE(quote.status == 201);

    REQUIRE(f.order(pack_purchase(), f.new_order()).status == 201);
    REQUIRE(f.order(pack_purchase(2), f.new_order()).status == 201);

    const auto added =
        f.order(purchase_of("change", 3), f.new_order(), quote.json()["id"].get<std::string>());
    CAPTURE(added.body);
    CHECK(added.status == 201);
}

TEST_CASE("A charge whose payment has no outcome holds up no renewal") {
    EngineFixture f;
    f.start_on_clock();
    f.payments.outcome("timeout");
    REQUIRE(f.place(pack_purchase()).json()["status"] == "pending");
    REQUIRE(f.move_clock("2027-03-01T00:00:00Z").status == 200);
    REQUIRE(f.query("select number from term order by number").size() == 2);
}

TEST_CASE("Without a subscription nothing is charged") {
    BillingFixture f;
    const auto refused = f.order(pack_purchase(), f.new_order());
    CHECK(refused.status == 409);
    CHECK(refused.code() == "subscription_missing");
}

TEST_CASE("A charge says its price, and is paid at once only") {
    BillingFixture f;
    f.start();
    json later = pack_purchase();
    later["effective"] = "at_renewal";
    CHECK(f.order(later, f.new_order()).status == 422);
    json unpriced = pack_purchase();
    unpriced["operations"][0].erase("price");
    CHECK(f.order(unpriced, f.new_order()).status == 422);
}
