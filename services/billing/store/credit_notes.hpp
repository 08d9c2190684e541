#pragma once
// The credit notes of one account within a transaction, and the queue of what they pay back.

#include <chrono>
#include <memory>
#include <string>

#include "billing/app/credit_note_port.hpp"
#include "billing/app/refund_service.hpp"

namespace tenure::pg {
class Pool;
class Transaction;
}  // namespace tenure::pg

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
    std::optional<CreditRefund> owe_refund(const CreditNote& note, Timestamp at) override;
    bool finish_refund(const CreditNoteId& note, const std::string& failure_code,
                       Timestamp at) override;
    std::int64_t take_number(const std::string& seller, int year) override;

  private:
    pg::Transaction& tx_;
    std::string account_;
};

/// `lease`: how long one is left alone after it was taken; doubles each time.
std::unique_ptr<RefundQueue> make_refund_queue(pg::Pool& pool, std::chrono::milliseconds lease);

}  // namespace tenure::billing
