#pragma once
// payment-method over HTTP, as the collection of invoices needs it (proto-docs/internal.md).

#include <memory>

#include "billing/app/debt_ports.hpp"
#include "http/client.hpp"

namespace tenure::billing {

std::unique_ptr<Collector> make_collector_client(http::Client& client);

}  // namespace tenure::billing
