#pragma once
// The books of direct debits through the bank on PostgreSQL (schema sepa).

#include <memory>

#include "payment_method/app/sepa_book.hpp"

namespace tenure::pg {
class Pool;
}

namespace tenure::payment_method {

std::unique_ptr<SepaBook> make_sepa_book(pg::Pool& pool);

}  // namespace tenure::payment_method
