#pragma once
// What the renewal of many accounts in one transaction needs of the store. Everything is read and
// written set by set, so its cost does not grow with round trips.

#include <optional>
#include <string>
#include <vector>

#include "billing/app/debt_ports.hpp"
#include "billing/domain/notices.hpp"
#include "billing/domain/renewal.hpp"

namespace tenure::billing {

/// An account whose term has ended, or of which a notice is due: locked, with all that decides.
struct DueAccount {
    AccountId id;
    Account account;      ///< its terms are the last one only
    CurrentTerm current;  ///< the term that ends; its day is the renewal's
    std::optional<Details> details;
    std::vector<ItemChange> items;
    std::optional<NoticeKind> notice;
    bool on_test_clock = false;
};

/// The next term of an account, and its invoice when there is something to pay.
struct Renewed {
    AccountId account;
    Term term;
    Timestamp renews_at;
    std::optional<Notice> notice;
    std::optional<Invoice> invoice;
    std::optional<Attempt> attempt;  ///< none when nothing is to be collected
    bool on_test_clock = false;
};

/// An account that ends with its term.
struct Ended {
    AccountId account;
    Date on;
    Timestamp at;  ///< the end of its last term
    EndReason reason = EndReason::cancelled;
};

/// An account that was told something, and when it is told the next time.
struct Noticed {
    AccountId account;
    std::optional<Notice> next;
};

struct EngineEvent {
    AccountId account;
    std::string type;
    std::string data;
};

/// Which accounts to claim: all on real time, or one on whatever clock.
struct ClaimScope {
    Timestamp now;
    int limit = 1;
    std::optional<AccountId> account = {};
};

/// One transaction over the accounts that it claims. What another transaction holds is left out.
class RenewalTx {
  public:
    virtual ~RenewalTx() = default;
    /// Accounts in paid terms that have ended; not those of which a deferred order of the term is
    /// still to be executed, or a purchase waits for its payment: they belong into the invoice.
    virtual std::vector<DueAccount> claim_renewals(const ClaimScope& scope) = 0;
    /// An account in a trial that has ended.
    virtual std::optional<DueAccount> claim_trial(const AccountId& account, Timestamp now) = 0;
    /// Accounts whose notice is due.
    virtual std::vector<DueAccount> claim_notices(const ClaimScope& scope) = 0;

    /// Terms, draft invoices and payments to collect, and the accounts' rows.
    virtual void write(const std::vector<Renewed>& renewed) = 0;
    /// Ends accounts with their items and whatever was scheduled.
    virtual void write(const std::vector<Ended>& ended) = 0;
    virtual void write(const std::vector<Noticed>& noticed) = 0;
    virtual void publish(const std::vector<EngineEvent>& events, Timestamp at) = 0;
    /// Takes the next `count` numbers of the seller's year and returns the first. They are held
    /// until the transaction ends, so they come last.
    virtual std::int64_t take_numbers(const std::string& seller, int year, std::int64_t count) = 0;
    /// Issues the draft invoices under their numbers.
    virtual void issue(const std::vector<Renewed>& renewed, Timestamp at) = 0;
};

class RenewalStore {
  public:
    virtual ~RenewalStore() = default;
    virtual Status transact(const std::function<Status(RenewalTx&)>& body) = 0;
    /// An account on real time whose trial has ended.
    virtual std::optional<AccountId> next_trial(Timestamp now) = 0;
    /// The status of an account whose term has ended, on whatever clock it is.
    virtual std::optional<AccountStatus> is_due(const AccountId& account, Timestamp now) = 0;
    /// The accounts of a batch that could not be renewed together.
    virtual std::vector<AccountId> due(Timestamp now, int limit) = 0;
    /// An account on real time of whose beginning or end payment-method does not know yet.
    virtual std::optional<AccountId> next_untold() = 0;
    /// Nothing when payment-method knows.
    virtual std::optional<AccountState> untold_state(const AccountId& account) = 0;
    virtual void note_told(const AccountId& account, const AccountState& state) = 0;
    /// Leaves an account alone for a while, so that it holds up no other.
    virtual void hold(const AccountId& account) = 0;
};

}  // namespace tenure::billing
