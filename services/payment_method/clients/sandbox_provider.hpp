#pragma once
// A payment provider for development and tests: no network, no money, every outcome chosen by the
// card's number or the IBAN (the tables are in README.md).

#include <chrono>
#include <memory>
#include <string>

#include "domain/time.hpp"
#include "payment_method/app/sandbox_book.hpp"

namespace tenure::payment_method {

struct SandboxOptions {
    std::chrono::seconds debit_delay{3 * 86400};  ///< how long a direct debit is being processed
    std::string action_url = "https://sandbox.invalid/authenticate";
    std::string webhook_secret = "whsec_sandbox_moves_no_money";
};

std::unique_ptr<Provider> make_sandbox_provider(SandboxBook& book, const Clock& clock,
                                                SandboxOptions options);

}  // namespace tenure::payment_method
