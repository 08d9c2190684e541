// Debits: what they answer, their keys, and many of them at once.
#include <atomic>
#include <thread>

#include "integration/wallet/fixture.hpp"

using namespace tenure;
using test::json;
using test::WalletFixture;

TEST_CASE("A debit answers with what it cost and what is left") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);

    const auto debit = wallet.debit(3, "one");

    CHECK(debit.status == 201);
    CHECK(debit.json()["unit_price"] == "0.0850");
    CHECK(debit.json()["change"] == "-0.2550");
    CHECK(debit.json()["balance"] == "9.7450");
    CHECK(debit.header("location") ==
          "/v1/wallet/transactions/" + debit.json()["id"].get<std::string>());
    CHECK(wallet.balance() == "9.7450");
    CHECK(wallet.differences() == "");
}

TEST_CASE("The same key is one debit, alone and in a batch, and no other debit") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);
    const auto first = wallet.debit(1, "once");

    const auto again = wallet.debit(1, "once");
    const auto other = wallet.debit(2, "once");
    const auto batch =
        wallet.post("/v1/wallet/debits:batch",
                    {{"debits", {{{"key", "once"}, {"usage", "sms.BE"}, {"quantity", 1}}}}}, "");

    CHECK(again.status == 201);
    CHECK(again.header("idempotent-replayed") == "true");
    CHECK(again.json()["id"] == first.json()["id"]);
    CHECK(other.status == 422);
    CHECK(other.code() == "idempotency_key_reused");
    CHECK(batch.json()["data"][0]["replayed"] == true);
    CHECK(batch.json()["data"][0]["debit"]["id"] == first.json()["id"]);
    CHECK(wallet.balance() == "9.9150");
}

TEST_CASE("Each debit of a batch has its own outcome") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("0.1").status == 201);
    json debits = json::array();
    debits.push_back({{"key", "a"}, {"usage", "sms.BE"}, {"quantity", 1}});
    debits.push_back({{"key", "b"}, {"usage", "sms.BE"}, {"quantity", 1}});
    debits.push_back({{"key", "c"}, {"usage", "sms.XX"}, {"quantity", 1}});

    const auto batch = wallet.post("/v1/wallet/debits:batch", {{"debits", debits}}, "");

    REQUIRE(batch.status == 200);
    const json data = batch.json()["data"];
    CHECK(data[0]["debit"]["balance"] == "0.0150");
    CHECK(data[0]["error"].is_null());
    CHECK(data[1]["error"]["code"] == "credits_insufficient");
    CHECK(data[2]["error"]["code"] == "invalid_fields");
    CHECK(wallet.balance() == "0.0150");
    CHECK(wallet.differences() == "");
}

TEST_CASE("A debit beyond the balance is 402 with both figures and writes nothing") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("0.05").status == 201);

    const auto debit = wallet.debit(1, "too much");

    CHECK(debit.status == 400);  // a key has no spaces
    const auto refused = wallet.debit(1, "too-much");
    CHECK(refused.status == 402);
    CHECK(refused.code() == "credits_insufficient");
    CHECK(refused.json()["balance"] == "0.0500");
    CHECK(refused.json()["required"] == "0.0850");
    CHECK(wallet.query("select count(*) from ledger_transaction").front() == "1");
    REQUIRE(wallet.give("1").status == 201);
    CHECK(wallet.debit(1, "too-much").status == 201);  // nothing had happened under this key
}

TEST_CASE("Forty threads debit one wallet and it is never overdrawn") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("8.5").status == 201);  // a hundred messages
    std::atomic<int> spent{0}, refused{0}, other{0};

    std::vector<std::thread> threads;
    for (int thread = 0; thread < 40; ++thread)
        threads.emplace_back([&, thread] {
            for (int turn = 0; turn < 5; ++turn) {
                const auto debit =
                    wallet.debit(1, std::to_string(thread) + "-" + std::to_string(turn));
                (debit.status == 201 ? spent : debit.status == 402 ? refused : other)++;
            }
        });
    for (std::thread& thread : threads) thread.join();

    CHECK(spent == 100);
    CHECK(refused == 100);
    CHECK(other == 0);
    CHECK(wallet.balance() == "0.0000");
    CHECK(wallet.differences() == "");
}

TEST_CASE("Twenty threads send one key and it is one debit") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);
    std::atomic<int> fresh{0}, replayed{0};

    std::vector<std::thread> threads;
    for (int thread = 0; thread < 20; ++thread)
        threads.emplace_back([&] {
            const auto debit = wallet.debit(1, "the-one");
            if (debit.status == 201)
                (debit.header("idempotent-replayed") == "true" ? replayed : fresh)++;
        });
    for (std::thread& thread : threads) thread.join();

    CHECK(fresh == 1);
    CHECK(replayed == 19);
    CHECK(wallet.balance() == "9.9150");
}

