// Mandates after their signature: cancelled, signed anew, amended, used up, lapsed; and the
// announcement of every debit.

#include "integration/payment_method/bank.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

constexpr const char* other_iban = "DE89370400440532013000";

struct Desk : Bank {
    testkit::Answer sign(const std::string& method,
                         const std::string& body = R"({"accepted":true})") {
        return f.service.call(f.owner(), "POST", "/v1/payment-methods/" + method + "/mandate",
                              body);
    }
    testkit::Answer cancel(const std::string& method) {
        return f.remove("/v1/payment-methods/" + method + "/mandate");
    }
    testkit::Answer amend(const std::string& method, const std::string& number,
                          const std::string& accepted = "true") {
        return f.service.call(
            f.owner(), "POST", "/v1/payment-methods/" + method + "/mandate/amendments",
            R"({"sepa_debit":{"iban":")" + number +
                R"(","account_holder":"Autre SA"},"mandate":{"accepted":)" + accepted + "}}",
            {{"Tenure-Client-Address", "192.0.2.7"}, {"User-Agent", "browser/1"}});
    }
    nlohmann::json mandate(const std::string& method) {
        return f.get("/v1/payment-methods/" + method).json()["sepa_debit"]["mandate"];
    }
    /// What becomes of a payment that is asked for now.
    nlohmann::json try_to_pay(const std::string& account = "acc_one") {
        return f.service
            .call(f.as(Role::service, account), "POST", "/internal/v1/payments",
                  Fixture::payment_body(f.new_payment()))
            .json();
    }
    /// The file of all that is due `days` after the test's start.
    std::string file_after(int days) {
        f.clock.set(start + days * a_day);
        const auto made = collect();
        INFO(made.body);
        REQUIRE(made.status == 201);
        return file(made.json()["file"]);
    }
    int events(const std::string& type) {
        return std::stoi(f.query("select count(*) from event where type = '" + type + "'").at(0));
    }
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A debit is announced once, with its day, as long before as was agreed") {
    Desk desk;
    desk.keep(iban);
    const std::string id = desk.pay();
    REQUIRE(desk.payment(id)["collected_on"] == "2026-12-07");
    REQUIRE(desk.events("payment.announced") == 1);
    const std::string body = Fixture::payment_body(id);
    desk.f.service.call(desk.f.billing(), "POST", "/internal/v1/payments", body);
    desk.f.service.start_workers();
    desk.file_after(10);
    desk.report(booked("N1", id));
    desk.await_status(id, "succeeded");
    REQUIRE(desk.events("payment.announced") == 1);
    const auto told = nlohmann::json::parse(
        desk.f.query("select data from event where type = 'payment.announced'").at(0));
    REQUIRE(told["payment"]["collected_on"] == "2026-12-07");
}

TEST_CASE("A cancelled mandate calls off what the bank was not given, and nothing more is paid") {
    Desk desk;
    desk.f.service.start_workers();
    const std::string method = desk.keep(iban);
    const std::string waiting = desk.pay();
    const auto cancelled = desk.cancel(method);
    REQUIRE(cancelled.status == 200);
    REQUIRE(cancelled.json()["sepa_debit"]["mandate"]["status"] == "cancelled");
    desk.await_status(waiting, "failed");
    REQUIRE(desk.payment(waiting)["failure"]["code"] == "mandate_ended");
    REQUIRE(desk.try_to_pay()["failure"]["code"] == "mandate_ended");
    REQUIRE(desk.cancel(method).json() == cancelled.json());
    REQUIRE(desk.events("mandate.cancelled") == 1);
    desk.f.clock.set(start + 10 * a_day);
    REQUIRE(desk.collect().code() == "nothing_to_collect");
    REQUIRE(desk.amend(method, other_iban).code() == "mandate_ended");
}

TEST_CASE("What the bank has in hand when a mandate is cancelled takes its course") {
    Desk desk;
    desk.f.service.start_workers();
    const std::string method = desk.keep(iban);
    const std::string id = desk.pay();
    desk.file_after(10);
    REQUIRE(desk.cancel(method).status == 200);
    desk.report(booked("N1", id));
    desk.await_status(id, "succeeded");
}

