// What credit notes of paid invoices give back is paid back, once.

#include "integration/billing/invoice_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

struct Refunded : InvoiceFixture {
    json note(const std::string& id) const { return get("/v1/billing/credit-notes/" + id).json(); }
    std::string credited(const std::string& invoice, int amount) {
        const auto answer =
            credit(invoice, {{"amount", money(amount)}}, "credit-" + std::to_string(++keys_));
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["id"];
    }
    void await_refund(const std::string& id, const std::string& status) {
        await([&] { return note(id)["refund"]["status"] == status; });
    }

  private:
    int keys_ = 0;
};

std::string refund_of(const std::string& note) {
    return with_prefix(note, "rfd");
}

}  // namespace

TEST_CASE("A credit note of a paid invoice is paid back to the payment that paid it") {
    Refunded f;
    const std::string invoice = f.paid_invoice();
    const std::string first = f.credited(invoice, 1000);
    REQUIRE(f.note(first)["refund"] == json{{"status", "pending"}, {"failure_code", nullptr}});
    const std::string second = f.credited(invoice, 234);
    f.service.start_workers();
    f.await_refund(first, "succeeded");
    f.await_refund(second, "succeeded");
    const std::string order =
        f.query("select order_id from invoice where id = '" + invoice + "'").at(0);
    const std::string payment = with_prefix(order, "pay");
    REQUIRE(f.payments.refunds() ==
            std::map<std::string, std::string>{{refund_of(first), payment + " 1000"},
                                               {refund_of(second), payment + " 234"}});
    REQUIRE(f.query("select count(*) from event where type = 'credit_note.refunded'").at(0) == "2");
    REQUIRE(f.get("/v1/billing/credit-notes").json()["data"][0]["refund"]["status"] == "succeeded");
}

TEST_CASE("A credit note of an open invoice pays nothing back") {
    Refunded f;
    const std::string id = f.credited(f.open_invoice(), 1000);
    REQUIRE(f.note(id)["refund"].is_null());
    REQUIRE(f.query("select count(*) from credit_refund").at(0) == "0");
}

TEST_CASE("A refund that fails is shown, and is not tried again") {
    const std::string how = GENERATE("failed", "refused");
    Refunded f;
    f.payments.refund_outcome(how);
    const std::string id = f.credited(f.paid_invoice(), 1000);
    f.service.start_workers();
    f.await_refund(id, "failed");
    REQUIRE(f.note(id)["refund"]["failure_code"] ==
            (how == "failed" ? "refund_declined" : "refund_exceeds_payment"));
    REQUIRE(f.has_event("credit_note.refund_failed"));
    REQUIRE_FALSE(f.has_event("credit_note.refunded"));
}

TEST_CASE("A refund on its way is asked for again until it is known how it ended") {
    Refunded f;
    f.payments.refund_outcome("processing");
    const std::string id = f.credited(f.paid_invoice(), 1000);
    f.service.start_workers();
    f.await([&] { return f.query("select attempts >= 2 from credit_refund").at(0) == "t"; });
    REQUIRE(f.note(id)["refund"]["status"] == "pending");
    f.payments.refund_outcome("succeeded");
    f.await_refund(id, "succeeded");
    REQUIRE(f.payments.refunds().size() == 1);
}
