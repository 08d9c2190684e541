#pragma once
// The gateway's metrics of requests. One per thread: it remembers the references that a look-up in
// the registry would cost a lock for.

#include <map>
#include <string_view>
#include <utility>

#include "metrics/metrics.hpp"

namespace tenure::gateway {

class RequestMetrics {
  public:
    explicit RequestMetrics(metrics::Registry& registry);

    /// `route`: a label that lives for ever (route_table.hpp).
    void count(std::string_view route, int status, double seconds);
    void count_upstream_error(std::string_view upstream, std::string_view code);
    metrics::Gauge& in_flight() { return in_flight_; }
    metrics::Gauge& connections() { return connections_; }

  private:
    metrics::Registry& registry_;
    metrics::Gauge& in_flight_;
    metrics::Gauge& connections_;
    std::map<std::pair<std::string_view, int>, metrics::Counter*> requests_;
    std::map<std::string_view, metrics::Histogram*> durations_;
};

}  // namespace tenure::gateway
