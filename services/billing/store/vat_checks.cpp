#include "billing/store/vat_checks.hpp"

#include "billing/store/statements_vat.hpp"
#include "pg/transaction.hpp"

namespace tenure::billing {

namespace {

namespace sql = statements;

class PgVatCheckQueue final : public VatCheckQueue {
  public:
    PgVatCheckQueue(pg::Pool& pool, VatCheckTimes times) : pool_(pool), times_(times) {}

    std::optional<DueVatCheck> take_due() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<DueVatCheck> {
            const auto row =
                tx.find(sql::take_vat_check, static_cast<std::int64_t>(times_.retry.count()));
            if (!row) return std::nullopt;
            return DueVatCheck{AccountId((*row)["account_id"].as<std::string>()),
                               (*row)["vat_number"].as<std::string>()};
        });
    }
    void failed(const DueVatCheck& check, const std::string& why) override {
        pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.run(sql::vat_check_failed, check.account.str(), check.number, why)
                .affected_rows();
        });
    }
    std::int64_t count_waiting() override {
        return pg::read(pool_, [](pg::Transaction& tx) {
            return tx.run(sql::count_vat_checks)[0]["waiting"].as<std::int64_t>();
        });
    }

  private:
    pg::Pool& pool_;
    VatCheckTimes times_;
};

}  // namespace

void PgVatChecks::want(const std::optional<std::string>& number) {
    if (number)
        tx_.run(sql::want_vat_check, account_, *number);
    else
        tx_.run(sql::forget_vat_check, account_);
}

void PgVatChecks::record(const std::string& number, const VatVerdict& verdict, Timestamp at) {
    tx_.run(sql::insert_vat_consultation, account_, number, to_string(at), verdict.valid,
            verdict.consultation, verdict.name, verdict.address, verdict.date);
    tx_.run(sql::vat_check_answered, account_, number,
            static_cast<std::int64_t>(times_.recheck.count()));
}

std::unique_ptr<VatCheckQueue> make_vat_check_queue(pg::Pool& pool, VatCheckTimes times) {
    return std::make_unique<PgVatCheckQueue>(pool, times);
}

}  // namespace tenure::billing
