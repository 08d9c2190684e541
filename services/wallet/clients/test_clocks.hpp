#pragma once
// billing's test clocks over HTTP.

#include <memory>

#include "http/client.hpp"
#include "wallet/app/purchase_ports.hpp"

namespace tenure::wallet {

std::unique_ptr<TestClocks> make_test_clocks(http::Client& client);

}  // namespace tenure::wallet
