#include "gateway/request_metrics.hpp"

#include <string>

namespace tenure::gateway {

RequestMetrics::RequestMetrics(metrics::Registry& registry)
    : registry_(registry),
      in_flight_(registry.gauge("tenure_gateway_requests_in_flight",
                                "Requests of customers that are being answered")),
      connections_(
          registry.gauge("tenure_gateway_client_connections", "Open connections of customers")) {}

void RequestMetrics::count(std::string_view route, int status, double seconds) {
    metrics::Counter*& counter = requests_[{route, status}];
    if (counter == nullptr)
        counter = &registry_.counter(
            "tenure_gateway_requests_total", "Requests of customers by route and status",
            {{"route", std::string(route)}, {"status", std::to_string(status)}});
    counter->increment();
    metrics::Histogram*& histogram = durations_[route];
    if (histogram == nullptr)
        histogram = &registry_.histogram(
            "tenure_gateway_request_seconds", "From a request's head to its answer's last byte",
            metrics::duration_buckets, {{"route", std::string(route)}});
    histogram->observe(seconds);
}

void RequestMetrics::count_upstream_error(std::string_view upstream, std::string_view code) {
    registry_
        .counter("tenure_gateway_upstream_errors_total", "Requests that a service did not answer",
                 {{"upstream", std::string(upstream)}, {"code", std::string(code)}})
        .increment();
}

}  // namespace tenure::gateway
