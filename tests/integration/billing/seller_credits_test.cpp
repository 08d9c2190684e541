// What a seller takes back, billing gives back: once, under the seller's id.
#include "integration/billing/invoice_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

const std::string some_note = CreditNoteId::make(now).str();

testkit::Answer give_back(InvoiceFixture& f, const std::string& note, const json& body,
                          const std::string& account = "acc_one", RoleSet roles = Role::service) {
    return f.service.call(testkit::caller(account, roles, now), "PUT",
                          "/internal/v1/credit-notes/" + note, body.dump());
}

json of(const std::string& invoice) {
    return {{"invoice_id", invoice}, {"reason", "onboarding order cancelled"}};
}

}  // namespace

TEST_CASE("A seller's credit note gives back all that is left, once for its id") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    REQUIRE(f.credit(id, {{"amount", money(1'000)}}, "part").status == 201);
    const auto first = give_back(f, some_note, of(id));
    REQUIRE(first.status == 200);
    REQUIRE(first.json()["id"] == some_note);
    REQUIRE(first.json()["invoice_id"] == id);
    REQUIRE(give_back(f, some_note, of(id)).body == first.body);
    REQUIRE(f.invoice(id)["credited"] == f.invoice(id)["total"]);
    REQUIRE(f.credit_numbers().size() == 2);
    const auto nothing_left = give_back(f, CreditNoteId::make(now).str(), of(id));
    REQUIRE(nothing_left.status == 409);
    REQUIRE(nothing_left.code() == "credit_exceeds_invoice");
}

TEST_CASE("A seller's credit note names an invoice of the account, and always the same") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    REQUIRE(give_back(f, "nothing", of(id)).status == 404);
    REQUIRE(give_back(f, some_note, of("inv_1")).code() == "invoice_not_found");
    REQUIRE(give_back(f, some_note, of(id), "acc_two").code() == "invoice_not_found");
    REQUIRE(give_back(f, some_note, json::object()).status == 422);
    REQUIRE(give_back(f, some_note, of(id), "acc_one", Role::operator_).status == 403);
    REQUIRE(give_back(f, some_note, of(id)).status == 200);
    const auto other = give_back(f, some_note, of(InvoiceId::make(now).str()));
    REQUIRE(other.status == 409);
    REQUIRE(other.code() == "credit_note_mismatch");
    REQUIRE(f.credit_numbers().size() == 1);
}

TEST_CASE("A seller's credit note waits for a payment that has no outcome") {
    InvoiceFixture f;
    const std::string id = f.order_in_progress()["invoice_id"];
    REQUIRE(give_back(f, some_note, of(id)).code() == "payment_in_progress");
    REQUIRE(f.credit_numbers().empty());
}