TEST_CASE("A usage code must be in the catalogue, a quantity at least one, a field known") {
    const WalletFixture wallet;
    const auto refused = [&](const json& body) {
        return wallet.post("/v1/wallet/debits", body, "bad").json()["errors"][0]["code"];
    };

    CHECK(refused({{"usage", "sms.XX"}, {"quantity", 1}}) == "unknown_usage");
    CHECK(refused({{"usage", "sms.BE"}, {"quantity", 0}}) == "out_of_range");
    CHECK(refused({{"usage", "sms.BE"}, {"quantity", 1.5}}) == "wrong_type");
    CHECK(refused({{"usage", "sms.BE"}, {"quantity", 1}, {"amount", "1"}}) == "unknown_field");
    CHECK(refused({{"quantity", 1}}) == "required");
    CHECK(wallet.post("/v1/wallet/debits", {{"usage", "sms.BE"}, {"quantity", 1}}, "").code() ==
          "idempotency_key_required");
    CHECK(
        wallet.post("/v1/wallet/debits", {{"usage", "sms.BE"}, {"quantity", 1}}, "k", Role::member)
            .status == 403);
}

TEST_CASE("The ledger takes no change and no deletion, whoever asks") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);

    for (const char* sql :
         {"update ledger_transaction set change = 0", "delete from ledger_transaction",
          "truncate ledger_transaction", "update posting set amount = 1", "delete from posting",
          "truncate posting"})
        CHECK_THROWS_WITH(wallet.query(sql), Catch::Contains("append-only"));
}

TEST_CASE("A role that owns the ledger has no right to change it") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);
    // The tests' own role is a superuser, whom rights do not bind; this is what the others have.
    for (const std::string table : {"ledger_transaction", "posting"}) {
        const auto rights = wallet.query(
            "select privilege_type from information_schema.role_table_grants where table_name = '" +
            table + "' and grantee = current_user order by 1");
        CHECK(rights == std::vector<std::string>{"INSERT", "REFERENCES", "SELECT", "TRIGGER"});
    }
}

TEST_CASE("Tampering with the ledger or a balance shows") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10").status == 201);
    REQUIRE(wallet.debit(2, "one").status == 201);
    REQUIRE(wallet.debit(3, "two").status == 201);
    REQUIRE(wallet.differences() == "");

    wallet.query("alter table ledger_transaction disable trigger all");
    wallet.query("update ledger_transaction set reference = 'other' where number = 2");
    CHECK(wallet.differences() == "seal acc_one 2\n");
    wallet.query("update ledger_transaction set reference = null where number = 2");
    wallet.query("update wallet set available = available + 1");
    CHECK_THAT(wallet.differences(), Catch::Contains("balance acc_one"));
}

TEST_CASE("The ledger checks itself in the background and exports what it found") {
    const std::map<std::string, std::string> often = {{"TENURE_WALLET_VERIFY_INTERVAL_S", "1"}};
    WalletFixture wallet(often);
    for (const std::string account : {"acc_one", "acc_two"}) {
        REQUIRE(wallet.give("10", account).status == 201);
        REQUIRE(wallet.debit(2, "one", account).status == 201);
    }
    wallet.service.start_workers();
    const auto shows = [&](const std::string& line) {
        for (int tries = 0; tries < 2'000; ++tries) {
            const auto metrics = testkit::exchange(wallet.service.port(), "GET", "/metrics");
            if (metrics.body.find(line) != std::string::npos) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return false;
    };

    CHECK(shows("tenure_wallet_ledger_verified_transactions 4"));
    CHECK(shows("tenure_wallet_ledger_differences 0"));
    wallet.query("alter table ledger_transaction disable trigger all");
    wallet.query(
        "update ledger_transaction set reference = 'x' where account_id = 'acc_two' "
        "and number = 1");
    CHECK(shows("tenure_wallet_ledger_differences 1"));
}

TEST_CASE("Credits running low are announced once for each level") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("10.1").status == 201);

    REQUIRE(wallet.debit(1, "one").status == 201);  // 10.0150
    REQUIRE(wallet.debit(1, "two").status == 201);  //  9.9300: below 10
    REQUIRE(wallet.debit(1, "three").status == 201);
    REQUIRE(wallet.debit(106, "many").status == 201);  // 0.8350: below 5 and 1

    CHECK(wallet.query("select data->>'level' from event where type = 'wallet.balance_low' "
                       "order by seq") == std::vector<std::string>{"10.0000", "5.0000", "1.0000"});
}

TEST_CASE("A hold that takes the balance to a level announces it too") {
    const WalletFixture wallet;
    REQUIRE(wallet.give("12").status == 201);

    REQUIRE(wallet.post("/v1/wallet/holds", {{"usage", "post.invoice.BE"}, {"quantity", 1}}, "h")
                .status == 201);

    CHECK(wallet.query("select data->>'balance' from event where type = 'wallet.balance_low'") ==
          std::vector<std::string>{"9.8500"});
}
