// Direct debit through the bank: from the mandate over the file of collections to the bank's
// reports.

#include <filesystem>

#include "integration/payment_method/bank.hpp"

using namespace tenure;
using namespace tenure::test;

TEST_CASE("A debit goes into a file for the bank, is settled by its report, and comes back later") {
    Bank bank;
    bank.f.service.start_workers();
    bank.keep(iban);
    const std::string id = bank.pay();
    REQUIRE(bank.collect().code() == "nothing_to_collect");  // announced for 7 December
    bank.f.clock.set(start + 8 * a_day);
    const auto made = bank.collect();
    INFO(made.body);
    REQUIRE(made.status == 201);
    REQUIRE(made.json()["debits"] == 1);
    REQUIRE(made.json()["total"]["amount"] == 6000);
    REQUIRE(made.json()["written"] == true);
    const std::string file = bank.file(made.json()["file"]);
    REQUIRE(file.find("<IBAN>BE62510007547061</IBAN>") != std::string::npos);
    REQUIRE(file.find("<ReqdColltnDt>2026-12-07</ReqdColltnDt>") != std::string::npos);
    REQUIRE(file.find("<SeqTp>FRST</SeqTp>") != std::string::npos);
    REQUIRE(file.find("<EndToEndId>" + reference_of(id) + "</EndToEndId>") != std::string::npos);
    REQUIRE(file.find("<Nm>Exemple + Cie</Nm>") != std::string::npos);
    REQUIRE(bank.collect().code() == "nothing_to_collect");
    REQUIRE(bank.f.service.call(bank.f.as(Role::operator_), "GET", "/v1/operator/collections")
                .json()["data"] == nlohmann::json::array({made.json()}));
    REQUIRE(bank.report(booked("N1", id)).json() ==
            nlohmann::json{{"known_already", false},
                           {"outcomes", 1},
                           {"changed", 1},
                           {"problems", nlohmann::json::array()}});
    bank.await_status(id, "succeeded");
    REQUIRE(bank.report(booked("N1", id)).json()["known_already"] == true);
    bank.report(booked("N2", id, "MD06"));
    bank.await_status(id, "returned");
    REQUIRE(bank.payment(id)["failure"]["code"] == "debit_refunded");
    // The mandate stays: the next debit is a recurring one.
    bank.pay();
    bank.f.clock.set(start + 20 * a_day);
    const std::string next = bank.file(bank.collect().json()["file"]);
    REQUIRE(next.find("<SeqTp>RCUR</SeqTp>") != std::string::npos);
    REQUIRE(bank.f.query("select count(*) from event where type = 'payment.returned'").at(0) ==
            "1");
}

