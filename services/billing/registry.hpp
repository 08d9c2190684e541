#pragma once
// The check of VAT numbers, put together, where the operator uses a registry. Part of module.cpp.

#include "billing/app/vat_registry_service.hpp"
#include "billing/config.hpp"
#include "runtime/runtime.hpp"

namespace tenure::billing {

/// Without `config.vies` nobody asks: numbers stay as they are.
class Registry {
  public:
    Registry(const Config& config, const runtime::Platform& platform, BillingStore& store,
             EventWriter& events, const AuditWriter& written) {
        const bool wanted = config.runs("vat_numbers");
        if (!config.vies || !wanted) return;
        registry_ = make_vies_registry(*config.vies);
        queue_ = make_vat_check_queue(platform.pool, config.vat_checks);
        service_ = std::make_unique<VatRegistryService>(store, *queue_, *registry_, events, written,
                                                        config.sales.vat);
        metrics::Gauge& waiting = platform.metrics.gauge(
            "tenure_queue_depth", "Work left unfinished", {{"queue", "vat_numbers"}});
        worker_ = std::make_unique<runtime::Worker>(
            "vat_numbers", platform.config.sweep_interval,
            [this, &waiting, &clock = platform.clock] {
                waiting.set(static_cast<double>(queue_->count_waiting()));
                return service_->check_next(clock.now());
            },
            platform.metrics);
    }

    std::vector<runtime::Worker*> workers() {
        if (!worker_) return {};
        return {worker_.get()};
    }

  private:
    std::unique_ptr<VatRegistry> registry_;
    std::unique_ptr<VatCheckQueue> queue_;
    std::unique_ptr<VatRegistryService> service_;
    std::unique_ptr<runtime::Worker> worker_;
};

}  // namespace tenure::billing
