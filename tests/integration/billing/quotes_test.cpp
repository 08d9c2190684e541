#include "integration/billing/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

Timestamp after_minutes(int minutes) {
    return now + std::chrono::minutes(minutes);
}

}  // namespace

TEST_CASE("A quote shows lines, VAT, total and validity, and charges nothing") {
    BillingFixture f;
    f.start();
    const auto answer = f.quote(purchase_of("change", 3));
    REQUIRE(answer.status == 201);
    const json quote = answer.json();
    REQUIRE(quote["expires_at"] == "2026-11-23T10:30:00Z");
    REQUIRE(quote["effective_at"] == "2026-11-23T10:00:00Z");
    REQUIRE(quote["currency"] == "EUR");
    REQUIRE(quote["total"] == money(3 * 9000 * 121 / 100));
    REQUIRE(quote["lines"][0]["kind"] == "proration");
    REQUIRE(quote["lines"][0]["months"] == 3);
    REQUIRE(quote["lines"][0]["days_in_partial_month"] == 0);
    REQUIRE(quote["lines"][0]["unit_price"] == money(3000));
    REQUIRE(quote["lines"][0]["description"]["en"] == "GROW user");
    REQUIRE(f.payments.calls().size() == 1);
    REQUIRE(f.get("/v1/billing/invoices").json()["data"].size() == 1);
}

TEST_CASE("An order with a quote charges exactly the quote, even after midnight") {
    BillingFixture f;
    f.start();
    const auto before_midnight = parse_timestamp("2026-12-04T22:50:00Z").value();
    const auto after_midnight = parse_timestamp("2026-12-04T23:10:00Z").value();
    const json quote = f.quote(purchase_of("change", 3), "acc_one", before_midnight).json();
    const json order =
        f.order(purchase_of("change", 3), f.new_order(), quote["id"], "acc_one", after_midnight)
            .json();
    REQUIRE(order["quote"] == quote);
    REQUIRE(f.payments.last_request()["amount"] == quote["total"]);
    const json dearer = f.quote(purchase_of("change", 3), "acc_one", after_midnight).json();
    REQUIRE(dearer["total"] != quote["total"]);
}

TEST_CASE("A quote for a first purchase does not survive midnight: the term begins another day") {
    BillingFixture f;
    REQUIRE(f.put_details(belgian_details()).status == 201);
    const auto before = parse_timestamp("2026-12-04T22:50:00Z").value();
    const auto after = parse_timestamp("2026-12-04T23:10:00Z").value();
    const json quote = f.quote(purchase_of("start", 3), "acc_one", before).json();
    REQUIRE(f.order(purchase_of("start", 3), f.new_order(), quote["id"], "acc_one", after).code() ==
            "quote_stale");
    REQUIRE(
        f.order(purchase_of("start", 3), f.new_order(), quote["id"], "acc_one", before).status ==
        201);
}

TEST_CASE("A quote expires") {
    BillingFixture f;
    f.start();
    const std::string quote = f.quote(purchase_of("change", 3)).json()["id"];
    const auto refused =
        f.order(purchase_of("change", 3), f.new_order(), quote, "acc_one", after_minutes(30));
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "quote_expired");
    REQUIRE(refused.json()["expired_at"] == "2026-11-23T10:30:00Z");
    REQUIRE(f.order(purchase_of("change", 3), f.new_order(), quote, "acc_one",
                    after_minutes(30) - std::chrono::microseconds(1))
                .status == 201);
}

TEST_CASE("The validity of quotes is the operator's to choose") {
    BillingFixture f(Environment{{"TENURE_QUOTE_VALIDITY_S", "60"}});
    f.start();
    REQUIRE(f.quote(purchase_of("change", 3)).json()["expires_at"] == "2026-11-23T10:01:00Z");
}

TEST_CASE("A quote is used once, for the purchase it was made for, by its account") {
    BillingFixture f;
    f.start();
    f.start("acc_two");
    const std::string quote = f.quote(purchase_of("change", 3)).json()["id"];
    REQUIRE(f.order(purchase_of("change", 4), f.new_order(), quote).code() == "quote_mismatch");
    const auto stranger = f.order(purchase_of("change", 3), f.new_order(), quote, "acc_two");
    REQUIRE(stranger.status == 404);
    REQUIRE(stranger.code() == "quote_not_found");
    REQUIRE(f.order(purchase_of("change", 3), f.new_order(), QuoteId::make(now).str()).code() ==
            "quote_not_found");
    REQUIRE(f.order(purchase_of("change", 3), f.new_order(), quote).status == 201);
    REQUIRE(f.order(purchase_of("change", 3), f.new_order(), quote).code() == "quote_used");
}