TEST_CASE("A mandate that is signed anew has another reference and begins with a first debit") {
    Desk desk;
    desk.f.service.start_workers();
    const std::string method = desk.keep(iban);
    const std::string first = desk.pay();
    REQUIRE(desk.sign(method).code() == "payment_method_in_use");
    desk.file_after(10);
    desk.report(booked("N1", first));
    desk.await_status(first, "succeeded");
    const std::string before = desk.mandate(method)["reference"];
    desk.cancel(method);
    const auto made = desk.sign(method, R"({"accepted":true,"scheme":"b2b"})");
    INFO(made.body);
    REQUIRE(made.status == 201);
    const auto mandate = desk.mandate(method);
    REQUIRE(mandate["status"] == "active");
    REQUIRE(mandate["scheme"] == "b2b");
    REQUIRE(mandate["reference"] != before);
    REQUIRE(holds(mandate["texts"]["en"], "not entitled to a refund"));
    desk.pay();
    const std::string file = desk.file_after(30);
    REQUIRE(holds(file, "<SeqTp>FRST</SeqTp>"));
    REQUIRE(holds(file, "<LclInstrm><Cd>B2B</Cd></LclInstrm>"));
    REQUIRE(holds(file, "<MndtId>" + mandate["reference"].get<std::string>() + "</MndtId>"));
    // The former one stays in the books.
    REQUIRE(desk.f.query("select count(*) from mandate where cancelled_at is not null").at(0) ==
            "1");
}

TEST_CASE("An amended mandate debits the other account, and the bank is told once") {
    Desk desk;
    const std::string method = desk.keep(iban);
    desk.pay();
    REQUIRE_FALSE(holds(desk.file_after(10), "SMNDA"));
    const auto made = desk.amend(method, other_iban);
    INFO(made.body);
    REQUIRE(made.status == 201);
    REQUIRE(made.json()["sepa_debit"]["last4"] == "3000");
    REQUIRE(made.json()["sepa_debit"]["country"] == "DE");
    REQUIRE(made.json()["sepa_debit"]["mandate"]["amended_at"].is_string());
    desk.pay();
    const std::string file = desk.file_after(25);
    REQUIRE(holds(file, std::string("<IBAN>") + other_iban + "</IBAN>"));
    REQUIRE(holds(file, "<AmdmntInd>true</AmdmntInd>"));
    REQUIRE(holds(file, "<SeqTp>RCUR</SeqTp>"));
    desk.pay();
    REQUIRE_FALSE(holds(desk.file_after(45), "SMNDA"));
    REQUIRE(desk.f.query("select last4_before || ' ' || accepted_from || ' ' || user_agent "
                         "from mandate_amendment") == List{"7061 192.0.2.7 browser/1"});
    REQUIRE(desk.events("mandate.amended") == 1);
}

TEST_CASE("A mandate for one debit is presented as such and used up") {
    Desk desk;
    desk.f.service.start_workers();
    const std::string method = desk.keep(iban, "acc_one", R"(,"type":"one_off")");
    REQUIRE(desk.mandate(method)["type"] == "one_off");
    const std::string id = desk.pay();
    REQUIRE(desk.mandate(method)["status"] == "used");
    REQUIRE(desk.try_to_pay()["failure"]["code"] == "mandate_ended");
    REQUIRE(holds(desk.file_after(10), "<SeqTp>OOFF</SeqTp>"));
    // What was rejected was not used.
    desk.report(rejected("R1", id, "AM04"));
    desk.await_status(id, "failed");
    REQUIRE(desk.mandate(method)["status"] == "active");
    desk.pay();
    REQUIRE(holds(desk.file_after(30), "<SeqTp>OOFF</SeqTp>"));
}

