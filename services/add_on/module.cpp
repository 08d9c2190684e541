#include "add_on/module.hpp"

#include "add_on/clients/plan_orders.hpp"
#include "add_on/http/dto.hpp"
#include "add_on/http/routes.hpp"
#include "add_on/store/store.hpp"
#include "embedded/add_on_migrations.hpp"
#include "pg/audit.hpp"
#include "selling_http/billing_client.hpp"
#include "selling_http/billing_documents.hpp"
#include "selling_pg/seller_tables.hpp"

namespace tenure::add_on {

namespace {

class AddOnModule final : public runtime::Module {
  public:
    AddOnModule(Config config, const runtime::Platform& platform)
        : tokens_(platform.tokens),
          billing_http_(config.billing_url, platform.tokens),
          billing_(selling::make_billing_client(billing_http_, "add_on")),
          store_(make_store(platform.pool, platform.config.lease)),
          audit_(make_audit_writer()),
          history_(pg::make_history(platform.pool)),
          service_(*store_, *billing_, *audit_, std::move(config.catalog)),
          rights_(*store_, *audit_),
          sweeper_(
              "changes", platform.config.sweep_interval, [this] { return sweep(); },
              platform.metrics),
          consumer_(platform, "billing", billing_http_,
                    [this](const pg::Event& event, const std::string& from, const std::string& to) {
                        return consume(event, from, to);
                    }) {
        auto& depth = platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                             {{"queue", "changes"}});
        platform.metrics.before_collect([this, &depth] {
            depth.set(static_cast<double>(store_->seller().count_unfinished()));
        });
    }

    std::vector<http::Route> routes() override {
        return add_on::routes(service_, rights_, *history_);
    }
    std::vector<runtime::Worker*> workers() override { return {&sweeper_}; }
    std::vector<runtime::Consumer*> consumers() override { return {&consumer_}; }

  private:
    Result<bool> sweep() {
        return service_.sweep(
            [this](const AccountId& account) { return tokens_.service_caller("add_on", account); });
    }

    Status consume(const pg::Event& event, const std::string& from, const std::string& to) {
        TENURE_TRY_ASSIGN(const selling::News news, selling::parse_news(event.type, event.data));
        TENURE_TRY_ASSIGN(const std::optional<PlanOrder> order,
                          parse_plan_order(event.type, event.data));
        Caller by = tokens_.service_caller("add_on", event.account);
        by.now = event.occurred_at;
        return service_.take_over({event.account, by, event.occurred_at, news, order, from, to});
    }

    const http::InternalTokens& tokens_;
    http::Client billing_http_;
    std::unique_ptr<selling::Billing> billing_;
    std::unique_ptr<AddOnStore> store_;
    std::unique_ptr<AuditWriter> audit_;
    std::unique_ptr<History> history_;
    AddOnService service_;
    RightsService rights_;
    runtime::Worker sweeper_;
    runtime::Consumer consumer_;
};

/// Handlers wait for billing, so there are more of them than database connections.
constexpr int handler_threads = 32;

}  // namespace

std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform) {
    return std::make_unique<AddOnModule>(std::move(config), platform);
}

runtime::Service service() {
    return {"add_on",
            {selling::migrations(), {"add_on", add_on_migrations::files()}},
            [](config::Environment& environment) {
                Config config = load(environment);
                return [config = std::move(config)](runtime::Platform platform) {
                    return make_module(config, platform);
                };
            },
            handler_threads};
}

}  // namespace tenure::add_on
