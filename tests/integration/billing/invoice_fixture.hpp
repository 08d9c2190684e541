#pragma once
// Billing with issued invoices, and what the operator does with them.

#include "integration/billing/fixture.hpp"

namespace tenure::test {

struct InvoiceFixture : BillingFixture {
    using BillingFixture::BillingFixture;

    /// An order whose direct debit is on its way: its invoice (544.50) is open.
    json order_in_progress(const std::string& account = "acc_one") {
        REQUIRE(put_details(belgian_details(), {}, account).status == 201);
        payments.outcome("processing");
        const json made = order(purchase_of("start", 5), new_order(), {}, account).json();
        REQUIRE(made["status"] == "applied");
        return made;
    }
    /// The invoice of an order whose direct debit failed: open, and a debt. Starts the workers.
    std::string open_invoice(const std::string& account = "acc_one") {
        const json made = order_in_progress(account);
        payments.settle("payment.failed", account, made["id"], "2026-11-23T10:00:00Z");
        service.start_workers();
        await([&] { return !query("select invoice_id from dunning").empty(); });
        return made["invoice_id"];
    }
    std::string paid_invoice() {
        start();
        return get("/v1/billing/invoices").json()["data"][0]["id"];
    }
    http::Caller operator_of(const std::string& account = "acc_one") const {
        return testkit::caller(account, Role::operator_, now);
    }
    testkit::Answer post(const std::string& path, const json& body, const std::string& key = {},
                         const std::string& account = "acc_one") const {
        testkit::Headers headers;
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        return service.call(operator_of(account), "POST", "/v1/billing/invoices/" + path,
                            body.is_null() ? std::string() : body.dump(), headers);
    }
    testkit::Answer credit(const std::string& invoice, json body, const std::string& key,
                           const std::string& account = "acc_one") const {
        if (!body.contains("reason")) body["reason"] = "Agreed by phone";
        return post(invoice + "/credit-notes", body, key, account);
    }
    json invoice(const std::string& id) const { return get("/v1/billing/invoices/" + id).json(); }
    std::vector<std::string> credit_numbers() const {
        return query("select number from credit_note order by number");
    }
    std::vector<std::string> events() const { return query("select type from event order by seq"); }
    bool has_event(const std::string& type) const {
        const std::vector<std::string> types = events();
        return std::find(types.begin(), types.end(), type) != types.end();
    }
};

}  // namespace tenure::test
