#include "subscription/module.hpp"

#include "embedded/subscription_migrations.hpp"
#include "subscription/clients/billing_client.hpp"
#include "subscription/http/routes.hpp"
#include "subscription/store/store.hpp"

namespace tenure::subscription {

namespace {

class SubscriptionModule final : public runtime::Module {
  public:
    SubscriptionModule(Config config, const runtime::Platform& platform)
        : tokens_(platform.tokens),
          billing_http_(config.billing_url, platform.tokens),
          billing_(make_billing_client(billing_http_)),
          store_(make_store(platform.pool, platform.config.lease)),
          service_(*store_, *billing_, std::move(config.catalog), config.default_time_zone),
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
            [this, &depth] { depth.set(static_cast<double>(store_->count_unfinished())); });
    }

    std::vector<http::Route> routes() override { return subscription::routes(service_); }
    std::vector<runtime::Worker*> workers() override { return {&sweeper_}; }
    std::vector<runtime::Consumer*> consumers() override { return {&consumer_}; }

  private:
    Result<bool> sweep() {
        return service_.sweep([this](const AccountId& account) {
            return tokens_.service_caller("subscription", account);
        });
    }

    Status consume(const pg::Event& event, const std::string& from, const std::string& to) {
        if (event.type != "order.applied" && event.type != "order.declined")
            return service_.skip(event.account, from, to);
        TENURE_TRY_ASSIGN(const OrderEvent order, parse_order_event(event.data));
        return service_.take_over(event.account, order.id, order.order, from, to);
    }

    const http::InternalTokens& tokens_;
    http::Client billing_http_;
    std::unique_ptr<Billing> billing_;
    std::unique_ptr<SubscriptionStore> store_;
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
            {{"subscription", subscription_migrations::files()}},
            [](config::Environment& environment) {
                Config config = load(environment);
                return [config = std::move(config)](runtime::Platform platform) {
                    return make_module(config, platform);
                };
            },
            handler_threads};
}

}  // namespace tenure::subscription
