#pragma once
// The queue of VAT numbers to check, and what the registry said.

#include <chrono>
#include <memory>
#include <string>

#include "billing/app/vat_check_port.hpp"

namespace tenure::pg {
class Pool;
class Transaction;
}  // namespace tenure::pg

namespace tenure::billing {

/// When numbers are asked for.
struct VatCheckTimes {
    std::chrono::days recheck{90};            ///< after a verdict
    std::chrono::milliseconds retry{60'000};  ///< after the first failure; doubles with each
};

class PgVatChecks final : public VatCheckBook {
  public:
    PgVatChecks(pg::Transaction& tx, std::string account, VatCheckTimes times)
        : tx_(tx), account_(std::move(account)), times_(times) {}

    void want(const std::optional<std::string>& number) override;
    void record(const std::string& number, const VatVerdict& verdict, Timestamp at) override;

  private:
    pg::Transaction& tx_;
    std::string account_;
    VatCheckTimes times_;
};

std::unique_ptr<VatCheckQueue> make_vat_check_queue(pg::Pool& pool, VatCheckTimes times);

}  // namespace tenure::billing
