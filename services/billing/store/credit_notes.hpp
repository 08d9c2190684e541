#pragma once
// The credit notes of one account within a transaction.

#include <string>

#include "billing/app/credit_note_port.hpp"

namespace tenure::pg {
class Transaction;
}

namespace tenure::billing {

class PgCreditNotes final : public CreditNoteBook {
  public:
    PgCreditNotes(pg::Transaction& tx, std::string account)
        : tx_(tx), account_(std::move(account)) {}

    std::optional<CreditNote> find(const CreditNoteId& id) override;
    Result<CreditNotePage> page(int limit, const std::string& cursor) override;
    Credited credited(const InvoiceId& invoice) override;
    void issue(const CreditNote& note, const std::string& seller, InvoiceStatus invoice,
               Timestamp at) override;
    std::int64_t take_number(const std::string& seller, int year) override;

  private:
    pg::Transaction& tx_;
    std::string account_;
};

}  // namespace tenure::billing
