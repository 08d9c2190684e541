// The journey of README, every step at the gateway.
#include <catch2/catch.hpp>

#include "e2e/add_on_journey.hpp"
#include "e2e/billing_journey.hpp"
#include "e2e/onboarding_journey.hpp"
#include "e2e/payments_journey.hpp"
#include "e2e/steps.hpp"
#include "e2e/subscription_journey.hpp"
#include "e2e/wallet_journey.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

std::string first_field_code(const testkit::Answer& answer) {
    const json body = answer.json();
    return body.contains("errors") ? body["errors"][0]["code"].get<std::string>() : "";
}

std::string with_expiry(const std::string& number, int month, int year) {
    json body = json::parse(card_body(number));
    body["card"]["exp_month"] = month;
    body["card"]["exp_year"] = year;
    return body.dump();
}

/// One account's way through the product; each step leaves what the next one needs.
class Journey {
  public:
    void nothing_is_there_yet();
    void gives_billing_details();
    void keeps_a_card();
    void starts_with_five_users();
    void adds_three_users();
    void is_declined();
    void sees_what_comes_next();
    void reads_everything();
    void removes_the_declining_card();
    void goes_through_the_add_on() { go_through_the_add_on(system_, owner_, 9); }
    void goes_through_the_changes() { go_through_the_changes(system_, owner_, 9); }
    void goes_through_the_wallet() { go_through_the_wallet(system_, owner_); }
    void goes_through_billing() {
        go_through_billing(system_, owner_);
        go_through_unpaid_invoices(system_, "acc_unpaid");
    }
    void goes_through_the_onboarding() { go_through_the_onboarding(system_, "acc_onboarding"); }
    void goes_through_payments() { go_through_payments(system_, "acc_payer"); }
    void has_seen_the_whole_description();

  private:
    testkit::Answer get(const std::string& path) { return system_.call(owner_, "GET", path); }
    json methods() { return get("/v1/payment-methods").json()["data"]; }

    testkit::TempDirectory bank_files_;
    System system_{{{"payment_method", collected_through(bank_files_.path())}}};
    User owner_;
    json licence_;
    json quote_;
    json bought_;
};

const std::string start_body = R"({"plan": "grow", "users": 5, "cycle": "quarterly"})";
const std::string changes = "/v1/subscription/changes";
const std::string cards = "/v1/payment-methods";

void Journey::nothing_is_there_yet() {
    CHECK(get("/v1/subscription").code() == "subscription_missing");
    CHECK(get("/v1/billing/details").code() == "billing_details_missing");
    const auto early =
        system_.call(owner_, "POST", "/v1/subscription", start_body, with_key("early"));
    CHECK(early.status == 409);
    CHECK(early.code() == "billing_details_missing");
}

void Journey::gives_billing_details() {
    const std::string path = "/v1/billing/details";
    const auto details = system_.call(owner_, "PUT", path, details_body());
    REQUIRE(details.status == 201);
    const std::string etag = details.header("etag");
    REQUIRE_FALSE(etag.empty());
    const auto renamed = system_.call(owner_, "PUT", path, details_body("Exemple et Fils SRL"),
                                      {{"If-Match", etag}});
    CHECK(renamed.status == 200);
    CHECK(renamed.header("etag") != etag);
    CHECK(renamed.json()["vat_number"] == "BE0403019261");
}

/// A good card is kept, others are refused, each with its code.
void Journey::keeps_a_card() {
    const auto refusal = [&](const std::string& body) {
        const auto answer = system_.call(owner_, "POST", cards, body);
        CHECK(answer.status == 422);
        return first_field_code(answer);
    };
    CHECK(refusal(card_body("4242424242424241")) == "card_number_check_digit");
    CHECK(refusal(with_expiry(good_card, 1, 2020)) == "card_expired");
    CHECK(refusal(card_body("5105105105105100")) == "card_prepaid");
    CHECK(methods().empty());
    CHECK(system_.call(owner_, "POST", cards, card_body(good_card)).status == 201);
}

void Journey::starts_with_five_users() {
    CHECK(get("/v1/plans").json()["data"].size() == 3);
    const auto started =
        system_.call(owner_, "POST", "/v1/subscription", start_body, with_key("start"));
    CAPTURE(started.body);
    REQUIRE(started.status == 201);
    CHECK(started.json()["status"] == "applied");
    licence_ = get("/v1/subscription").json();
    CHECK(licence_["plan"] == "grow");
    CHECK(licence_["users"] == 5);
    CHECK(licence_["cycle"] == "quarterly");
    CHECK(licence_["price_per_user"]["amount"] == 3000);
    CHECK(licence_["change_window_open"] == true);
    CHECK(licence_["actions"][0]["type"] == "add_users");
    CHECK(licence_["actions"][0]["allowed"] == true);
}

