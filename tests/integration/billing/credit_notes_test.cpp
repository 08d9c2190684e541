#include "integration/billing/invoice_fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

std::map<std::string, std::string> bad_fields(const testkit::Answer& answer) {
    std::map<std::string, std::string> fields;
    const auto document = answer.json();
    for (const auto& error : document.value("errors", json::array()))
        fields.emplace(error["pointer"].get<std::string>(), error["code"].get<std::string>());
    return fields;
}

}  // namespace

TEST_CASE("A voided invoice is credited whole, under a number of the credit notes' own series") {
    InvoiceFixture f;
    const std::string id = f.open_invoice();
    const auto answer = f.post(id + "/void", {{"reason", "Ordered by mistake"}});
    REQUIRE(answer.status == 200);
    REQUIRE(answer.json()["status"] == "void");
    REQUIRE(answer.json()["credited"] == money(54'450));
    REQUIRE(answer.json()["amount_due"] == money(0));
    REQUIRE(f.invoice(id) == answer.json());

    const json list = f.get("/v1/billing/credit-notes").json();
    REQUIRE(list["data"].size() == 1);
    REQUIRE(list["data"][0]["number"] == "CN2026-000001");
    const json note =
        f.get("/v1/billing/credit-notes/" + list["data"][0]["id"].get<std::string>()).json();
    REQUIRE(note["invoice_id"] == id);
    REQUIRE(note["invoice_number"] == "2026-000001");
    REQUIRE(note["invoice_issued_on"] == "2026-11-23");
    REQUIRE(note["issued_on"] == "2026-11-23");
    REQUIRE(note["reason"] == "Ordered by mistake");
    REQUIRE(note["total"] == money(54'450));
    REQUIRE(note["subtotal"] == money(45'000));
    REQUIRE(note["vat"] == json::array({{{"rate", "21.00"},
                                         {"category", "standard"},
                                         {"base", money(45'000)},
                                         {"amount", money(9'450)}}}));
    REQUIRE(note["buyer"]["company_name"] == "Exemple SA");
    REQUIRE(note["legal_mentions"].size() == 1);
    REQUIRE(f.has_event("invoice.voided"));
    REQUIRE(f.has_event("credit_note.issued"));
    REQUIRE(f.query("select data->>'number' from event where type = 'credit_note.issued'").at(0) ==
            "CN2026-000001");

    const auto again = f.post(id + "/void", nullptr);
    REQUIRE(again.status == 409);
    REQUIRE(again.code() == "invoice_not_open");
    REQUIRE(again.json()["invoice_status"] == "void");
    REQUIRE(f.credit_numbers().size() == 1);
}

TEST_CASE("While a payment is on its way an invoice is neither voided, given up nor credited") {
    InvoiceFixture f;
    const std::string id = f.order_in_progress()["invoice_id"];
    REQUIRE(f.post(id + "/void", nullptr).code() == "payment_in_progress");
    REQUIRE(f.post(id + "/uncollectible", nullptr).code() == "payment_in_progress");
    REQUIRE(f.credit(id, {{"amount", money(100)}}, "k").code() == "payment_in_progress");
    REQUIRE(f.invoice(id)["status"] == "open");
    REQUIRE(f.credit_numbers().empty());
}

TEST_CASE(
    "With a debt that is voided or given up the account is good again, nothing is collected") {
    const std::string how = GENERATE("/void", "/uncollectible");
    InvoiceFixture f;
    const std::string id = f.open_invoice();
    REQUIRE(f.query("select standing from billing_account").at(0) == "past_due");
    REQUIRE(f.query("select status from collection").at(0) == "scheduled");
    REQUIRE(f.post(id + how, nullptr).status == 200);
    REQUIRE(f.query("select standing from billing_account").at(0) == "good");
    REQUIRE(f.query("select status from collection").at(0) == "cancelled");
    REQUIRE(f.query("select invoice_id from dunning").empty());
    REQUIRE(f.has_event("account.restored"));
}

TEST_CASE("Of an invoice that is credited in part only the rest is collected") {
    InvoiceFixture f;
    const std::string id = f.open_invoice();
    REQUIRE(f.credit(id, {{"amount", money(14'450)}}, "k").status == 201);
    f.payments.outcome("succeeded");
    const auto paid = f.service.call(f.owner(), "POST", "/v1/billing/invoices/" + id + "/payments",
                                     "{}", {{"Idempotency-Key", "pay"}});
    REQUIRE(paid.status == 201);
    REQUIRE(f.payments.last_request()["amount"] == money(40'000));
    REQUIRE(f.invoice(id)["status"] == "paid");
}

TEST_CASE("An invoice that is given up is uncollectible, and may still be credited") {
    InvoiceFixture f;
    const std::string id = f.open_invoice();
    const auto answer = f.post(id + "/uncollectible", nullptr, "key-1");
    REQUIRE(answer.status == 200);
    REQUIRE(answer.json()["status"] == "uncollectible");
    REQUIRE(answer.json()["amount_due"] == money(0));
    REQUIRE(f.has_event("invoice.uncollectible"));
    const auto replayed = f.post(id + "/uncollectible", nullptr, "key-1");
    REQUIRE(replayed.status == 200);
    REQUIRE(replayed.header("idempotent-replayed") == "true");
    REQUIRE(f.post(id + "/uncollectible", json::object()).code() == "invoice_not_open");
    REQUIRE(f.credit(id, {{"amount", money(54'450)}}, "key-2").status == 201);
    REQUIRE(f.invoice(id)["status"] == "uncollectible");
}

TEST_CASE("Credit notes of a paid invoice add up to it at most") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    const auto first = f.credit(id, {{"amount", money(12'100)}}, "a");
    REQUIRE(first.status == 201);
    REQUIRE(first.header("location") ==
            "/v1/billing/credit-notes/" + first.json()["id"].get<std::string>());
    REQUIRE(first.json()["subtotal"] == money(10'000));
    REQUIRE(first.json()["lines"].empty());

    const json by_line = {{"lines", {{{"line", 1}, {"amount", money(5'000)}}}}};
    const auto second = f.credit(id, by_line, "b");
    REQUIRE(second.status == 201);
    REQUIRE(second.json()["lines"][0]["product"] == "plan.grow");
    REQUIRE(second.json()["total"] == money(6'050));

    const auto too_much = f.credit(id, {{"amount", money(54'450)}}, "c");
    REQUIRE(too_much.status == 409);
    REQUIRE(too_much.code() == "credit_exceeds_invoice");
    REQUIRE(too_much.json()["creditable"] == 36'300);
    REQUIRE(f.credit(id, json::object(), "d").json()["total"] == money(36'300));
    REQUIRE(f.credit(id, {{"amount", money(1)}}, "e").code() == "credit_exceeds_invoice");
    REQUIRE(f.invoice(id)["status"] == "paid");
    REQUIRE(f.invoice(id)["credited"] == money(54'450));
    REQUIRE(f.credit_numbers() ==
            std::vector<std::string>{"CN2026-000001", "CN2026-000002", "CN2026-000003"});
}

TEST_CASE("An open invoice of which all is credited bit by bit is void in the end") {
    InvoiceFixture f;
    const std::string id = f.open_invoice();
    REQUIRE(f.credit(id, {{"amount", money(50'000)}}, "a").status == 201);
    REQUIRE(f.invoice(id)["status"] == "open");
    REQUIRE(f.invoice(id)["amount_due"] == money(4'450));
    REQUIRE(f.credit(id, {{"amount", money(4'450)}}, "b").status == 201);
    REQUIRE(f.invoice(id)["status"] == "void");
    REQUIRE(f.has_event("invoice.voided"));
}

TEST_CASE("A repeated credit note is the same one, another body under its key is refused") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    const auto first = f.credit(id, {{"amount", money(100)}}, "same");
    const auto again = f.credit(id, {{"amount", money(100)}}, "same");
    REQUIRE(again.status == 201);
    REQUIRE(again.body == first.body);
    REQUIRE(again.header("idempotent-replayed") == "true");
    REQUIRE(f.credit(id, {{"amount", money(200)}}, "same").code() == "idempotency_key_reused");
    const auto keyless = f.post(id + "/credit-notes", {{"reason", "x"}});
    REQUIRE(keyless.status == 400);
    REQUIRE(keyless.code() == "idempotency_key_required");
    REQUIRE(f.credit_numbers().size() == 1);
}

TEST_CASE("A credit note whose answer was lost is found again under its key") {
    InvoiceFixture f(Environment{{"TENURE_LEASE_MS", "1"}});
    const std::string id = f.paid_invoice();
    const auto first = f.credit(id, {{"amount", money(100)}}, "lost");
    f.query(
        "update idempotency_key set status = null, body = null, location = null, "
        "claimed_at = now() - interval '1 minute'");
    const auto again = f.credit(id, {{"amount", money(100)}}, "lost");
    REQUIRE(again.status == 201);
    REQUIRE(again.json() == first.json());
    REQUIRE(f.credit_numbers().size() == 1);
}

TEST_CASE("Bad credit notes are refused with every bad field and change nothing") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    const auto fields = [&](const json& body) {
        const auto answer = f.post(id + "/credit-notes", body, f.new_order());
        REQUIRE(answer.status == 422);
        return bad_fields(answer);
    };
    using Fields = std::map<std::string, std::string>;
    REQUIRE(fields(json::object()) == Fields{{"/reason", "required"}});
    REQUIRE(fields({{"reason", "  "}, {"amount", money(0)}}) ==
            Fields{{"/reason", "blank"}, {"/amount", "out_of_range"}});
    REQUIRE(fields({{"reason", "x"}, {"amount", money(-1)}}) ==
            Fields{{"/amount", "out_of_range"}});
    REQUIRE(fields({{"reason", "x"}, {"amount", 5}}) == Fields{{"/amount", "wrong_type"}});
    REQUIRE(fields({{"reason", "x"}, {"lines", json::array()}}) == Fields{{"/lines", "too_few"}});
    REQUIRE(fields({{"reason", "x"}, {"lines", {{{"line", 0}}}}}) ==
            Fields{{"/lines/0/line", "out_of_range"}});
    REQUIRE(fields({{"reason", "x"}, {"lines", {{{"line", 2}}}}}) ==
            Fields{{"/lines/0/line", "unknown_line"}});
    REQUIRE(fields({{"reason", "x"}, {"amount", money(1)}, {"lines", {{{"line", 1}}}}}) ==
            Fields{{"/lines", "not_allowed"}});
    REQUIRE(fields({{"reason", "x"}, {"ammount", money(1)}}) ==
            Fields{{"/ammount", "unknown_field"}});
    REQUIRE(fields({{"reason", std::string(501, 'x')}}) == Fields{{"/reason", "too_long"}});
    const json dollars = {{"amount", 100}, {"currency", "USD"}};
    REQUIRE(fields({{"reason", "x"}, {"amount", dollars}}) ==
            Fields{{"/amount/currency", "currency_mismatch"}});
    REQUIRE(f.post(id + "/void", {{"reason", ""}}).status == 422);
    REQUIRE(f.post(id + "/void", {{"why", "x"}}).status == 422);
    REQUIRE(f.post(id + "/uncollectible", {{"why", "x"}}).status == 422);
    REQUIRE(f.credit_numbers().empty());
    REQUIRE(f.invoice(id)["credited"] == money(0));
}

TEST_CASE("Invoice operations are the operator's, while customers read their credit notes") {
    InvoiceFixture f;
    const std::string id = f.open_invoice();
    const json body = {{"reason", "x"}};
    for (const Role role : {Role::owner, Role::admin, Role::billing, Role::member, Role::usage})
        for (const char* what : {"/void", "/uncollectible", "/credit-notes"})
            REQUIRE(f.service
                        .call(testkit::caller("acc_one", role, now), "POST",
                              "/v1/billing/invoices/" + id + what, body.dump(),
                              {{"Idempotency-Key", "k"}})
                        .status == 403);
    REQUIRE(f.invoice(id)["status"] == "open");
    const json note = f.credit(id, {{"amount", money(100)}}, "k").json();
    const std::string path = "/v1/billing/credit-notes/" + note["id"].get<std::string>();
    REQUIRE(f.get(path).json() == note);
    REQUIRE(f.service.call(testkit::caller("acc_one", Role::member, now), "GET", path).status ==
            403);
    REQUIRE(f.get(path, "acc_two").code() == "credit_note_not_found");
    REQUIRE(f.get("/v1/billing/credit-notes/crn_1").status == 404);
    REQUIRE(f.get("/v1/billing/credit-notes", "acc_two").json()["data"].empty());
    for (const std::string& other : {InvoiceId::make(now).str(), std::string("inv_1")})
        for (const char* what : {"/void", "/credit-notes"})
            REQUIRE(f.post(other + what, body, f.new_order()).code() == "invoice_not_found");
    REQUIRE(f.post("inv_1/uncollectible", nullptr).code() == "invoice_not_found");
    REQUIRE(f.post(id + "/void", body, {}, "acc_two").code() == "invoice_not_found");
}

TEST_CASE("Credit notes are listed newest first, in pages") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    for (int i = 1; i <= 5; ++i)
        REQUIRE(f.credit(id, {{"amount", money(i)}}, std::to_string(i)).status == 201);
    std::vector<std::int64_t> totals;
    std::string target = "/v1/billing/credit-notes?limit=2";
    while (!target.empty()) {
        const json page = f.get(target).json();
        for (const json& note : page["data"]) totals.push_back(note["total"]["amount"]);
        target = page["next_cursor"].is_null() ? ""
                                               : "/v1/billing/credit-notes?limit=2&cursor=" +
                                                     page["next_cursor"].get<std::string>();
    }
    REQUIRE(totals == std::vector<std::int64_t>{5, 4, 3, 2, 1});
    REQUIRE(f.get("/v1/billing/credit-notes?cursor=inv_1").status == 422);
}

TEST_CASE("Invoices can be listed by status") {
    InvoiceFixture f;
    f.order_in_progress();
    f.payments.outcome("succeeded");
    REQUIRE(f.order(purchase_of("change", 1), f.new_order()).status == 201);
    REQUIRE(f.order(purchase_of("change", 1), f.new_order()).status == 201);
    const auto count = [&](const std::string& status) {
        return f.get("/v1/billing/invoices?status=" + status).json()["data"].size();
    };
    REQUIRE(count("open") == 1);
    REQUIRE(count("paid") == 2);
    REQUIRE(count("void") == 0);
    const auto page = f.get("/v1/billing/invoices?status=paid&limit=1");
    REQUIRE(page.json()["data"].size() == 1);
    REQUIRE(page.header("link").find("&status=paid>") != std::string::npos);
    for (const char* bad : {"draft", "", "PAID", "withdrawn"}) {
        const auto refused = f.get(std::string("/v1/billing/invoices?status=") + bad);
        REQUIRE(refused.status == 422);
        REQUIRE(bad_fields(refused)["/status"] == "unknown_value");
    }
}

TEST_CASE("An invoice's document is JSON, and nothing else yet") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    const std::string path = "/v1/billing/invoices/" + id + "/document";
    const auto with_accept = [&](const std::string& accept) {
        return f.service.call(f.owner(), "GET", path, "", {{"Accept", accept}});
    };
    const auto document = f.get(path);
    REQUIRE(document.status == 200);
    REQUIRE(document.json() == f.invoice(id));
    REQUIRE(document.header("content-type").find("application/json") == 0);
    REQUIRE(document.header("content-language") == "fr");
    REQUIRE(with_accept("text/html, */*;q=0.1").status == 200);
    for (const char* accept : {"application/pdf", "application/xml", "application/json;q=0"}) {
        const auto refused = with_accept(accept);
        REQUIRE(refused.status == 406);
        REQUIRE(refused.code() == "not_acceptable");
    }
    REQUIRE(f.get(path, "acc_two").code() == "invoice_not_found");
}

TEST_CASE("A credit note cannot be changed, deleted or added to, by whatever SQL") {
    InvoiceFixture f;
    const std::string id = f.paid_invoice();
    REQUIRE(f.credit(id, {{"lines", {{{"line", 1}, {"amount", money(100)}}}}}, "k").status == 201);
    for (const char* sql :
         {"update credit_note set total = 1", "delete from credit_note",
          "update credit_note_line set amount = 1", "delete from credit_note_line",
          "update credit_note_vat set amount = 0", "delete from credit_note_vat",
          "insert into credit_note_line select account_id, credit_note_id, 2, amount "
          "from credit_note_line",
          "insert into credit_note_vat select account_id, credit_note_id, 2, category, rate, base, "
          "amount from credit_note_vat",
          "update invoice set credited = 0"}) {
        INFO(sql);
        REQUIRE_THROWS_WITH(f.query(sql), Catch::Contains("cannot"));
    }
    REQUIRE_THROWS_WITH(f.query("update invoice set credited = total + 1"),
                        Catch::Contains("invoice_credited"));
}
