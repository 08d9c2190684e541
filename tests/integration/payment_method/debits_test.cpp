// SEPA direct debits over HTTP: what is kept of a bank account, what is refused with which code,
// and what becomes of a debit as days go by.

#include "integration/payment_method/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

constexpr const char* good_iban = "BE62510007547061";
constexpr std::chrono::days a_day{1};

std::string debit_body(const std::string& iban, const std::string& more = "",
                       const std::string& mandate = R"({"accepted":true})") {
    return R"({"type":"sepa_debit","sepa_debit":{"iban":")" + iban +
           R"(","account_holder":"Exemple SPRL"},"mandate":)" + mandate + more + "}";
}

struct Debits : Fixture {
    using Fixture::Fixture;

    /// Keeps a bank account that must be accepted; its id.
    std::string add_iban(const std::string& iban) {
        const auto answer = post(debit_body(iban));
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["id"];
    }
    std::string status(const std::string& payment) {
        return get("/v1/payments/" + payment).json()["status"];
    }
    http::Caller on_clock(RoleSet roles = Role::service) const {
        http::Caller caller = as(roles, "acc_clock");
        caller.on_test_clock = true;
        return caller;
    }
    /// Moves the account's test clock; when its next thing is due.
    nlohmann::json move(Timestamp now) {
        const auto answer = service.call(on_clock(), "POST", "/internal/v1/clock",
                                         R"({"now":")" + to_string(now) + "\"}");
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json()["next_due_at"];
    }
    /// "payment.processing 2026-11-23T10:00:00Z" of every event of a payment or an expiry.
    List history() const {
        return query(
            "select type || ' ' || to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24') "
            "from event where type like 'payment.%' or type like '%expiring' order by xid, seq");
    }
};

}  // namespace

TEST_CASE("A bank account is kept with its mandate, but not its number") {
    Debits f;
    const auto answer =
        f.service.call(f.owner(), "POST", "/v1/payment-methods", debit_body("be62 5100 0754 7061"),
                       {{"User-Agent", "Browser/1.0"}, {"Tenure-Client-Address", "192.0.2.7"}});
    REQUIRE(answer.status == 201);
    const auto method = answer.json();
    REQUIRE(method["type"] == "sepa_debit");
    REQUIRE(method["is_default"] == true);
    REQUIRE_FALSE(method.contains("card"));
    const auto& debit = method["sepa_debit"];
    REQUIRE(debit["country"] == "BE");
    REQUIRE(debit["last4"] == "7061");
    REQUIRE(debit["bic"].is_null());
    REQUIRE(debit["holder"] == "Exemple SPRL");
    const auto& mandate = debit["mandate"];
    REQUIRE(mandate["reference"].get<std::string>().size() == 29);
    REQUIRE(mandate["scheme"] == "core");
    REQUIRE(mandate["creditor"] ==
            nlohmann::json{{"identifier", "BE81ZZZ0123456749"}, {"name", "Tenure Demo SA"}});
    REQUIRE(mandate["signed_on"] == "2026-11-23");
    REQUIRE(mandate["accepted_at"] == "2026-11-23T10:00:00Z");
    for (const char* language : {"fr", "nl", "en", "de"}) {
        const std::string text = mandate["texts"][language];
        REQUIRE(text.find("Tenure Demo SA") != std::string::npos);
        REQUIRE(text.find('{') == std::string::npos);
    }
    REQUIRE(f.get("/v1/payment-methods/" + method["id"].get<std::string>()).json() == method);
    REQUIRE(f.query("select accepted_from || ' ' || user_agent from mandate").at(0) ==
            "192.0.2.7 Browser/1.0");
    REQUIRE(f.service.call(f.billing(), "GET", "/internal/v1/payment-methods/default").json() ==
            nlohmann::json{{"id", method["id"]},
                           {"type", "sepa_debit"},
                           {"country", "BE"},
                           {"last4", "7061"},
                           {"mandate_reference", mandate["reference"]}});
    REQUIRE(f.events() == List{"payment_method.added", "payment_method.default_changed"});
    // Nowhere in the database: not as typed, not without spaces.
    const auto dump = f.query(
        "select coalesce(string_agg(t::text, ' '), '') from (select m::text from payment_method m "
        "union all select m::text from mandate m union all select i::text from sandbox.instrument "
        "i "
        "union all select e::text from event e) as t");
    REQUIRE(dump.at(0).find("510007547061") == std::string::npos);
    REQUIRE(dump.at(0).find("5100 0754") == std::string::npos);
}

