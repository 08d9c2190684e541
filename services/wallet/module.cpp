#include "wallet/module.hpp"

#include "embedded/wallet_migrations.hpp"
#include "wallet/app/debit_batcher.hpp"
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
          services_{wallets_, debits_} {}

    std::vector<http::Route> routes() override { return wallet::routes(services_); }

  private:
    const Config config_;
    std::unique_ptr<Seal> seal_;
    std::unique_ptr<EventDocuments> documents_;
    std::unique_ptr<WalletStore> store_;
    WalletService wallets_;
    Spending spending_;
    DebitBatcher debits_;
    Services services_;
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
