#pragma once
// The engine, put together: what runs by itself over all accounts, and the test clocks that run the
// same for one. Part of module.cpp.

#include "billing/app/clock_service.hpp"
#include "billing/clients/collector_client.hpp"
#include "billing/clients/payment_clock_client.hpp"
#include "billing/config.hpp"
#include "billing/http/engine_dto.hpp"
#include "billing/http/engine_routes.hpp"
#include "billing/store/clock_store.hpp"
#include "billing/store/debt_store.hpp"
#include "billing/store/renewal_store.hpp"
#include "runtime/runtime.hpp"

namespace tenure::billing {

class Engine {
  public:
    Engine(const Config& config, const runtime::Platform& platform, http::Client& payment_method,
           BillingStore& store, OrderService& orders, EngineEvents& events, const Debts& debts,
           std::function<Status(const Caller&)> catch_up)
        : clock_(platform.clock),
          sales_(config.sales),
          collector_(make_collector_client(payment_method)),
          payment_clock_(make_payment_clock(payment_method)),
          debt_store_(make_debt_store(platform.pool, platform.config.lease)),
          renewal_store_(make_renewal_store(platform.pool)),
          clock_store_(make_clock_store(platform.pool, platform.config.lease)),
          callers_([&tokens = platform.tokens](const AccountId& account) {
              return tokens.service_caller("billing", account);
          }),
          collections_(store, *debt_store_, *collector_, debts, callers_),
          renewals_(*renewal_store_, *collector_, events, sales_, config.renewal_batch, callers_),
          clocks_(*clock_store_, *payment_clock_, renewals_, collections_, orders, events,
                  std::move(catch_up), config.test_clocks),
          services_{collections_, clocks_} {
        add_workers(config, platform);
    }

    std::vector<http::Route> routes() { return engine_routes(services_); }
    std::vector<runtime::Worker*> workers() {
        std::vector<runtime::Worker*> workers;
        for (const auto& worker : workers_) workers.push_back(worker.get());
        return workers;
    }
    CollectionService& collections() { return collections_; }
    RenewalService& renewals() { return renewals_; }

  private:
    void add_workers(const Config& config, const runtime::Platform& platform) {
        const auto add = [&](const std::string& name, std::function<Result<bool>()> work) {
            if (!config.runs(name)) return;
            workers_.push_back(std::make_unique<runtime::Worker>(
                name, platform.config.sweep_interval, std::move(work), platform.metrics));
        };
        add("renewals", [this] { return renewals_.renew_batch(clock_.now()); });
        add("trials", [this] { return renewals_.end_next_trial(clock_.now()); });
        add("states", [this] { return renewals_.tell_next_state(); });
        add("notices", [this] { return renewals_.notify_batch(clock_.now()); });
        add("dunning", [this] { return collections_.step_next(clock_.now()); });
        metrics::Gauge& waiting = platform.metrics.gauge(
            "tenure_queue_depth", "Work left unfinished", {{"queue", "collections"}});
        for (int collector = 0; collector < config.collectors; ++collector)
            add("collections", [this, &waiting] {
                const Result<bool> more = collections_.collect_next(clock_.now());
                if (more.ok() && !*more)
                    waiting.set(static_cast<double>(debt_store_->count_attempts()));
                return more;
            });
    }

    const Clock& clock_;
    const SalesSettings sales_;
    std::unique_ptr<Collector> collector_;
    std::unique_ptr<PaymentClock> payment_clock_;
    std::unique_ptr<DebtStore> debt_store_;
    std::unique_ptr<RenewalStore> renewal_store_;
    std::unique_ptr<ClockStore> clock_store_;
    std::function<Caller(const AccountId&)> callers_;
    CollectionService collections_;
    RenewalService renewals_;
    ClockService clocks_;
    EngineServices services_;
    std::vector<std::unique_ptr<runtime::Worker>> workers_;
};

}  // namespace tenure::billing