TEST_CASE("The mandate can be read before it is accepted") {
    Debits f;
    const auto shown = f.get("/v1/payment-methods/sepa-mandate");
    REQUIRE(shown.status == 200);
    const auto method = f.post(debit_body(good_iban)).json();
    REQUIRE(shown.json()["texts"] == method["sepa_debit"]["mandate"]["texts"]);
    REQUIRE(shown.json()["creditor"]["identifier"] == "BE81ZZZ0123456749");
    REQUIRE(shown.json()["notice_days"] == 14);
}

TEST_CASE("Each refused bank account has its own code, and nothing is kept of it") {
    Debits f;
    const std::map<std::string, std::string> table{
        {"", "iban_format"},
        {"BE62", "iban_format"},
        {"QQ62510007547061", "iban_country_unknown"},
        {"BE6251000754706", "iban_length"},
        {"BE62A10007547061", "iban_structure"},
        {"BE63510007547061", "iban_check_digits"},
        {"BR1800360305000010009795493C1", "iban_not_sepa"}};
    for (const auto& [iban, code] : table) {
        const auto answer = f.post(debit_body(iban));
        INFO(iban << " " << answer.body);
        REQUIRE(answer.status == 422);
        REQUIRE(bad_fields(answer) == List{"/sepa_debit/iban " + code});
        if (iban.size() > 4) REQUIRE(answer.body.find(iban.substr(4)) == std::string::npos);
    }
    REQUIRE(bad_fields(f.post(debit_body(good_iban, "", R"({"accepted":false})"))) ==
            List{"/mandate/accepted mandate_not_accepted"});
    REQUIRE(bad_fields(f.post(R"({"type":"sepa_debit"})")) ==
            List{"/sepa_debit required", "/mandate required"});
    REQUIRE(bad_fields(f.post(R"({"type":"sepa_debit","sepa_debit":{"iban":7,"bic":"X","x":1},
        "mandate":{"accepted":"yes"},"card":{}})")) ==
            List{"/sepa_debit/iban wrong_type", "/sepa_debit/account_holder required",
                 "/mandate/accepted wrong_type", "/card unknown_field",
                 "/sepa_debit/x unknown_field"});
    std::string with_bic = debit_body(good_iban);
    with_bic.replace(with_bic.find("\"account_holder\""), 0, R"("bic":"GKCCQQBB",)");
    REQUIRE(bad_fields(f.post(with_bic)) == List{"/sepa_debit/bic bic_invalid"});
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "0");
    REQUIRE(f.query("select count(*) from sandbox.instrument").at(0) == "0");
}

TEST_CASE("The same bank account is kept once, in whichever way it is typed") {
    Debits f;
    f.add_iban(good_iban);
    const auto again = f.post(debit_body("BE62 5100 0754 7061"));
    REQUIRE(again.status == 409);
    REQUIRE(again.code() == "payment_method_exists");
    REQUIRE(f.query("select count(*) from sandbox.instrument").at(0) == "1");
}

TEST_CASE("Bank accounts kept at the same moment are one bank account") {
    Debits f;
    std::vector<std::thread> threads;
    std::vector<int> statuses(8);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        threads.emplace_back([&, i] { statuses[i] = f.post(debit_body(good_iban)).status; });
    for (std::thread& thread : threads) thread.join();
    std::sort(statuses.begin(), statuses.end());
    REQUIRE(statuses == std::vector<int>{201, 409, 409, 409, 409, 409, 409, 409});
    REQUIRE(f.query("select count(*) from mandate").at(0) == "1");
}

