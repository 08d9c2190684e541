// No card number and no security code in any database or log, whatever a client does with them.
#include <algorithm>
#include <catch2/catch.hpp>

#include "domain/card.hpp"
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

}  // namespace

TEST_CASE("Card numbers and security codes are nowhere but in the request") {
    System system({{"gateway", {{"TENURE_LOG_LEVEL", "debug"}}},
                   {"payment_method", {{"TENURE_LOG_LEVEL", "debug"}}},
                   {"billing", {{"TENURE_LOG_LEVEL", "debug"}}}});
    const User owner;
    const std::vector<std::string> numbers = {
        "4242424242424242", "5555555555554444", "4000000000000002", "5105105105105100",
        "378282246310005",  "4242424242424241", "6011000990139424", "4000002760003184"};
    const std::string code = "8765432";  // no security code: long enough to be found by itself
    REQUIRE(system.call(owner, "PUT", "/v1/billing/details", details_body()).status == 201);
    const std::string cards = "/v1/payment-methods";
    int key = 0;
    for (const std::string& number : numbers) {
        system.call(owner, "POST", cards, card_body(number, code));
        system.call(owner, "POST", cards, card_body(grouped(number, ' ')),
                    with_key("key-" + std::to_string(++key)));
        system.call(owner, "POST", cards, card_body(grouped(number, '-')), with_key(number));
        system.call(owner, "POST", cards, card_body(number).substr(1));
        // A path is logged, card numbers in it masked; a number without check digit is no card's.
        if (passes_luhn(number)) {
            system.call(owner, "GET", cards + "/" + number);
            system.call(owner, "GET", cards + "?cursor=" + number);
        }
        json holder = json::parse(card_body(number));
        holder["card"]["holder"] = "An " + number;
        system.call(owner, "POST", cards, holder.dump());
    }
    REQUIRE(system
                .call(owner, "POST", "/v1/subscription",
                      R"({"plan": "grow", "users": 5, "cycle": "quarterly"})", with_key("s"))
                .status == 201);

    std::string found = system.logs();
    const std::size_t logged = found.size();
    for (const std::string service :
         {"payment_method", "billing", "subscription", "add_on", "onboarding", "wallet"})
        found += dump_of(system.database(service));
    REQUIRE(logged > 1000);
    REQUIRE(found.find("4242") !=
            std::string::npos);  // last digits are kept: the dump is not empty
    const std::string bare = without_separators(found);
    for (const std::string& number : numbers) {
        const std::size_t at = bare.find(number);
        const std::string around = bare.substr(at < 200 ? 0 : std::min(at, bare.size()) - 200, 400);
        CAPTURE(number, around);
        CHECK(at == std::string::npos);
    }
    CHECK(found.find(code) == std::string::npos);
}
