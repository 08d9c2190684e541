// No card number, no security code and no IBAN in any database, log or answer, whatever a client
// does with them.
#include <algorithm>
#include <catch2/catch.hpp>

#include "domain/card.hpp"
#include "domain/iban.hpp"
#include "e2e/payments_journey.hpp"
#include "e2e/steps.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

/// Every row of every table of a database, as text.
std::string dump_of(const testkit::TempDatabase& database) {
    std::string all;
    const auto tables = database.query(
        "select format('%I.%I', schemaname, tablename) from pg_tables "
        "where schemaname not in ('pg_catalog', 'information_schema')");
    for (const std::string& table : tables)
        for (const std::string& row : database.query("select t::text from " + table + " t"))
            all += row + "\n";
    return all;
}

std::string without_separators(const std::string& text) {
    std::string kept;
    for (const char c : text)
        if (c != ' ' && c != '-') kept += c;
    return kept;
}

std::string grouped(const std::string& number, char separator) {
    std::string text;
    for (std::size_t i = 0; i < number.size(); ++i) {
        if (i > 0 && i % 4 == 0) text += separator;
        text += number[i];
    }
    return text;
}

const std::vector<std::string> services = {"payment_method", "billing",    "subscription",
                                           "add_on",         "onboarding", "wallet"};

/// Everything logs all it can, and debits are collected through the bank.
std::map<std::string, Variables> talkative(const std::string& bank_files) {
    std::map<std::string, Variables> all;
    for (const std::string& service : services) all[service]["TENURE_LOG_LEVEL"] = "trace";
    all["gateway"]["TENURE_LOG_LEVEL"] = "trace";
    all["payment_method"].merge(collected_through(bank_files));
    return all;
}

/// A system and all that it said.
struct Overheard {
    testkit::TempDirectory bank_files;
    System system{talkative(bank_files.path())};
    User owner;
    std::string answers;
    int keys = 0;

    testkit::Answer send(const std::string& method, const std::string& path,
                         const std::string& body = {}, testkit::Headers headers = {}) {
        auto answer = system.call(owner, method, path, body, std::move(headers));
        for (const auto& [name, value] : answer.headers) answers += name + ": " + value + "\n";
        answers += answer.body + "\n";
        return answer;
    }
    std::string next_key() { return "key-" + std::to_string(++keys); }
    /// Logs, answers and the rows of all databases.
    std::string everything() {
        std::string found = system.logs();
        REQUIRE(found.size() > 1000);
        REQUIRE(answers.size() > 1000);
        found += answers;
        for (const std::string& service : services) found += dump_of(system.database(service));
        return found;
    }
};

void holds_none_of(const std::string& found, const std::vector<std::string>& secrets) {
    const std::string bare = without_separators(found);
    for (const std::string& secret : secrets) {
        const std::size_t at = bare.find(secret);
        const std::string around = bare.substr(at < 200 ? 0 : std::min(at, bare.size()) - 200, 400);
        CAPTURE(secret, around);
        CHECK(at == std::string::npos);
    }
}

std::string iban_body(const std::string& iban) {
    return json{{"type", "sepa_debit"},
                {"sepa_debit", {{"iban", iban}, {"account_holder", "Exemple SRL"}}},
                {"mandate", {{"accepted", true}}}}
        .dump();
}

}  // namespace

TEST_CASE("Card numbers and security codes are nowhere but in the request") {
    Overheard all;
    const std::vector<std::string> numbers = {
        "4242424242424242", "5555555555554444", "4000000000000002", "5105105105105100",
        "378282246310005",  "4242424242424241", "6011000990139424", "4000002760003184"};
    const std::string code = "8765432";  // no security code: long enough to be found by itself
    REQUIRE(all.send("PUT", "/v1/billing/details", details_body()).status == 201);
    const std::string cards = "/v1/payment-methods";
    for (const std::string& number : numbers) {
        all.send("POST", cards, card_body(number, code));
        all.send("POST", cards, card_body(grouped(number, ' ')), with_key(all.next_key()));
        all.send("POST", cards, card_body(grouped(number, '-')), with_key(number));
        all.send("POST", cards, card_body(number).substr(1));
        // A path is logged, card numbers in it masked; a number without check digit is no card's.
        if (passes_luhn(number)) {
            all.send("GET", cards + "/" + number);
            all.send("GET", cards + "?cursor=" + number);
        }
        json holder = json::parse(card_body(number));
        holder["card"]["holder"] = "An " + number;
        all.send("POST", cards, holder.dump());
    }
    REQUIRE(all.send("POST", "/v1/subscription",
                     R"({"plan": "grow", "users": 5, "cycle": "quarterly"})", with_key("s"))
                .status == 201);
    const std::string found = all.everything();
    REQUIRE(found.find("4242") !=
            std::string::npos);  // last digits are kept: the dump is not empty
    holds_none_of(found, numbers);
    CHECK(found.find(code) == std::string::npos);
}

TEST_CASE("IBANs are nowhere but in the request and in the bank's file") {
    Overheard all;
    // Good ones, one with a wrong check digit, one that SEPA does not reach.
    const std::vector<std::string> ibans = {"BE62510007547061", "DE89370400440532013000",
                                            "FR1420041010050500013M02606", "BE63510007547061",
                                            "AE070331234567890123456"};
    REQUIRE(all.send("PUT", "/v1/billing/details", details_body()).status == 201);
    const std::string methods = "/v1/payment-methods";
    for (const std::string& iban : ibans) {
        all.send("POST", methods, iban_body(iban), with_key(all.next_key()));
        all.send("POST", methods, iban_body(grouped(iban, ' ')), with_key(all.next_key()));
        all.send("POST", methods, iban_body(iban).substr(1));
        // A path is logged, IBANs in it masked; one with wrong check digits is no account's.
        if (!Iban::parse(iban).ok()) continue;
        all.send("GET", methods + "/" + iban);
        all.send("GET", methods + "?cursor=" + iban);
    }
    CHECK(json::parse(all.send("GET", methods).body)["data"].size() == 3);
    REQUIRE(all.send("POST", "/v1/subscription",
                     R"({"plan": "grow", "users": 5, "cycle": "quarterly"})", with_key("s"))
                .status == 201);
    const User runs_it{all.owner.account, "operator"};
    const auto file = all.system.call(runs_it, "POST", "/v1/operator/collections");
    CAPTURE(file.body);
    REQUIRE(file.status == 201);
    all.answers += file.body;
    const std::string found = all.everything();
    REQUIRE(found.find("7061") != std::string::npos);
    holds_none_of(found, ibans);
    // The longest part of them that says whose account it is, too.
    holds_none_of(found, {"510007547061", "370400440532013000", "20041010050500013M026"});
}
