#pragma once
// The end of terms: renewals in batches, trials one by one, and the notices before. One account is
// brought up to date by the very same code.

#include "billing/app/quotes.hpp"
#include "billing/app/renewal_ports.hpp"

namespace tenure::billing {

class RenewalService {
  public:
    RenewalService(RenewalStore& store, Collector& collector, EngineEvents& events,
                   const SalesSettings& sales, int batch,
                   std::function<Caller(const AccountId&)> service_caller);

    /// Renews or ends one batch of accounts whose paid term has ended; false when there was none.
    Result<bool> renew_batch(Timestamp now);
    /// Converts or ends one trial. Error when payment-method cannot be asked.
    Result<bool> end_next_trial(Timestamp now);
    /// Tells payment-method of one account's beginning or end; false when it knows of all.
    Result<bool> tell_next_state();
    /// Publishes the notices of one batch of accounts.
    Result<bool> notify_batch(Timestamp now);

    /// Whatever is due of one account: false when nothing is.
    Result<bool> renew(const AccountId& account, Timestamp now);
    Result<bool> end_trial(const Caller& caller);
    Result<bool> notify(const AccountId& account, Timestamp now);
    Status tell_state(const Caller& caller);
    /// Renews the account as often as its terms have ended by now; not past a purchase whose
    /// payment has no outcome yet.
    Status bring_up_to_date(const Caller& caller);

  private:
    Result<std::size_t> renew(const ClaimScope& scope);
    Result<bool> notify(const ClaimScope& scope);
    Status renew_one_by_one(Timestamp now);
    Result<Renewed> renewed(const DueAccount& due, Timestamp now) const;
    Status settle(RenewalTx& tx, const std::vector<DueAccount>& claimed, Timestamp now) const;
    Status issue(RenewalTx& tx, std::vector<Renewed>& renewed, Timestamp now) const;
    void publish_started(RenewalTx& tx, const std::vector<Renewed>& renewed,
                         const std::vector<DueAccount>& claimed, Timestamp now) const;
    void end(RenewalTx& tx, const std::vector<Ended>& ended, Timestamp now) const;
    std::optional<EngineEvent> notice_of(const DueAccount& due) const;

    RenewalStore& store_;
    Collector& collector_;
    EngineEvents& events_;
    const SalesSettings& sales_;
    const TimeZone seller_zone_;
    const int batch_;
    std::function<Caller(const AccountId&)> service_caller_;
};

}  // namespace tenure::billing
