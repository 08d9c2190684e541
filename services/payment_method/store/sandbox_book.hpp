#pragma once
// The sandbox provider's books on PostgreSQL (schema sandbox).

#include <memory>

#include "payment_method/app/sandbox_book.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::payment_method {

std::unique_ptr<SandboxBook> make_sandbox_book(pg::Pool& pool);

}  // namespace tenure::payment_method
