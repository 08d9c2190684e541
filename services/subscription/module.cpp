#include "subscription/module.hpp"

#include "embedded/subscription_migrations.hpp"
#include "pg/audit.hpp"
#include "selling_http/billing_client.hpp"
#include "selling_http/billing_documents.hpp"
#include "selling_pg/seller_tables.hpp"
#include "subscription/http/dto.hpp"
#include "subscription/http/routes.hpp"
#include "subscription/store/store.hpp"

namespace tenure::subscription {

namespace {

class SubscriptionModule final : public runtime::Module {
  public:
    SubscriptionModule(Config config, const runtime::Platform& platform)
        : tokens_(platform.tokens),
          billing_http_(config.billing_url, platform.tokens),
          billing_(selling::make_billing_client(billing_http_, "subscription")),
          store_(make_store(platform.pool, platform.config.lease)),
          written_(make_audit_writer()),
          history_(pg::make_history(platform.pool)),
          service_(*store_, *billing_, *written_, std::move(config.catalog),
                   config.default_time_zone),
          sweeper_(
              "changes", platform.config.sweep_interval, [this] { return sweep(); },
              platform.metrics),
          consumer_(platform, "billing", billing_http_,
                    [this](const pg::Event& event, const std::string& from, const std::string& to) {
                        return consume(event, from, to);
                    }) {
        auto& depth = platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                             {{"queue", "changes"}});
        platform.metrics.before_collect(
            [this, &depth] { depth.set(static_cast<double>(store_->reads().count_unfinished())); });
    }

    std::vector<http::Route> routes() override { return subscription::routes(service_, *history_); }
    std::vector<runtime::Worker*> workers() override { return {&sweeper_}; }
    std::vector<runtime::Consumer*> consumers() override { return {&consumer_}; }

  private:
    Result<bool> sweep() {
        return service_.sweep([this](const AccountId& account) {
            return tokens_.service_caller("subscription", account);
        });
    }

    Status consume(const pg::Event& event, const std::string& from, const std::string& to) {
        Caller by = tokens_.service_caller("billing", event.account);
        by.now = event.occurred_at;
        by.request_id = event.id;
        TENURE_TRY_ASSIGN(selling::BillingEvent news,
                          selling::parse_event(std::move(by), event.type, event.data));
        news.from = from;
        news.to = to;
        return service_.take_over(news);
    }

    const http::InternalTokens& tokens_;
    http::Client billing_http_;
    std::unique_ptr<selling::Billing> billing_;
    std::unique_ptr<SubscriptionStore> store_;
    std::unique_ptr<AuditWriter> written_;
    std::unique_ptr<History> history_;
    SubscriptionService service_;
    runtime::Worker sweeper_;
    runtime::Consumer consumer_;
};

/// Handlers wait for billing, so there are more of them than database connections.
constexpr int handler_threads = 32;

}  // namespace

std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform) {
    return std::make_unique<SubscriptionModule>(std::move(config), platform);
}

runtime::Service service() {
    return {"subscription",
            {selling::migrations(), {"subscription", subscription_migrations::files()}},
            [](config::Environment& environment) {
                Config config = load(environment);
                return [config = std::move(config)](runtime::Platform platform) {
                    return make_module(config, platform);
                };
            },
            handler_threads};
}

}  // namespace tenure::subscription
