#include "billing/module.hpp"

#include "billing/clients/payment_method_client.hpp"
#include "billing/engine.hpp"
#include "billing/http/dto.hpp"
#include "billing/http/internal_dto.hpp"
#include "billing/http/invoice_routes.hpp"
#include "billing/http/routes.hpp"
#include "billing/paybacks.hpp"
#include "billing/registry.hpp"
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
          store_(make_store(platform.pool, platform.config.lease, config.vat_checks)),
          audit_(make_audit_writer()),
          history_(pg::make_history(platform.pool)),
          accounts_(*store_, *audit_, config.sales.vat),
          engine_events_(make_engine_events()),
          debts_(*engine_events_, config.dunning),
          orders_(*store_, *payments_, *events_, debts_, config.sales),
          engine_(config, platform, http_, *store_, orders_, *engine_events_, debts_,
                  [this](const Caller& caller) { return consumer_.catch_up(caller); }),
          cycle_changes_(*store_, orders_),
          services_{accounts_, orders_, cycle_changes_, *history_},
          invoices_(*store_, *events_, *audit_, debts_, config.sales.seller_time_zone),
          invoice_services_{accounts_, invoices_},
          registry_(config, platform, *store_, *events_, *audit_),
          paybacks_(config, platform, http_, *store_, *events_),
          pending_(platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                          {{"queue", "orders"}})),
          sweeper_(
              "orders", platform.config.sweep_interval, [this] { return sweep(); },
              platform.metrics),
          deferred_(
              "deferred_orders", platform.config.sweep_interval,
              [this, &clock = platform.clock] { return orders_.execute_due(clock.now()); },
              platform.metrics),
          consumer_(platform, "payment_method", http_,
                    [this](const pg::Event& event, const std::string& from, const std::string& to) {
                        return consume(event, from, to);
                    }),
          runs_orders_(config.runs("orders")),
          follows_payments_(config.runs("events")) {}

    std::vector<http::Route> routes() override {
        std::vector<http::Route> routes =
            brought_up_to_date(billing::routes(services_), engine_.renewals());
        for (http::Route& route :
             brought_up_to_date(invoice_routes(invoice_services_), engine_.renewals()))
            routes.push_back(std::move(route));
        for (http::Route& route : engine_.routes()) routes.push_back(std::move(route));
        return routes;
    }
    std::vector<runtime::Worker*> workers() override {
        std::vector<runtime::Worker*> workers = engine_.workers();
        if (runs_orders_) {
            workers.push_back(&sweeper_);
            workers.push_back(&deferred_);
        }
        for (runtime::Worker* worker : registry_.workers()) workers.push_back(worker);
        for (runtime::Worker* worker : paybacks_.workers()) workers.push_back(worker);
        return workers;
    }
    std::vector<runtime::Consumer*> consumers() override {
        if (!follows_payments_) return {};
        return {&consumer_};
    }

  private:
    Result<bool> sweep() {
        pending_.set(static_cast<double>(store_->count_pending()));
        return orders_.sweep();
    }

    Status consume(const pg::Event& event, const std::string& from, const std::string& to) {
        CollectionService& collections = engine_.collections();
        if (event.type == "payment_method.default_changed")
            return collections.method_changed(event.account, event.occurred_at, from, to);
        if (event.type != "payment.processing" && event.type != "payment.succeeded" &&
            event.type != "payment.failed" && event.type != "payment.returned")
            return orders_.skip(event.account, from, to);
        TENURE_TRY_ASSIGN(const PaymentEvent paid, parse_payment_event(event.data));
        if (paid.invoice)
            return collections.take_over(event.account, paid.id, paid.payment, event.occurred_at,
                                         from, to);
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
    std::unique_ptr<EngineEvents> engine_events_;
    Debts debts_;
    OrderService orders_;
    Engine engine_;
    CycleChanges cycle_changes_;
    Services services_;
    InvoiceService invoices_;
    InvoiceServices invoice_services_;
    Registry registry_;
    Paybacks paybacks_;
    metrics::Gauge& pending_;
    runtime::Worker sweeper_;
    runtime::Worker deferred_;
    runtime::Consumer consumer_;
    const bool runs_orders_;
    const bool follows_payments_;
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
