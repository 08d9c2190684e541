#pragma once
// The operator's use cases of direct debit through the bank: make a file of what is due, take in
// what the bank reports.

#include <optional>
#include <string>
#include <vector>

#include "payment_method/app/sepa_book.hpp"

namespace tenure::payment_method {

/// Where files for the bank go, and how reports are read. Implemented in clients/.
class BankExchange {
  public:
    virtual ~BankExchange() = default;
    /// Writes the file whole or not at all; writing it again replaces it.
    virtual void write(const CollectionFile& file, SepaBook& book) = 0;
    struct Report {
        std::string message_id;
        std::vector<ReportedOutcome> outcomes;
    };
    /// Error `bank_report_invalid` (invalid).
    virtual Result<Report> read(const std::string& document) = 0;
};

class Collections {
  public:
    /// Without a book and an exchange, direct debit through the bank is not configured.
    Collections(SepaBook* book, BankExchange* exchange, TimeZone zone, int lead_days)
        : book_(book), exchange_(exchange), zone_(std::move(zone)), lead_days_(lead_days) {}

    /// Writes a file of all debits that are due within the bank's time for handing in, after those
    /// that an earlier attempt left unwritten. Errors: `collections_not_configured`,
    /// `nothing_to_collect` (conflict).
    Result<CollectionFile> collect(Timestamp now);
    /// Newest first. Error `collections_not_configured`.
    Result<std::vector<CollectionFile>> files(int limit);
    /// Errors: `collections_not_configured`, `bank_report_invalid`.
    Result<TakenReport> take_report(const std::string& document, Timestamp now);

  private:
    Status check_configured() const;

    SepaBook* book_;
    BankExchange* exchange_;
    TimeZone zone_;
    int lead_days_;
};

}  // namespace tenure::payment_method