TEST_CASE("A client's name that holds a number is not recorded") {
    Debits f;
    const auto answer =
        f.service.call(f.owner(), "POST", "/v1/payment-methods", debit_body(good_iban),
                       {{"User-Agent", std::string("x ") + good_iban}});
    REQUIRE(answer.status == 201);
    REQUIRE(f.query("select count(*) from mandate where user_agent is null").at(0) == "1");
}

TEST_CASE("A debit is processed for days, and the worker tells what became of it") {
    Debits f;
    f.service.start_workers();
    const std::map<std::string, std::string> table{{good_iban, "succeeded"},
                                                   {"BE68539007547034", "failed"}};
    for (const auto& [iban, outcome] : table) {
        const std::string method = f.add_iban(iban);
        REQUIRE(f.put_default(method).status == 200);
        const std::string id = f.new_payment();
        const auto paid = f.pay(id);
        REQUIRE(paid.json()["status"] == "processing");
        REQUIRE(paid.json()["method"] == nlohmann::json{{"type", "sepa_debit"}});
        REQUIRE(f.events().back() == "payment.processing");
        f.clock.set(f.clock.now() + 3 * a_day - std::chrono::seconds(1));
        REQUIRE(f.status(id) == "processing");
        f.clock.set(f.clock.now() + std::chrono::seconds(1));
        f.await([&] { return f.status(id) == outcome; });
        REQUIRE(f.pay(id).json()["status"] == outcome);
    }
    REQUIRE(f.history() ==
            List{"payment.processing 2026-11-23T10", "payment.succeeded 2026-11-26T10",
                 "payment.processing 2026-11-26T10", "payment.failed 2026-11-29T10"});
}

TEST_CASE("A test clock runs an account's debits, each at its own instant and only once") {
    Debits f;
    f.service.start_workers();
    const auto keep = [&](const std::string& iban) {
        REQUIRE(f.service
                    .call(f.on_clock(Role::owner), "POST", "/v1/payment-methods",
                          debit_body(iban, R"(,"make_default":true)"))
                    .status == 201);
    };
    const auto pay = [&] {
        const std::string id = f.new_payment();
        const auto answer = f.service.call(f.on_clock(), "POST", "/internal/v1/payments",
                                           Fixture::payment_body(id));
        REQUIRE(answer.json()["status"] == "processing");
        return id;
    };
    const auto next_due = [&] {
        return f.service.call(f.on_clock(), "GET", "/internal/v1/clock").json()["next_due_at"];
    };
    REQUIRE(next_due().is_null());
    keep("BE08510007547063");  // refunded
    const std::string refunded = pay();
    keep("BE78510007547064");  // late
    pay();
    REQUIRE(next_due() == "2026-11-26T10:00:00Z");
    REQUIRE(f.move(start + a_day) == "2026-11-26T10:00:00Z");
    // Real time passes by, and the worker with it: nobody but the clock moves this account.
    REQUIRE(f.post(card_body("4242424242424242", "", R"("exp_month":12,"exp_year":2026)")).status ==
            201);
    f.clock.set(start + 100 * a_day);
    f.await([&] { return f.history().back().starts_with("payment_method.expiring"); });
    REQUIRE(f.history().size() == 3);
    REQUIRE(f.move(start + 40 * a_day).is_null());
    REQUIRE(f.move(start + 40 * a_day).is_null());
    REQUIRE(f.history() ==
            List{"payment.processing 2026-11-23T10", "payment.processing 2026-11-23T10",
                 "payment_method.expiring 2027-03-03T10", "payment.succeeded 2026-11-26T10",
                 "payment.succeeded 2026-12-02T10", "payment.returned 2026-12-26T10"});
    const auto returned =
        f.service.call(f.on_clock(), "GET", "/internal/v1/payments/" + refunded).json();
    REQUIRE(returned["status"] == "returned");
    REQUIRE(returned["failure"]["code"] == "debit_refunded");
}

