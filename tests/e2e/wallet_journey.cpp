#include "e2e/wallet_journey.hpp"

#include <catch2/catch.hpp>

#include "e2e/steps.hpp"

namespace tenure::e2e {

namespace {

using nlohmann::json;

const std::string wallet = "/v1/wallet";
const std::string transactions = wallet + "/transactions";

class WalletJourney {
  public:
    WalletJourney(System& system, const User& user)
        : system_(system),
          user_(user),
          machine_{user.account, "usage"},
          operator_{user.account, "operator"} {}

    void reads_the_catalogue();
    void is_given_credits();
    void spends();
    void reserves();
    void gives_back();
    void reads_the_statement();
    void buys_a_pack();
    void recharges_by_itself();

  private:
    testkit::Answer get(const std::string& path) { return system_.call(user_, "GET", path); }
    testkit::Answer post(const User& user, const std::string& path, const json& body) {
        return system_.call(user, "POST", path, body.dump(),
                            with_key("wallet-" + std::to_string(++keys_)));
    }
    std::string balance() {
        return system_.call(machine_, "GET", wallet).json()["balance"].get<std::string>();
    }

    System& system_;
    const User& user_;
    const User machine_, operator_;
    int keys_ = 0;
    std::string debit_;
};

void WalletJourney::reads_the_catalogue() {
    CHECK(get(wallet + "/packs").json()["data"].size() == 8);
    CHECK(get(wallet + "/prices").json()["data"].size() == 15);
}

void WalletJourney::is_given_credits() {
    const auto given =
        post(operator_, wallet + "/grants", {{"amount", "20"}, {"reason", "a welcome"}});
    CAPTURE(given.body);
    REQUIRE(given.status == 201);
}

void WalletJourney::spends() {
    const json before = get(wallet).json();
    const auto debit = post(machine_, wallet + "/debits", {{"usage", "sms.BE"}, {"quantity", 10}});
    CAPTURE(before, debit.body);
    REQUIRE(debit.status == 201);
    CHECK(debit.json()["change"] == "-0.8500");
    CHECK(balance() == debit.json()["balance"]);
    debit_ = debit.json()["id"];
    const json items = {{{"key", "batch-1"}, {"usage", "sms.FR"}, {"quantity", 1}},
                        {{"key", "batch-2"}, {"usage", "post.invoice.BE"}, {"quantity", 99}}};
    const auto batch =
        system_.call(machine_, "POST", wallet + "/debits:batch", json{{"debits", items}}.dump());
    CAPTURE(batch.body);
    REQUIRE(batch.status == 200);
    CHECK(batch.json()["data"][0]["debit"]["change"] == "-0.0750");
    CHECK(batch.json()["data"][1]["error"]["code"] == "credits_insufficient");
    CHECK(get(transactions + "/" + debit_).json() == debit.json());
}

void WalletJourney::reserves() {
    const json letter = {{"usage", "post.invoice.BE"}, {"quantity", 2}};
    const std::string before = balance();
    const auto kept = post(machine_, wallet + "/holds", letter);
    const auto given_up = post(machine_, wallet + "/holds", letter);
    CAPTURE(kept.body, given_up.body);
    REQUIRE(kept.status == 201);
    REQUIRE(given_up.status == 201);
    const std::string holds = wallet + "/holds/";
    const std::string kept_id = kept.json()["id"], given_up_id = given_up.json()["id"];
    CHECK(post(machine_, holds + kept_id + "/capture", {{"amount", "2.15"}}).json()["status"] ==
          "captured");
    CHECK(post(machine_, holds + given_up_id + "/release", json::object()).json()["status"] ==
          "released");
    CHECK(post(machine_, holds + given_up_id + "/capture", json::object()).code() ==
          "hold_not_open");
    CHECK(system_.call(machine_, "GET", holds + kept_id).json()["captured"] == "2.1500");
    CHECK(get(wallet).json()["held"] == "0.0000");
    CHECK(balance() != before);
}

void WalletJourney::gives_back() {
    const std::string path = transactions + "/" + debit_ + "/refunds";
    const auto refund = post(user_, path, {{"amount", "0.5"}});
    CAPTURE(refund.body);
    REQUIRE(refund.status == 201);
    CHECK(refund.json()["change"] == "0.5000");
    CHECK(post(user_, path, {{"amount", "0.5"}}).code() == "refund_too_large");
}

void WalletJourney::reads_the_statement() {
    const json page = get(transactions + "?kind=debit&limit=1").json();
    REQUIRE(page["data"].size() == 1);
    CHECK(page["data"][0]["usage"] == "sms.FR");
    REQUIRE(page["next_cursor"].is_string());
    const std::string next = page["next_cursor"];
    CHECK(get(transactions + "?kind=debit&limit=1&cursor=" + next).json()["data"][0]["id"] ==
          debit_);
    const auto csv = system_.call(user_, "GET", transactions, "", {{"Accept", "text/csv"}});
    CHECK(csv.status == 200);
    CHECK(csv.body.starts_with("number,"));
    const json usage = get(wallet + "/usage?usage=sms.BE").json()["data"];
    REQUIRE(usage.size() == 1);
    CHECK(usage[0]["spent"] == "0.8500");
    CHECK(usage[0]["refunded"] == "0.5000");
    CHECK(get(wallet + "/usage?from=2026-13").status == 422);
}

void WalletJourney::buys_a_pack() {
    const std::string before = balance();
    const auto bought = post(user_, wallet + "/purchases", {{"pack", "pack_50"}});
    CAPTURE(before, bought.body);
    REQUIRE(bought.status == 201);
    CHECK(bought.json()["status"] == "applied");
    CHECK(bought.json()["quote"]["total"]["amount"] == 6050);
    CHECK(bought.json()["invoice_number"].is_string());
    CHECK(get(transactions + "?kind=purchase").json()["data"][0]["change"] == "50.0000");
    const std::string path = wallet + "/purchases";
    CHECK(get(path).json()["data"].size() == 1);
    CHECK(get(path + "/" + bought.json()["id"].get<std::string>()).json() == bought.json());
}

void WalletJourney::recharges_by_itself() {
    const std::string path = wallet + "/auto-recharge";
    const auto off = get(path);
    CHECK(off.json()["enabled"] == false);
    const json wish = {
        {"enabled", true}, {"threshold", "1000"}, {"pack", "pack_5"}, {"monthly_cap", "5"}};
    const auto on =
        system_.call(user_, "PUT", path, wish.dump(), {{"If-Match", off.header("etag")}});
    CAPTURE(on.body);
    REQUIRE(on.status == 200);
    await_that("a pack is bought by itself",
               [&] { return get(transactions + "?kind=purchase").json()["data"].size() == 2; });
    const json bought = get(wallet + "/purchases").json()["data"][0];
    CHECK(bought["automatic"] == true);
    CHECK(bought["credits"] == "5.0000");
    json no_more = wish;
    no_more["enabled"] = false;
    const auto stopped =
        system_.call(user_, "PUT", path, no_more.dump(), {{"If-Match", get(path).header("etag")}});
    CHECK(stopped.json()["enabled"] == false);
    const json history = get(wallet + "/history").json()["data"];
    REQUIRE(history.size() == 4);
    CHECK(history[0]["action"] == "auto_recharge.replaced");
    CHECK(history[0]["old"]["enabled"] == true);
    CHECK(history[1]["action"] == "buy_pack.applied");
    CHECK(history[1]["subject"] == "service:wallet");
    CHECK(history[3]["new"]["pack"] == "pack_50");
}

}  // namespace

void go_through_the_wallet(System& system, const User& user) {
    WalletJourney journey(system, user);
    journey.reads_the_catalogue();
    journey.is_given_credits();
    journey.spends();
    journey.reserves();
    journey.gives_back();
    journey.reads_the_statement();
    journey.buys_a_pack();
    journey.recharges_by_itself();
}

}  // namespace tenure::e2e
