#pragma once
// Batches of renewals as rows of the tables that they go into.

#include <vector>

#include "billing/app/renewal_ports.hpp"

namespace tenure::pg {
class Transaction;
}

namespace tenure::billing {

/// Adds the details, last terms, items and scheduled orders of accounts that were claimed.
void load_accounts(pg::Transaction& tx, std::vector<DueAccount>& accounts);
/// Copies terms, draft invoices with lines and VAT, and attempts.
void copy_renewals(pg::Transaction& tx, const std::vector<Renewed>& renewed);

}  // namespace tenure::billing