TEST_CASE("A quote goes stale when items or the buyer's VAT change, not with a new name") {
    BillingFixture f;
    f.start();
    const auto use = [&](const json& quote) {
        return f.order(purchase_of("change", 3), f.new_order(), quote["id"]);
    };
    const json before_name = f.quote(purchase_of("change", 3)).json();
    json details = belgian_details();
    details["company_name"] = "Nouveau nom SA";
    REQUIRE(f.put_details(details, "\"1\"").status == 200);
    const json before_items = f.quote(purchase_of("change", 3)).json();
    REQUIRE(use(before_name).status == 201);
    REQUIRE(use(before_items).code() == "quote_stale");

    const json before_move = f.quote(purchase_of("change", 3)).json();
    details["address"]["country"] = "US";
    details.erase("vat_number");
    REQUIRE(f.put_details(details, "\"2\"").status == 200);
    REQUIRE(use(before_move).code() == "quote_stale");
    REQUIRE(f.quote(purchase_of("change", 3)).json()["vat"][0]["category"] == "out_of_scope");
}

TEST_CASE("A quote whose prices the catalogue has changed is stale, never charged otherwise") {
    BillingFixture f;
    f.start();
    const std::string quote = f.quote(purchase_of("change", 3)).json()["id"];
    json dearer = purchase_of("change", 3);
    dearer["operations"][0]["prices"]["quarterly"] = money(3100);
    REQUIRE(f.order(dearer, f.new_order(), quote).code() == "quote_stale");
    REQUIRE(f.payments.calls().size() == 1);
}

TEST_CASE("A declined payment gives the quote back") {
    BillingFixture f;
    f.start();
    const std::string quote = f.quote(purchase_of("change", 3)).json()["id"];
    f.payments.outcome("payment_declined");
    REQUIRE(f.order(purchase_of("change", 3), f.new_order(), quote).json()["status"] == "declined");
    f.payments.outcome("succeeded");
    REQUIRE(f.order(purchase_of("change", 3), f.new_order(), quote).json()["status"] == "applied");
}

TEST_CASE("One quote in two orders at the same moment is charged once") {
    BillingFixture f;
    f.start();
    const std::string quote = f.quote(purchase_of("change", 3)).json()["id"];
    std::vector<testkit::Answer> answers(4);
    {
        std::vector<std::jthread> callers;
        for (auto& answer : answers)
            callers.emplace_back(
                [&] { answer = f.order(purchase_of("change", 3), f.new_order(), quote); });
    }
    int won = 0;
    for (const auto& answer : answers) {
        won += answer.status == 201;
        REQUIRE((answer.status == 201 || answer.code() == "quote_used"));
    }
    REQUIRE(won == 1);
    REQUIRE(f.payments.calls().size() == 2);
}

TEST_CASE("A foreign number is charged Belgian VAT unless the operator runs without registry") {
    json details = belgian_details();
    details["address"]["country"] = "GR";
    details["vat_number"] = "EL094259216";
    {
        BillingFixture f;
        REQUIRE(f.put_details(details).json()["vat_number_status"] == "unverified");
        const json vat = f.quote(purchase_of("start", 5)).json()["vat"];
        REQUIRE(vat[0]["rate"] == "21.00");
    }
    BillingFixture f(Environment{{"TENURE_VAT_REGISTRY", "none"}});
    REQUIRE(f.put_details(details).status == 201);
    const json order = f.order(purchase_of("start", 5), f.new_order()).json();
    REQUIRE(order["quote"]["vat"][0]["category"] == "reverse_charge");
    REQUIRE(order["quote"]["total"] == order["quote"]["subtotal"]);
    const json invoice =
        f.get("/v1/billing/invoices/" + order["invoice_id"].get<std::string>()).json();
    REQUIRE(invoice["legal_mentions"][0].get<std::string>().find("Autoliquidation") == 0);
}