TEST_CASE("The file is for its owner's eyes, and the database does not know the number") {
    Bank bank;
    bank.keep(iban);
    bank.pay();
    bank.f.clock.set(start + 10 * a_day);
    const std::string name = bank.collect().json()["file"];
    const auto mode = std::filesystem::status(bank.folder.path() + "/" + name).permissions();
    REQUIRE((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
            std::filesystem::perms::none);
    const auto dump = bank.f.query(
        "select string_agg(t::text, ' ') from (select a::text from sepa.account a union all "
        "select c::text from sepa.collection c union all select m::text from payment_method m "
        "union all select e::text from event e) as t");
    REQUIRE(dump.at(0).find("510007547061") == std::string::npos);
}

TEST_CASE("A rejected first debit fails, and the next one is a first one again") {
    Bank bank;
    bank.f.service.start_workers();
    bank.keep(iban);
    const std::string first = bank.pay();
    bank.f.clock.set(start + 10 * a_day);
    bank.collect();
    bank.report(rejected("R1", first, "AM04"));
    bank.await_status(first, "failed");
    REQUIRE(bank.payment(first)["failure"]["code"] == "insufficient_funds");
    bank.pay();
    bank.f.clock.set(start + 25 * a_day);
    REQUIRE(bank.file(bank.collect().json()["file"]).find("<SeqTp>FRST</SeqTp>") !=
            std::string::npos);
}

TEST_CASE("Under a mandate that the bank has ended, or that has lapsed, nothing is collected") {
    Bank bank;
    bank.f.service.start_workers();
    bank.keep(iban);
    const std::string first = bank.pay();
    bank.f.clock.set(start + 10 * a_day);
    bank.collect();
    bank.report(rejected("R1", first, "AC04"));
    bank.await_status(first, "failed");
    REQUIRE(bank.payment(first)["failure"]["code"] == "bank_account_closed");
    const auto mandate = [&] {
        return bank.f.get("/v1/payment-methods").json()["data"][0]["sepa_debit"]["mandate"];
    };
    REQUIRE(mandate()["status"] == "ended");
    REQUIRE(mandate()["ended_at"] != nullptr);
    REQUIRE(bank.f.query("select count(*) from event where type = 'mandate.ended'").at(0) == "1");
    const auto pay = [&](const std::string& account) {
        const std::string body = Fixture::payment_body(bank.f.new_payment());
        return bank.f.service
            .call(bank.f.as(Role::service, account), "POST", "/internal/v1/payments", body)
            .json();
    };
    REQUIRE(pay("acc_one")["failure"]["code"] == "mandate_ended");
    bank.keep("DE89370400440532013000", "acc_two");
    bank.f.clock.set(start + (365 * 3 + 30) * a_day);
    REQUIRE(pay("acc_two")["failure"]["code"] == "mandate_ended");
}

TEST_CASE("A report of another amount, or of a debit that is none of ours, settles nothing") {
    Bank bank;
    bank.f.service.start_workers();
    bank.keep(iban);
    const std::string id = bank.pay();
    bank.f.clock.set(start + 10 * a_day);
    bank.collect();
    const auto less = bank.report(booked("N1", id, "", "59.99")).json();
    REQUIRE(less["changed"] == 0);
    const nlohmann::json differs = {{"problem", "amount_differs"},
                                    {"reference", reference_of(id)},
                                    {"expected", {{"amount", 6000}, {"currency", "EUR"}}},
                                    {"reported", {{"amount", 5999}, {"currency", "EUR"}}}};
    REQUIRE(less["problems"] == nlohmann::json::array({differs}));
    REQUIRE(bank.payment(id)["status"] == "processing");
    // Who did not hear the answer asks again.
    auto again = less;
    again["known_already"] = true;
    REQUIRE(bank.report(booked("N1", id, "", "59.99")).json() == again);
    const auto unknown = bank.report(booked("N2", bank.f.new_payment())).json();
    REQUIRE(unknown["changed"] == 0);
    REQUIRE(unknown["problems"][0]["problem"] == "unknown_reference");
    REQUIRE(bank.report(booked("N3", id, "", "60.00")).json()["changed"] == 1);
    bank.await_status(id, "succeeded");
    // Banks add their charges to what they take back.
    const auto back = bank.report(booked("N4", id, "MD06", "64.50")).json();
    REQUIRE(back["changed"] == 1);
    REQUIRE(back["problems"][0]["problem"] == "amount_differs");
    bank.await_status(id, "returned");
}

TEST_CASE("A rejection that is told after the booking takes the money back") {
    Bank bank;
    bank.f.service.start_workers();
    bank.keep(iban);
    const std::string id = bank.pay();
    bank.f.clock.set(start + 10 * a_day);
    bank.collect();
    bank.report(booked("N1", id));
    bank.await_status(id, "succeeded");
    REQUIRE(bank.report(rejected("R1", id, "AM04")).json()["changed"] == 1);
    bank.await_status(id, "returned");
    REQUIRE(bank.payment(id)["failure"]["code"] == "insufficient_funds");
}

TEST_CASE("Files made at the same moment hold each debit once") {
    Bank bank;
    for (int i = 0; i < 12; ++i) {
        const std::string account = "acc_" + std::to_string(i);
        bank.keep(iban, account);
        bank.pay(account);
    }
    bank.f.clock.set(start + 10 * a_day);
    std::vector<std::thread> threads;
    std::vector<int> statuses(4);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        threads.emplace_back([&, i] { statuses[i] = bank.collect().status; });
    for (std::thread& thread : threads) thread.join();
    REQUIRE(std::count(statuses.begin(), statuses.end(), 201) >= 1);
    REQUIRE(
        bank.f.query("select count(*) || ' ' || sum(debits) || ' ' || sum(cents) from sepa.file")
            .at(0) == "1 12 72000");
    REQUIRE(bank.f.query("select count(*) from sepa.collection where batch_id is not null").at(0) ==
            "12");
}

TEST_CASE("A card is not for the bank, and operators only may collect") {
    Bank bank;
    REQUIRE(bank.f.post(card_body("4242424242424242")).status == 201);
    REQUIRE(bank.f.service.call(bank.f.owner(), "POST", "/v1/operator/collections", "").status ==
            403);
    REQUIRE(bank.f.service.call(bank.f.owner(), "POST", "/v1/operator/bank-reports", "{}").status ==
            403);
    REQUIRE(bank.report("no xml").code() == "bank_report_invalid");
    REQUIRE(bank.f.service
                .call(bank.f.as(Role::operator_), "POST", "/v1/operator/bank-reports",
                      R"({"document":7})")
                .status == 422);
    Fixture without;
    REQUIRE(
        without.service.call(without.as(Role::operator_), "POST", "/v1/operator/collections", "")
            .code() == "collections_not_configured");
}
