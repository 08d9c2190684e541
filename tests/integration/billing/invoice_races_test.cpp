// Twenty at once: one winner, books balanced, numbers without gaps.
#include "integration/billing/invoice_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

/// Runs `work(i)` on 20 threads at once.
template <class Work>
void race(Work work) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 20; ++i) threads.emplace_back([&, i] { work(i); });
}

}  // namespace

TEST_CASE("Race: an invoice that twenty void, give up or pay at once has one end") {
    InvoiceFixture f;
    const std::string id = f.open_invoice();
    f.payments.outcome("succeeded");
    const char* ways[] = {"/void", "/uncollectible", "/payments"};
    std::atomic<int> winners = 0;
    std::atomic<int> refused = 0;
    race([&](int i) {
        const std::string path = "/v1/billing/invoices/" + id + ways[i % 3];
        const auto answer = f.service.call(f.operator_of(), "POST", path, "{}",
                                           {{"Idempotency-Key", std::to_string(i)}});
        if (answer.status < 300) ++winners;
        const std::string code = answer.code();
        if (code == "invoice_not_open" || code == "payment_in_progress") ++refused;
    });
    REQUIRE(winners == 1);
    REQUIRE(refused == 19);
    const std::string status = f.invoice(id)["status"];
    REQUIRE(f.credit_numbers().size() == (status == "void" ? 1 : 0));
    REQUIRE(f.has_event("invoice.voided") == (status == "void"));
    REQUIRE(f.has_event("invoice.uncollectible") == (status == "uncollectible"));
    REQUIRE(f.has_event("invoice.paid") == (status == "paid"));
    REQUIRE(f.payments.calls().size() == (status == "paid" ? 2 : 1));  // the order's was the first
}

TEST_CASE("Race: credit notes that together exceed the invoice do not all pass") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();  // 54450
    std::atomic<int> issued = 0;
    std::atomic<int> refused = 0;
    race([&](int i) {
        const auto answer = f.credit(id, {{"amount", money(30'000)}}, "k" + std::to_string(i));
        if (answer.status == 201) ++issued;
        if (answer.code() == "credit_exceeds_invoice") ++refused;
    });
    REQUIRE(issued == 1);
    REQUIRE(refused == 19);
    REQUIRE(f.credit_numbers() == std::vector<std::string>{"CN2026-000001"});
    REQUIRE(f.invoice(id)["credited"] == money(30'000));
}

TEST_CASE("Race: numbers of credit notes have no gaps though a third of them is refused") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    std::atomic<int> issued = 0;
    race([&](int i) {
        const std::int64_t amount = i % 3 == 0 ? 54'451 : 1'000;
        if (f.credit(id, {{"amount", money(amount)}}, std::to_string(i)).status == 201) ++issued;
    });
    REQUIRE(issued == 13);
    std::vector<std::string> expected;
    for (int n = 1; n <= issued; ++n) expected.push_back("CN" + billing::invoice_number(2026, n));
    REQUIRE(f.credit_numbers() == expected);
    REQUIRE(f.query("select total = credited from (select sum(n.total) as total, max(i.credited) "
                    "as credited from credit_note n join invoice i on i.id = n.invoice_id) s")
                .at(0) == "t");
}

TEST_CASE("Race: invoice numbers have no gaps under 20 concurrent orders, a third declined") {
    InvoiceFixture f;
    f.payments.decide([](const json& request) {
        const auto amount = request["amount"]["amount"].get<std::int64_t>();
        return std::string(amount == 32'670 ? "payment_declined" : "succeeded");
    });
    const auto account = [](int i) { return "acc_" + std::to_string(i); };
    for (int i = 0; i < 20; ++i)
        REQUIRE(f.put_details(belgian_details(), {}, account(i)).status == 201);
    std::atomic<int> applied = 0;
    std::atomic<int> declined = 0;
    race([&](int i) {
        // Three users for a quarter cost 326.70, which the script declines.
        const auto answer =
            f.order(purchase_of("start", i % 3 == 0 ? 3 : 1), f.new_order(), {}, account(i));
        if (answer.json()["status"] == "applied") ++applied;
        if (answer.json()["status"] == "declined") ++declined;
    });
    REQUIRE(declined == 7);
    REQUIRE(applied == 13);
    std::vector<std::string> expected;
    for (int n = 1; n <= applied; ++n) expected.push_back(billing::invoice_number(2026, n));
    REQUIRE(f.numbers() == expected);
}
