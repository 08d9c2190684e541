#include "wallet/module.hpp"

#include <chrono>

#include "embedded/wallet_migrations.hpp"
#include "log/log.hpp"
#include "wallet/app/debit_batcher.hpp"
#include "wallet/app/verification.hpp"
#include "wallet/clients/sha256_seal.hpp"
#include "wallet/http/dto.hpp"
#include "wallet/http/routes.hpp"
#include "wallet/store/store.hpp"

namespace tenure::wallet {

namespace {

/// Handlers wait for the batcher, so there are many more of them than database connections.
constexpr int handler_threads = 64;

class WalletModule final : public runtime::Module {
  public:
    WalletModule(Config config, const runtime::Platform& platform)
        : config_(std::move(config)),
          seal_(make_seal()),
          documents_(make_event_documents()),
          store_(make_store(platform.pool, *seal_, config_.default_time_zone)),
          wallets_(*store_, config_.catalog, *documents_, config_.low_balance_levels),
          spending_(*store_, config_.catalog, *documents_, config_.low_balance_levels),
          debits_(spending_),
          verification_(*store_, *seal_),
          services_{wallets_, debits_},
          differences_(platform.metrics.gauge("tenure_wallet_ledger_differences",
                                              "Differences in the last whole check")),
          verified_at_(platform.metrics.gauge("tenure_wallet_ledger_verified_at_seconds",
                                              "When the last whole check ended, Unix time")),
          verified_(platform.metrics.gauge("tenure_wallet_ledger_verified_transactions",
                                           "Transactions seen by the last whole check")),
          verifier_(
              "ledger_verification", config_.verify_interval, [this] { return verify(); },
              platform.metrics) {}

    std::vector<http::Route> routes() override { return wallet::routes(services_); }
    std::vector<runtime::Worker*> workers() override { return {&verifier_}; }

  private:
    /// One slice of the ledger; true while the pass is not finished.
    Result<bool> verify() {
        const Verification::Step step = verification_.step();
        for (const std::string& difference : step.differences)
            log::error("the ledger differs", {{"difference", difference}});
        found_ += step.differences.size();
        if (step.more) return true;
        differences_.set(static_cast<double>(found_));
        verified_.set(static_cast<double>(step.transactions));
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        verified_at_.set(std::chrono::duration<double>(now).count());
        found_ = 0;
        return false;
    }

    const Config config_;
    std::unique_ptr<Seal> seal_;
    std::unique_ptr<EventDocuments> documents_;
    std::unique_ptr<WalletStore> store_;
    WalletService wallets_;
    Spending spending_;
    DebitBatcher debits_;
    Verification verification_;
    Services services_;
    metrics::Gauge& differences_;
    metrics::Gauge& verified_at_;
    metrics::Gauge& verified_;
    std::size_t found_ = 0;  ///< of the pass that is under way
    runtime::Worker verifier_;
};

}  // namespace

std::unique_ptr<runtime::Module> make_module(const Config& config, runtime::Platform platform) {
    return std::make_unique<WalletModule>(config, platform);
}

runtime::Service service() {
    return {"wallet",
            {{"wallet", wallet_migrations::files()}},
            [](config::Environment& environment) {
                return [config = load(environment)](runtime::Platform platform) {
                    return make_module(config, platform);
                };
            },
            handler_threads};
}

}  // namespace tenure::wallet
