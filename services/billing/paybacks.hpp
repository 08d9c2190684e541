#pragma once
// The paying back of credit notes, put together. Part of module.cpp.

#include "billing/clients/refund_client.hpp"
#include "billing/config.hpp"
#include "billing/store/credit_notes.hpp"
#include "runtime/runtime.hpp"

namespace tenure::billing {

class Paybacks {
  public:
    Paybacks(const Config& config, const runtime::Platform& platform, http::Client& http,
             BillingStore& store, EventWriter& events)
        : wanted_(config.runs("refunds")),
          queue_(make_refund_queue(platform.pool, platform.config.lease)),
          client_(make_refund_client(http)),
          service_(store, *queue_, *client_, events,
                   [&tokens = platform.tokens](const AccountId& account) {
                       return tokens.service_caller("billing", account);
                   }),
          waiting_(platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                          {{"queue", "refunds"}})),
          worker_(
              "refunds", platform.config.sweep_interval,
              [this] {
                  waiting_.set(static_cast<double>(queue_->count_waiting()));
                  return service_.refund_next();
              },
              platform.metrics) {}

    std::vector<runtime::Worker*> workers() {
        if (!wanted_) return {};
        return {&worker_};
    }

  private:
    bool wanted_;
    std::unique_ptr<RefundQueue> queue_;
    std::unique_ptr<Refunder> client_;
    RefundService service_;
    metrics::Gauge& waiting_;
    runtime::Worker worker_;
};

}  // namespace tenure::billing
