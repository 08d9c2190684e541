#pragma once
// What banks report of collections: pain.002 (refused before settlement) and camt.054 (booked:
// settled, returned, refunded), of any version, as one kind of list.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace tenure::payment_method {

enum class BankOutcome { accepted, settled, rejected, returned };

/// What became of one debit, of a batch, or of a whole file.
struct BankReportEntry {
    enum class Scope { debit, batch, file } scope = Scope::debit;
    std::string id;  ///< end-to-end id, batch id or message id, as we gave it
    BankOutcome outcome = BankOutcome::accepted;
    std::string reason = {};  ///< of a rejection or return, e.g. "AM04"
    std::optional<std::int64_t> cents = {};
    bool operator==(const BankReportEntry&) const = default;
};

struct BankReport {
    std::string kind;        ///< "pain.002" or "camt.054"
    std::string message_id;  ///< the bank's; the same one again is no news
    std::vector<BankReportEntry> entries;
};

/// Error `bank_report_invalid` (invalid) says what is missing. Entries of other payments than
/// direct debits are left out.
Result<BankReport> parse_bank_report(std::string_view xml);

}  // namespace tenure::payment_method
