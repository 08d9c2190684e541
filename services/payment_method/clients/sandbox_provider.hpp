#pragma once
// A payment provider for development and tests: no network, no money, every outcome chosen by the
// card's number (the table is in README.md).

#include <memory>

#include "domain/time.hpp"
#include "payment_method/app/sandbox_book.hpp"

namespace tenure::payment_method {

std::unique_ptr<Provider> make_sandbox_provider(SandboxBook& book, const Clock& clock);

}  // namespace tenure::payment_method