/// Preview, then buy at exactly that price; the same key again is the same purchase.
void Journey::adds_three_users() {
    const auto preview = system_.call(owner_, "POST", changes + "/preview", add_users_body(3));
    REQUIRE(preview.status == 200);
    quote_ = preview.json();
    CHECK(quote_["lines"][0]["quantity"] == 3);
    CHECK(quote_["lines"][0]["months"] == 3);  // a whole quarter is left on its first day
    CHECK(quote_["subtotal"]["amount"] == 27000);
    CHECK(quote_["vat"][0]["rate"] == "21.00");
    CHECK(quote_["vat"][0]["amount"]["amount"] == 5670);
    CHECK(quote_["total"]["amount"] == 32670);
    const std::string purchase = add_users_body(3, quote_["id"]);
    const auto bought = system_.call(owner_, "POST", changes, purchase, with_key("three"));
    CAPTURE(bought.body);
    REQUIRE(bought.status == 201);
    bought_ = bought.json();
    CHECK(bought_["status"] == "applied");
    CHECK(bought_["quote"]["total"] == quote_["total"]);
    CHECK(users_of(system_, owner_) == 8);
    const auto again = system_.call(owner_, "POST", changes, purchase, with_key("three"));
    CHECK(again.status == 201);
    CHECK(again.body == bought.body);
    CHECK(again.header("idempotent-replayed") == "true");
    CHECK(books_of(system_) == Books{2, 0, 0, 0, 2, 2});
}

/// Nothing changes and no number is used up; the good card can be chosen again.
void Journey::is_declined() {
    use_card(system_, owner_, declining_card);
    const auto declined = add_users(system_, owner_, 2, "declined");
    CHECK(declined.status == 402);
    CHECK(declined.code() == "payment_declined");
    CHECK(users_of(system_, owner_) == 8);
    CHECK(books_of(system_) == Books{2, 0, 0, 0, 2, 2});
    for (const json& method : methods()) {
        if (method["card"]["last4"] != "4242") continue;
        const json body = {{"payment_method_id", method["id"]}};
        CHECK(system_.call(owner_, "PUT", cards + "/default", body.dump()).status == 200);
    }
    CHECK(add_users(system_, owner_, 1, "after").status == 201);
    CHECK(without_gap(invoice_numbers(system_)));
}

void Journey::sees_what_comes_next() {
    const json next = get("/v1/billing/next-invoice").json();
    CHECK(next["date"] == licence_["renews_on"]);
    CHECK(next["subtotal"]["amount"] == 9 * 3 * 3000);
    const json invoice =
        get("/v1/billing/invoices/" + bought_["invoice_id"].get<std::string>()).json();
    CHECK(invoice["number"] == bought_["invoice_number"]);
    CHECK(invoice["total"] == quote_["total"]);
    CHECK(invoice["status"] == "paid");
    CHECK(get("/v1/billing/invoices").json()["data"].size() == 3);
    const auto overview = get("/v1/overview");
    CHECK(overview.status == 200);
    CHECK(overview.json()["subscription"]["users"] == 9);
    CHECK(overview.json()["onboarding"]["data"].size() == 4);
    CHECK(overview.json()["wallet"]["balance"] != nullptr);
}

/// Each list by pages, and each thing in it.
void Journey::reads_everything() {
    const auto page = get(changes + "?limit=1");
    REQUIRE(page.status == 200);
    const json first = page.json();
    REQUIRE(first["data"].size() == 1);
    REQUIRE(first["next_cursor"].is_string());
    CHECK_FALSE(page.header("link").empty());
    const std::string cursor = first["next_cursor"];
    const json second = get(changes + "?limit=1&cursor=" + cursor).json();
    CHECK(second["data"][0]["id"] != first["data"][0]["id"]);
    const std::string id = first["data"][0]["id"];
    CHECK(get(changes + "/" + id).status == 200);
    CHECK(get("/v1/payments/pay" + id.substr(3)).status == 200);
    const std::string method = methods()[0]["id"];
    CHECK(get(cards + "/" + method).status == 200);
    CHECK(get("/healthz").status == 200);
    CHECK(get("/readyz").status == 200);
    CHECK(get("/v1/billing/cycle").status == 200);
    CHECK(get("/v1/billing/details").status == 200);
}

void Journey::removes_the_declining_card() {
    for (const json& method : methods()) {
        if (method["card"]["last4"] != "0002") continue;
        const std::string id = method["id"];
        CHECK(system_.call(owner_, "DELETE", cards + "/" + id).status == 204);
    }
    CHECK(methods().size() == 1);
}

void Journey::has_seen_the_whole_description() {
    const std::set<std::string> left = system_.operations_without_success();
    CAPTURE(left);
    CHECK(left.empty());
}

}  // namespace

TEST_CASE("The journey: see the licence, add users, pay, see the next invoice") {
    Journey journey;
    journey.nothing_is_there_yet();
    journey.gives_billing_details();
    journey.keeps_a_card();
    journey.starts_with_five_users();
    journey.adds_three_users();
    journey.is_declined();
    journey.sees_what_comes_next();
    journey.reads_everything();
    journey.removes_the_declining_card();
    journey.goes_through_the_add_on();
    journey.goes_through_the_changes();
    journey.goes_through_the_wallet();
    journey.goes_through_billing();
    journey.goes_through_payments();
    journey.goes_through_the_onboarding();
    journey.has_seen_the_whole_description();
}
