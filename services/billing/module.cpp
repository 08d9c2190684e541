#include "billing/module.hpp"

#include "billing/clients/payment_method_client.hpp"
#include "billing/http/dto.hpp"
#include "billing/http/internal_dto.hpp"
#include "billing/http/routes.hpp"
#include "billing/store/store.hpp"
#include "embedded/billing_migrations.hpp"
#include "pg/audit.hpp"

namespace tenure::billing {

namespace {

/// Shorter than what a seller's service waits for us, so that it learns `pending` in time.
constexpr http::ClientOptions payment_limits{.timeout = std::chrono::milliseconds(8000)};

/// Handlers wait for payments, so there are more of them than database connections.
constexpr int handler_threads = 32;

class BillingModule final : public runtime::Module {
  public:
    BillingModule(Config config, const runtime::Platform& platform)
        : http_(config.payment_method_url, platform.tokens, payment_limits),
          payments_(make_payment_method_client(http_)),
          events_(make_event_writer()),
          store_(make_store(platform.pool, platform.config.lease)),
          audit_(make_audit_writer()),
          history_(pg::make_history(platform.pool)),
          accounts_(*store_, *audit_, config.sales.vat),
          orders_(*store_, *payments_, *events_, config.sales),
          services_{accounts_, orders_, *history_},
          pending_(platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                          {{"queue", "orders"}})),
          sweeper_(
              "orders", platform.config.sweep_interval, [this] { return sweep(); },
              platform.metrics),
          consumer_("payment_method_events", platform.config.sweep_interval,
                    runtime::consumer(
                        platform.pool, "payment_method", http_, platform.tokens,
                        [this](const pg::Event& event, const std::string& from,
                               const std::string& to) { return consume(event, from, to); },
                        platform.metrics),
                    platform.metrics) {}

    std::vector<http::Route> routes() override { return billing::routes(services_); }
    std::vector<runtime::Worker*> workers() override { return {&sweeper_, &consumer_}; }

  private:
    Result<bool> sweep() {
        pending_.set(static_cast<double>(store_->count_pending()));
        return orders_.sweep();
    }

    Status consume(const pg::Event& event, const std::string& from, const std::string& to) {
        if (event.type != "payment.succeeded" && event.type != "payment.failed")
            return orders_.skip(event.account, from, to);
        TENURE_TRY_ASSIGN(const PaymentEvent paid, parse_payment_event(event.data));
        if (!paid.order) return orders_.skip(event.account, from, to);
        return orders_.take_over(event.account, *paid.order, paid.payment, event.occurred_at, from,
                                 to);
    }

    http::Client http_;
    std::unique_ptr<Payments> payments_;
    std::unique_ptr<EventWriter> events_;
    std::unique_ptr<BillingStore> store_;
    std::unique_ptr<AuditWriter> audit_;
    std::unique_ptr<History> history_;
    AccountService accounts_;
    OrderService orders_;
    Services services_;
    metrics::Gauge& pending_;
    runtime::Worker sweeper_;
    runtime::Worker consumer_;
};

}  // namespace

std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform) {
    return std::make_unique<BillingModule>(std::move(config), platform);
}

runtime::Service service() {
    runtime::Service service;
    service.name = "billing";
    service.migrations = {{"billing", billing_migrations::files()}};
    service.default_threads = handler_threads;
    service.configure = [](config::Environment& environment) {
        return [config = load(environment)](runtime::Platform platform) {
            return make_module(config, platform);
        };
    };
    return service;
}

}  // namespace tenure::billing
