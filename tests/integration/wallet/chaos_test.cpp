// Sixty-four clients, a hundred wallets, all operations at random, while service and database are
// killed again and again. TENURE_CHAOS_SECONDS says for how long (12 when not set).
#include "integration/wallet/chaos.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <pqxx/pqxx>
#include <thread>

using namespace tenure;
using namespace tenure::test;

namespace {

constexpr int clients_at_once = 64;

std::chrono::seconds duration() {
    const char* const seconds = std::getenv("TENURE_CHAOS_SECONDS");
    return std::chrono::seconds(seconds == nullptr ? 12 : std::stoi(seconds));
}

/// Kills the service and the database by turns, one every two seconds.
void kill_by_turns(DoomedWallet& wallet) {
    const auto end = std::chrono::steady_clock::now() + duration();
    for (bool service = true; std::chrono::steady_clock::now() < end; service = !service) {
        std::this_thread::sleep_for(std::chrono::seconds(2));
        if (service)
            wallet.kill_service();
        else
            wallet.kill_database();
    }
}

struct Entry {
    std::string account, id;
};

/// What the ledger has under keys, by key (a client never uses a key for two accounts).
std::map<std::string, Entry> keyed_entries(const DoomedWallet& wallet) {
    pqxx::connection connection(wallet.database_url());
    pqxx::nontransaction work(connection);
    std::map<std::string, Entry> entries;
    for (const pqxx::row& row :
         work.exec("select key, account_id, id from ledger_transaction where key is not null")) {
        const auto [place, added] =
            entries.emplace(row[0].c_str(), Entry{row[1].c_str(), row[2].c_str()});
        CHECK(added);
    }
    return entries;
}

/// What each wallet has, reserved or not.
std::map<std::string, std::int64_t> totals(const DoomedWallet& wallet) {
    pqxx::connection connection(wallet.database_url());
    pqxx::nontransaction work(connection);
    std::map<std::string, std::int64_t> found;
    for (const pqxx::row& row : work.exec("select account_id, available + held - debt from wallet"))
        found.emplace(row[0].c_str(), row[1].as<std::int64_t>());
    return found;
}

std::string differences(const DoomedWallet& wallet) {
    const testkit::TempDirectory directory;
    testkit::Process psql(
        {"/usr/bin/psql", "-X", "-v", "ON_ERROR_STOP=1", "-f",
         TENURE_SOURCE_DIR "/deploy/cli/verify_ledger.sql", wallet.database_url()},
        {}, directory.path() + "/psql.log");
    REQUIRE(psql.wait(std::chrono::seconds(60)) == 0);
    return psql.log();
}

}  // namespace

TEST_CASE("Whatever dies, what was acknowledged is in the ledger once and nothing else is") {
    DoomedWallet wallet;
    std::vector<std::unique_ptr<RandomClient>> clients;
    for (int number = 0; number < clients_at_once; ++number)
        clients.push_back(std::make_unique<RandomClient>(wallet, number));
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (const auto& client : clients) threads.emplace_back([&] { client->run(stop); });

    kill_by_turns(wallet);
    stop = true;
    for (std::thread& thread : threads) thread.join();

    std::map<std::string, Entry> entries = keyed_entries(wallet);
    std::map<std::string, std::int64_t> expected;
    int done = 0, refused = 0, missing = 0, unwanted = 0, other = 0;
    for (const auto& client : clients)
        for (const Told& told : client->log()) {
            const auto entry = entries.find(told.key);
            const bool there = entry != entries.end() && entry->second.account == told.account;
            ++(told.done ? done : refused);
            if (told.done && !there) ++missing;
            if (!told.done && entry != entries.end()) ++unwanted;
            if (there && !told.transaction.empty() && entry->second.id != told.transaction) ++other;
            if (entry != entries.end()) entries.erase(entry);
            expected[told.account] += told.credits;
        }
    WARN(done << " operations acknowledged, " << refused << " refused");
    CHECK(done > 500);
    CHECK(refused > 50);
    CHECK(missing == 0);
    CHECK(unwanted == 0);
    CHECK(other == 0);
    CHECK(entries.empty());  // nothing that no client was told of
    for (const auto& [account, total] : totals(wallet)) {
        INFO(account);
        CHECK(total == expected[account]);
    }
    CHECK(differences(wallet) == "");
}
