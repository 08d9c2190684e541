#pragma once
// A payment provider for development and tests: no network, no money, every outcome chosen by the
// card's number or the IBAN (the tables are in README.md).

#include <chrono>
#include <memory>

#include "domain/time.hpp"
#include "payment_method/app/sandbox_book.hpp"

namespace tenure::payment_method {

/// `debit_delay`: how long a direct debit is being processed.
std::unique_ptr<Provider> make_sandbox_provider(SandboxBook& book, const Clock& clock,
                                                std::chrono::seconds debit_delay);

}  // namespace tenure::payment_method
