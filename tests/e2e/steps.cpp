#include "e2e/steps.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <ostream>

namespace tenure::e2e {

using nlohmann::json;

std::string details_body(const std::string& company) {
    return json{{"company_name", company},
                {"address",
                 {{"line1", "Rue de la Loi 16"},
                  {"postal_code", "1000"},
                  {"city", "Bruxelles"},
                  {"country", "BE"}}},
                {"vat_number", "BE0403019261"},
                {"email", "compta@example.com"},
                {"language", "fr"}}
        .dump();
}

std::string card_body(const std::string& number, const std::string& cvc) {
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    const int year = static_cast<int>(std::chrono::year_month_day(today).year());
    return json{
        {"type", "card"},
        {"card", {{"number", number}, {"exp_month", 12}, {"exp_year", year + 3}, {"cvc", cvc}}}}
        .dump();
}

std::string add_users_body(int users, const std::string& quote_id) {
    json body = {{"type", "add_users"}, {"users", users}};
    if (!quote_id.empty()) body["quote_id"] = quote_id;
    return body.dump();
}

testkit::Headers with_key(const std::string& key) {
    return {{"Idempotency-Key", key}};
}

void use_card(System& system, const User& user, const std::string& number) {
    const auto kept = system.call(user, "POST", "/v1/payment-methods", card_body(number));
    REQUIRE(kept.status == 201);
    const json body = {{"payment_method_id", kept.json()["id"]}};
    REQUIRE(system.call(user, "PUT", "/v1/payment-methods/default", body.dump()).status == 200);
}

void subscribe(System& system, const User& user) {
    REQUIRE(system.call(user, "PUT", "/v1/billing/details", details_body()).status == 201);
    use_card(system, user, good_card);
    const auto started =
        system.call(user, "POST", "/v1/subscription",
                    R"({"plan": "grow", "users": 5, "cycle": "quarterly"})", with_key("start"));
    CAPTURE(started.body);
    REQUIRE(started.status == 201);
}

testkit::Answer add_users(System& system, const User& user, int users, const std::string& key) {
    return system.call(user, "POST", "/v1/subscription/changes", add_users_body(users),
                       with_key(key));
}

int users_of(System& system, const User& user) {
    const auto answer = system.call(user, "GET", "/v1/subscription");
    return answer.status == 200 ? answer.json()["users"].get<int>() : -answer.status;
}

bool without_gap(std::vector<std::string> numbers) {
    std::sort(numbers.begin(), numbers.end());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::string counter = numbers[i].substr(numbers[i].rfind('-') + 1);
        if (std::stoul(counter) != i + 1) return false;
    }
    return true;
}

Books books_of(System& system) {
    const auto count = [&](const char* service, const std::string& rows) {
        const auto found = system.database(service).query("select count(*) from " + rows);
        return std::stoi(found.at(0));
    };
    return {
        count("billing", "invoice where number is not null"),
        count("billing", "invoice where status = 'draft'"),
        count("billing", "billing_order where status = 'pending'"),
        count("subscription", "seller_change where status = 'pending'"),
        count("payment_method", "payment where status = 'succeeded'"),
        count("payment_method", "sandbox.charge where failure_code is null"),
    };
}

std::ostream& operator<<(std::ostream& out, const Books& books) {
    return out << books.invoices << " invoices, " << books.drafts << " drafts, "
               << books.orders_pending << " orders pending, " << books.changes_pending
               << " changes pending, " << books.payments << " payments, " << books.charges
               << " charges";
}

std::vector<std::string> invoice_numbers(System& system) {
    return system.database("billing").query(
        "select number from invoice where number is not null order by number");
}

}  // namespace tenure::e2e