TEST_CASE("A card about to expire is announced once, 30 days before") {
    Debits f;
    REQUIRE(f.service
                .call(f.on_clock(Role::owner), "POST", "/v1/payment-methods",
                      card_body("4242424242424242", "", R"("exp_month":12,"exp_year":2026)"))
                .status == 201);
    REQUIRE(f.move(start) == "2026-12-01T23:00:00Z");
    REQUIRE(f.move(start + 30 * a_day).is_null());
    REQUIRE(f.history() == List{"payment_method.expiring 2026-12-01T23"});
    // By the worker, for an account in real time, and not for a card that was removed.
    f.service.start_workers();
    f.add("4242424242424242");
    const auto brief =
        f.post(card_body("5555555555554444", "", R"("exp_month":1,"exp_year":2027)"));
    const auto gone = f.post(card_body("378282246310005", "", R"("exp_month":12,"exp_year":2026)"));
    REQUIRE(f.remove("/v1/payment-methods/" + gone.json()["id"].get<std::string>()).status == 204);
    f.clock.set(start + 60 * a_day);
    f.await([&] { return f.history().size() == 2; });
    REQUIRE(f.query("select data->'payment_method'->>'id' from event where type = "
                    "'payment_method.expiring' and account_id = 'acc_one'") ==
            List{brief.json()["id"].get<std::string>()});
}

TEST_CASE("An account may go on a test clock after its first payment method") {
    Debits f;
    const std::string card =
        f.post(card_body("4242424242424242", "", R"("exp_month":12,"exp_year":2026)")).json()["id"];
    const auto clock = [&](const std::string& body) {
        return f.service.call(f.billing(), "POST", "/internal/v1/clock", body);
    };
    REQUIRE(clock(R"({"now":"2026-11-24T10:00:00Z"})").status == 200);
    REQUIRE(f.query("select on_test_clock::text from account").at(0) == "true");
    REQUIRE(bad_fields(clock("{}")) == List{"/now required"});
    REQUIRE(bad_fields(clock(R"({"now":"soon"})")) == List{"/now invalid_timestamp"});
    REQUIRE(
        f.service.call(f.owner(), "POST", "/internal/v1/clock", R"({"now":"2026-11-24T10:00:00Z"})")
            .status == 403);
}

TEST_CASE("A payment that was not made yet can be called off, and is never made then") {
    Debits f;
    f.add("4242424242424242");
    const std::string id = f.new_payment();
    const auto cancel = [&](const std::string& payment) {
        return f.service.call(f.billing(), "POST", "/internal/v1/payments/" + payment + "/cancel",
                              "");
    };
    REQUIRE(cancel(id).status == 204);
    REQUIRE(cancel(id).status == 204);
    const auto refused = f.pay(id);
    REQUIRE(refused.status == 409);
    REQUIRE(refused.code() == "payment_cancelled");
    REQUIRE(f.charges() == "0");
    const std::string made = f.new_payment();
    REQUIRE(f.pay(made).status == 200);
    REQUIRE(cancel(made).json()["status"] == "succeeded");
    REQUIRE(f.pay(made).json()["status"] == "succeeded");
}

TEST_CASE("A payment and its calling off at the same moment: one of the two happens") {
    Debits f;
    f.add("4242424242424242");
    int made = 0;
    for (int round = 0; round < 10; ++round) {
        const std::string id = f.new_payment();
        int paid = 0;
        int cancelled = 0;
        std::thread payer([&] { paid = f.pay(id).status; });
        std::thread canceller([&] {
            cancelled =
                f.service.call(f.billing(), "POST", "/internal/v1/payments/" + id + "/cancel", "")
                    .status;
        });
        payer.join();
        canceller.join();
        REQUIRE(((paid == 200 && cancelled == 200) || (paid == 409 && cancelled == 204)));
        if (paid == 200) ++made;
    }
    REQUIRE(f.charges() == std::to_string(made));
}
