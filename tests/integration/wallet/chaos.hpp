#pragma once
// Clients that use wallets at random while the service and its database are being killed, and that
// keep a log of what they were told. The checker of chaos_test.cpp reads these logs and the ledger,
// nothing else.

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "http/internal_token.hpp"
#include "testkit/http_probe.hpp"
#include "testkit/process.hpp"
#include "testkit/temp_cluster.hpp"

namespace tenure::test {

/// One key's fate, as its client was told.
struct Told {
    std::string account;
    std::string key;
    bool done = false;        ///< acknowledged; otherwise refused
    std::string transaction;  ///< its id, where the answer has one
    std::int64_t credits =
        0;  ///< what came into the wallet for good, negative: went; ten-thousandths
};

/// The service's executable on a cluster of its own; both can be killed.
class DoomedWallet {
  public:
    DoomedWallet();
    void kill_service();
    void kill_database();
    std::uint16_t port() const { return port_; }
    const http::InternalTokens& tokens() const { return tokens_; }
    std::string database_url() const { return cluster_.url("wallet"); }

  private:
    void start_service();

    SystemClock clock_;
    http::InternalTokens tokens_;
    testkit::TempDirectory directory_;
    testkit::TempCluster cluster_;
    std::unique_ptr<testkit::Process> service_;
    std::uint16_t port_ = 0;
};

/// One thread's client.
class RandomClient {
  public:
    RandomClient(const DoomedWallet& wallet, int number);
    void run(const std::atomic<bool>& stop);
    const std::vector<Told>& log() const { return log_; }

  private:
    struct Held {
        std::string account, id;
    };
    struct Spent {
        std::string account, id;
        std::int64_t credits;
    };
    void act();
    void give();
    void debit();
    void batch();
    void hold();
    void settle();
    void refund();
    /// Repeats the request under its key until the answer is one: below 500.
    testkit::Answer insist(const std::string& account, const std::string& path,
                           const nlohmann::json& body, const std::string& key);
    Told& tell(const std::string& account, const std::string& key, const testkit::Answer& answer);
    std::string some_account();
    std::string new_key();
    int random(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

    const DoomedWallet& wallet_;
    const int number_;
    int keys_ = 0;
    std::mt19937 random_;
    std::vector<Told> log_;
    std::vector<Held> held_;
    std::vector<Spent> spent_;
};

inline constexpr int chaos_wallets = 100;

}  // namespace tenure::test
