#include <set>

#include "integration/billing/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("An invoice shows seller and buyer as they were, and what the law asks for") {
    BillingFixture f(
        {{"TENURE_SELLER_NAME", "Vendeur SA"}, {"TENURE_SELLER_IBAN", "BE68539007547034"}});
    json details = belgian_details();
    details["purchase_order"] = "PO-7";
    REQUIRE(f.put_details(details).status == 201);
    const json order = f.order(purchase_of("start", 5), f.new_order()).json();
    const std::string path = "/v1/billing/invoices/" + order["invoice_id"].get<std::string>();
    const json invoice = f.get(path).json();
    REQUIRE(invoice["number"] == "2026-000001");
    REQUIRE(invoice["status"] == "paid");
    REQUIRE(invoice["issued_on"] == "2026-11-23");
    REQUIRE(invoice["paid_at"] == "2026-11-23T10:00:00Z");
    REQUIRE(invoice["order_id"] == order["id"]);
    REQUIRE(invoice["seller"]["name"] == "Vendeur SA");
    REQUIRE(invoice["seller"]["vat_number"] == "BE0123456749");
    REQUIRE(invoice["seller"]["iban"] == "BE68539007547034");
    REQUIRE(invoice["buyer"]["company_name"] == "Exemple SA");
    REQUIRE(invoice["buyer"]["vat_number"] == "BE0403019261");
    REQUIRE(invoice["buyer"]["purchase_order"] == "PO-7");
    REQUIRE(invoice["language"] == "fr");
    REQUIRE(invoice["lines"] == order["quote"]["lines"]);
    REQUIRE(invoice["vat"] == order["quote"]["vat"]);
    REQUIRE(invoice["total"] == money(54'450));
    REQUIRE(invoice["legal_mentions"].empty());

    details["company_name"] = "Nouveau nom SA";
    REQUIRE(f.put_details(details, "\"1\"").status == 200);
    REQUIRE(f.get(path).json() == invoice);
}

TEST_CASE("Another account's invoice is not found, like one that does not exist") {
    BillingFixture f;
    f.start();
    f.start("acc_two");
    const std::string id = f.get("/v1/billing/invoices").json()["data"][0]["id"];
    REQUIRE(f.get("/v1/billing/invoices/" + id).status == 200);
    const auto stranger = f.get("/v1/billing/invoices/" + id, "acc_two");
    REQUIRE(stranger.status == 404);
    REQUIRE(stranger.code() == "invoice_not_found");
    for (const std::string& other :
         {InvoiceId::make(now).str(), std::string("inv_1"), std::string("%27%20or%201%3D1")})
        REQUIRE(f.get("/v1/billing/invoices/" + other).code() == "invoice_not_found");
}

TEST_CASE("Invoices are listed newest first in pages, drafts are not listed") {
    BillingFixture f;
    f.start();
    for (int i = 0; i < 4; ++i)
        REQUIRE(f.order(purchase_of("change", 1), f.new_order()).status == 201);
    f.payments.outcome("unknown");
    REQUIRE(f.order(purchase_of("change", 1), f.new_order()).json()["status"] == "pending");

    std::vector<std::string> numbers;
    std::string target = "/v1/billing/invoices?limit=2";
    for (int page = 0; page < 3; ++page) {
        const auto answer = f.get(target);
        REQUIRE(answer.status == 200);
        const json body = answer.json();
        for (const json& invoice : body["data"]) numbers.push_back(invoice["number"]);
        REQUIRE(body["next_cursor"].is_null() == (page == 2));
        if (page == 2) break;
        target = "/v1/billing/invoices?limit=2&cursor=" + body["next_cursor"].get<std::string>();
        REQUIRE(answer.header("link") == "<" + target + ">; rel=\"next\"");
    }
    REQUIRE(numbers == std::vector<std::string>{"2026-000005", "2026-000004", "2026-000003",
                                                "2026-000002", "2026-000001"});
    REQUIRE(f.get("/v1/billing/invoices", "acc_nobody").json()["data"].empty());
}

TEST_CASE("Bad limits and cursors are refused") {
    BillingFixture f;
    for (const char* query : {"limit=0", "limit=101", "limit=-1", "limit=2x", "limit=",
                              "limit=99999999999999999999", "cursor=nonsense", "cursor=chg_1"}) {
        INFO(query);
        const auto answer = f.get(std::string("/v1/billing/invoices?") + query);
        REQUIRE(answer.status == 422);
        REQUIRE(answer.code() == "invalid_fields");
    }
}

TEST_CASE("An issued invoice cannot be changed or deleted, by whatever SQL") {
    BillingFixture f;
    f.start();
    for (const char* sql : {
             "update invoice set total = 1",
             "update invoice set number = '2026-000009'",
             "update invoice set buyer_company_name = 'Other'",
             "update invoice set status = 'draft', number = null, issued_on = null, "
             "opened_at = null, paid_at = null",
             "update invoice set status = 'void', paid_at = null",
             "delete from invoice",
             "delete from billing_order",
             "update invoice_line set amount = 1",
             "delete from invoice_line",
             "insert into invoice_line select account_id, invoice_id, 2, kind, product, name_fr, "
             "name_nl, name_en, name_de, quantity, unit_price, period_from, period_until, months, "
             "days, days_in_partial_month, amount from invoice_line",
             "update invoice_vat set amount = 0",
             "delete from invoice_vat",
         }) {
        INFO(sql);
        REQUIRE_THROWS_WITH(f.query(sql), Catch::Contains("cannot"));
    }
    REQUIRE(f.numbers() == std::vector<std::string>{"2026-000001"});
}

TEST_CASE("Numbers are gap-free over many accounts that order at once, some of them declined") {
    BillingFixture f;
    constexpr int accounts = 8;
    const auto account = [](int index) { return "acc_" + std::to_string(index); };
    for (int i = 0; i < accounts; ++i)
        REQUIRE(f.put_details(belgian_details(), {}, account(i)).status == 201);
    std::atomic<int> applied = 0;
    {
        std::vector<std::jthread> buyers;
        for (int i = 0; i < accounts; ++i)
            buyers.emplace_back([&, i] {
                for (int n = 0; n < 5; ++n) {
                    // The script is shared: whose payment meets a decline is left to chance.
                    if (i == 0) f.payments.outcome(n % 2 == 0 ? "payment_declined" : "succeeded");
                    const auto answer = f.order(purchase_of(n == 0 ? "start" : "add_users", 1),
                                                f.new_order(), {}, account(i));
                    if (answer.status == 201 && answer.json()["status"] == "applied") ++applied;
                }
            });
    }
    std::vector<std::string> expected;
    for (int n = 1; n <= applied; ++n) expected.push_back(billing::invoice_number(2026, n));
    REQUIRE(f.numbers() == expected);
    REQUIRE(f.query("select coalesce(max(last), 0) from invoice_number").at(0) ==
            std::to_string(applied.load()));
}

TEST_CASE("Each year of the seller's calendar has its own numbers") {
    BillingFixture f;
    f.start();
    const auto old_year = parse_timestamp("2026-12-31T22:59:59Z").value();
    const auto new_year = parse_timestamp("2026-12-31T23:00:00Z").value();
    const auto number_at = [&](Timestamp at) {
        return f.order(purchase_of("change", 1), f.new_order(), {}, "acc_one", at)
            .json()["invoice_number"];
    };
    REQUIRE(number_at(old_year) == "2026-000002");
    REQUIRE(number_at(new_year) == "2027-000001");
    REQUIRE(number_at(new_year) == "2027-000002");
}

TEST_CASE("A configuration that cannot be right is refused with every bad variable") {
    const auto refusal = [](std::map<std::string, std::string> environment) {
        config::Environment variables(std::move(environment));
        billing::load(variables);
        const Status status = variables.finish();
        return status.ok() ? std::string() : status.error().detail;
    };
    const std::string url = "http://127.0.0.1:1";
    REQUIRE(refusal({{"TENURE_PAYMENT_METHOD_URL", url}}).empty());
    const std::string all = refusal({{"TENURE_QUOTE_VALIDITY_S", "0"},
                                     {"TENURE_VAT_REGISTRY", "perhaps"},
                                     {"TENURE_SELLER_COUNTRY", "FR"},
                                     {"TENURE_SELLER_VAT_NUMBER", "BE0123456740"},
                                     {"TENURE_SELLER_TIME_ZONE", "Nowhere"}});
    for (const char* name :
         {"TENURE_PAYMENT_METHOD_URL", "TENURE_QUOTE_VALIDITY_S", "TENURE_VAT_REGISTRY",
          "TENURE_SELLER_COUNTRY", "TENURE_SELLER_VAT_NUMBER", "TENURE_SELLER_TIME_ZONE"}) {
        INFO(name);
        REQUIRE(all.find(name) != std::string::npos);
    }
}