TEST_CASE("When the account has ended, what waits last is the mandate's last debit") {
    Desk desk;
    const auto tell = [&](const std::string& state) {
        REQUIRE(desk.f.service
                    .call(desk.f.billing(), "PUT", "/internal/v1/subscription-state",
                          R"({"status":")" + state + R"(","time_zone":"Europe/Paris"})")
                    .status == 204);
    };
    desk.keep(iban);
    desk.pay();
    REQUIRE(holds(desk.file_after(10), "<SeqTp>FRST</SeqTp>"));
    desk.pay();
    tell("ended");
    desk.pay();  // after all
    REQUIRE_FALSE(holds(desk.file_after(30), "FNAL"));
    desk.pay();
    desk.pay();
    tell("ended");
    const std::string file = desk.file_after(50);
    REQUIRE(holds(file, "<SeqTp>RCUR</SeqTp>"));
    REQUIRE(holds(file, "<SeqTp>FNAL</SeqTp>"));
    REQUIRE(desk.try_to_pay()["failure"]["code"] == "mandate_ended");
}

TEST_CASE("Whichever provider keeps the account, a mandate lapses after 36 unused months") {
    Fixture f;
    const auto kept = f.service.call(
        f.owner(), "POST", "/v1/payment-methods",
        R"({"type":"sepa_debit","sepa_debit":{"iban":"BE62510007547061","account_holder":"A"},)"
        R"("mandate":{"accepted":true}})");
    REQUIRE(kept.status == 201);
    const auto pay = [&] { return f.pay(f.new_payment()).json(); };
    f.clock.set(start + std::chrono::days(1095));
    REQUIRE(pay()["status"] == "processing");
    f.clock.set(start + std::chrono::days(2 * 1095));
    REQUIRE(pay()["status"] == "processing");
    f.clock.set(start + std::chrono::days(3 * 1095 + 3));
    REQUIRE(pay()["failure"]["code"] == "mandate_ended");
    REQUIRE(f.get("/v1/payment-methods/" + kept.json()["id"].get<std::string>())
                .json()["sepa_debit"]["mandate"]["status"] == "lapsed");
}

TEST_CASE("Bad requests about mandates are refused, each with its code") {
    Desk desk;
    const std::string method = desk.keep(iban);
    REQUIRE(bad_fields(desk.sign(method, R"({"accepted":false})")) ==
            List{"/accepted mandate_not_accepted"});
    REQUIRE(bad_fields(desk.sign(method, R"({"accepted":true,"scheme":"cor1"})")) ==
            List{"/scheme unknown_value"});
    REQUIRE(bad_fields(desk.amend(method, "BE62510007547062", "false")) ==
            List{"/sepa_debit/iban iban_check_digits", "/mandate/accepted mandate_not_accepted"});
    REQUIRE(desk.cancel("pm_01m83xj880ecbvt92ddqw8qfgp").code() == "payment_method_not_found");
    REQUIRE(desk.sign("pm_01m83xj880ecbvt92ddqw8qfgp").code() == "payment_method_not_found");
    const std::string card = desk.f.add("4242424242424242");
    REQUIRE(desk.cancel(card).code() == "mandate_missing");
    desk.keep(other_iban);
    REQUIRE(desk.amend(method, other_iban).code() == "payment_method_exists");
    REQUIRE(desk.amend(method, iban).status == 201);
    const auto form = desk.f.get("/v1/payment-methods/sepa-mandate?scheme=b2b");
    REQUIRE(form.json()["scheme"] == "b2b");
    REQUIRE(desk.f.get("/v1/payment-methods/sepa-mandate?scheme=x").status == 422);
}

TEST_CASE("A mandate cancelled while a debit is asked for leaves no debit for the bank") {
    Desk desk;
    const std::string method = desk.keep(iban);
    std::thread paying([&] { desk.try_to_pay(); });
    std::thread cancelling([&] { desk.cancel(method); });
    paying.join();
    cancelling.join();
    REQUIRE(desk.f.query("select count(*) from sepa.collection where status = 'waiting'").at(0) ==
            "0");
}
