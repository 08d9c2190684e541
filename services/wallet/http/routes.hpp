#pragma once
// The wallet's endpoints.

#include <vector>

#include "http/route.hpp"
#include "wallet/app/debit_batcher.hpp"
#include "wallet/app/wallet_service.hpp"

namespace tenure::wallet {

struct Services {
    WalletService& wallets;
    DebitBatcher& debits;
};

std::vector<http::Route> routes(Services& services);

}  // namespace tenure::wallet
