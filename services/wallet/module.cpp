#include "wallet/module.hpp"

#include <chrono>

#include "embedded/wallet_migrations.hpp"
#include "log/log.hpp"
#include "pg/audit.hpp"
#include "selling_http/billing_client.hpp"
#include "selling_http/billing_documents.hpp"
#include "selling_pg/seller_tables.hpp"
#include "wallet/app/debit_batcher.hpp"
#include "wallet/app/verification.hpp"
#include "wallet/clients/payment_methods.hpp"
#include "wallet/clients/sha256_seal.hpp"
#include "wallet/clients/test_clocks.hpp"
#include "wallet/http/dto.hpp"
#include "wallet/http/purchase_dto.hpp"
#include "wallet/http/purchase_routes.hpp"
#include "wallet/http/routes.hpp"
#include "wallet/store/store.hpp"

namespace tenure::wallet {

namespace {

/// Handlers wait for the batcher, so there are many more of them than database connections.
constexpr int handler_threads = 128;

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
          tokens_(platform.tokens),
          clock_(platform.clock),
          billing_http_(config_.billing_url, platform.tokens),
          methods_http_(config_.payment_method_url, platform.tokens),
          billing_(selling::make_billing_client(billing_http_, "wallet")),
          methods_(make_payment_methods(methods_http_)),
          clocks_(make_test_clocks(billing_http_)),
          written_(make_audit_writer()),
          history_(pg::make_history(platform.pool)),
          purchases_(make_purchase_store(platform.pool, *seal_, config_.default_time_zone,
                                         platform.config.lease)),
          packs_(*purchases_, *billing_, config_.catalog, *documents_, *written_,
                 config_.recharges),
          purchase_services_{packs_, *methods_, *history_},
          services_{wallets_, debits_},
          differences_(platform.metrics.gauge("tenure_wallet_ledger_differences",
                                              "Differences in the last whole check")),
          verified_at_(platform.metrics.gauge("tenure_wallet_ledger_verified_at_seconds",
                                              "When the last whole check ended, Unix time")),
          verified_(platform.metrics.gauge("tenure_wallet_ledger_verified_transactions",
                                           "Transactions seen by the last whole check")),
          verifier_(
              "ledger_verification", config_.verify_interval, [this] { return verify(); },
              platform.metrics),
          sweeper_(
              "purchases", platform.config.sweep_interval,
              [this] { return packs_.sweep(caller_for()); }, platform.metrics),
          recharger_(
              "auto_recharge", platform.config.sweep_interval,
              [this] {
                  return packs_.recharge_one(caller_for(), {*methods_, *clocks_}, clock_.now());
              },
              platform.metrics),
          consumer_(platform, "billing", billing_http_,
                    [this](const pg::Event& event, const std::string& from, const std::string& to) {
                        return consume(event, from, to);
                    }) {
        auto& depth = platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                             {{"queue", "purchases"}});
        platform.metrics.before_collect([this, &depth] {
            depth.set(static_cast<double>(purchases_->seller().count_unfinished()));
        });
    }

    std::vector<http::Route> routes() override {
        std::vector<http::Route> all = wallet::routes(services_);
        for (http::Route& route : purchase_routes(purchase_services_))
            all.push_back(std::move(route));
        return all;
    }
    std::vector<runtime::Worker*> workers() override {
        return {&verifier_, &sweeper_, &recharger_};
    }
    std::vector<runtime::Consumer*> consumers() override { return {&consumer_}; }

  private:
    std::function<Caller(const AccountId&)> caller_for() {
        return
            [this](const AccountId& account) { return tokens_.service_caller("wallet", account); };
    }

    Status consume(const pg::Event& event, const std::string& from, const std::string& to) {
        Caller by = tokens_.service_caller("wallet", event.account);
        by.now = event.occurred_at;
        TENURE_TRY_ASSIGN(selling::BillingEvent news,
                          selling::parse_event(std::move(by), event.type, event.data));
        news.from = from;
        news.to = to;
        return packs_.take_over(news);
    }

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
    const http::InternalTokens& tokens_;
    const Clock& clock_;
    http::Client billing_http_;
    http::Client methods_http_;
    std::unique_ptr<selling::Billing> billing_;
    std::unique_ptr<PaymentMethods> methods_;
    std::unique_ptr<TestClocks> clocks_;
    std::unique_ptr<AuditWriter> written_;
    std::unique_ptr<History> history_;
    std::unique_ptr<PurchaseStore> purchases_;
    PackService packs_;
    PurchaseServices purchase_services_;
    Services services_;
    metrics::Gauge& differences_;
    metrics::Gauge& verified_at_;
    metrics::Gauge& verified_;
    std::size_t found_ = 0;  ///< of the pass that is under way
    runtime::Worker verifier_;
    runtime::Worker sweeper_;
    runtime::Worker recharger_;
    runtime::Consumer consumer_;
};

}  // namespace

std::unique_ptr<runtime::Module> make_module(const Config& config, runtime::Platform platform) {
    return std::make_unique<WalletModule>(config, platform);
}

runtime::Service service() {
    return {"wallet",
            {selling::migrations(), {"wallet", wallet_migrations::files()}},
            [](config::Environment& environment) {
                return [config = load(environment)](runtime::Platform platform) {
                    return make_module(config, platform);
                };
            },
            handler_threads};
}

}  // namespace tenure::wallet
