// What was spent in each month, and the statement's running balance.
#include "integration/wallet/fixture.hpp"

using namespace tenure;
using test::json;
using test::WalletFixture;

namespace {

Timestamp at(const std::string& instant) {
    return parse_timestamp(instant).value();
}

json usage(const WalletFixture& wallet, const std::string& query) {
    const auto answer = wallet.get("/v1/wallet/usage?" + query);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    return answer.json()["data"];
}

}  // namespace

TEST_CASE("Usage is counted by month of the account's calendar and by kind") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("100").status == 201);
    // Midnight in Brussels is 23:00 UTC.
    REQUIRE(wallet.debit(2, "a", "acc_one", at("2026-11-30T22:59:59.999999Z")).status == 201);
    const auto spent = wallet.debit(3, "b", "acc_one", at("2026-11-30T23:00:00Z"));
    const auto letter =
        wallet.post("/v1/wallet/holds", {{"usage", "post.invoice.BE"}, {"quantity", 2}}, "hold",
                    Role::usage, "acc_one", at("2026-12-02T10:00:00Z"));
    const std::string hold = letter.json()["id"];
    REQUIRE(wallet
                .post("/v1/wallet/holds/" + hold + "/capture", {{"amount", "2.15"}}, "capture",
                      Role::usage, "acc_one", at("2026-12-02T10:01:00Z"))
                .status == 200);
    REQUIRE(
        wallet
            .post("/v1/wallet/transactions/" + spent.json()["id"].get<std::string>() + "/refunds",
                  {{"amount", "0.1"}}, "refund", Role::owner, "acc_one", at("2027-01-05T10:00:00Z"))
            .status == 201);

    const json all = usage(wallet, "from=2026-11&until=2027-01");

    const auto total = [](const char* month, const char* code, int uses, int quantity,
                          const char* credits, const char* refunded) -> json {
        return {{"month", month},       {"usage", code},    {"uses", uses},
                {"quantity", quantity}, {"spent", credits}, {"refunded", refunded}};
    };
    CHECK(all == json{total("2026-11", "sms.BE", 1, 2, "0.1700", "0.0000"),
                      total("2026-12", "post.invoice.BE", 1, 2, "2.1500", "0.0000"),
                      total("2026-12", "sms.BE", 1, 3, "0.2550", "0.0000"),
                      total("2027-01", "sms.BE", 0, 0, "0.0000", "0.1000")});
    CHECK(usage(wallet, "from=2026-12&until=2026-12&usage=sms.BE").size() == 1);
    CHECK(usage(wallet, "").size() == 1);  // up to the present month, November
    CHECK(usage(wallet, "from=9998-02&until=9999-12").empty());
}

TEST_CASE("Months of usage that are none, too many or in the wrong order are refused") {
    const WalletFixture wallet;
    for (const char* query : {"from=2026", "from=2026-13", "until=2026-00", "until=2026-11-01",
                              "from=", "from=2024-11&until=2026-11", "from=2026-12&until=2026-11",
                              "from=2027-01", "from=-001-01"}) {
        CAPTURE(query);
        const auto answer = wallet.get("/v1/wallet/usage?" + std::string(query));
        CHECK(answer.status == 422);
        CHECK(answer.code() == "invalid_fields");
    }
    CHECK(wallet.get("/v1/wallet/usage").json()["data"] == json::array());
}

TEST_CASE("The statement's balance runs from page to page") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);
    for (int number = 1; number <= 12; ++number)
        REQUIRE(wallet.debit(number, "d" + std::to_string(number)).status == 201);
    std::vector<json> newest_first;
    std::string cursor;
    do {
        const json page = wallet
                              .get("/v1/wallet/transactions?limit=5" +
                                   (cursor.empty() ? "" : "&cursor=" + cursor))
                              .json();
        for (const json& made : page["data"]) newest_first.push_back(made);
        cursor = page["next_cursor"].is_null() ? "" : page["next_cursor"].get<std::string>();
    } while (!cursor.empty());

    REQUIRE(newest_first.size() == 13);
    Credits running;
    for (auto made = newest_first.rbegin(); made != newest_first.rend(); ++made) {
        running =
            add(running, Credits::parse((*made)["change"].get<std::string>()).value()).value();
        CHECK((*made)["balance"] == to_string(running));
    }
    CHECK(wallet.balance() == to_string(running));
}
