#pragma once
// The rules of auto-recharge (rules.md, Wallet): when the next pack is bought, and what a decline
// does. Pure: everything that is counted is handed in.

#include <chrono>
#include <optional>
#include <string>

#include "domain/money.hpp"
#include "domain/time.hpp"

namespace tenure::wallet {

/// What the customer has set, and what has become of it.
struct Recharge {
    bool enabled = false;
    Credits threshold;    ///< buys when the balance is at it or below
    std::string pack;     ///< what it buys
    Credits monthly_cap;  ///< credits that it buys in a calendar month of the account at most
    int declines = 0;     ///< in a row
    std::string reason;   ///< why it is off, or waits; empty otherwise
    std::optional<Timestamp> next_at;  ///< not before: cool-down, back-off, or the next month
    std::int64_t version = 0;
    bool on_test_clock = false;  ///< its account is: whoever set it had the clock's present
};

struct RechargePolicy {
    std::chrono::seconds cool_down{300};  ///< between two recharges; doubled by each decline
    int most_declines = 3;                ///< in a row; then it is switched off
};

/// What the account has at the moment of the decision.
struct RechargeState {
    Credits balance;
    Credits pending;     ///< bought, not credited yet
    Credits this_month;  ///< bought by auto-recharge this month, pending ones too
    bool in_flight = false;
    Timestamp now;
    Timestamp next_month;  ///< its first instant in the account's calendar
};

enum class RechargeStep { buy, enough, in_flight, too_early, cap_reached };

/// What is to be done now, for a pack of so many credits.
RechargeStep next_step(const Recharge& recharge, Credits pack, const RechargeState& state);
/// A recharge was begun: the cool-down runs.
Recharge after_begin(Recharge recharge, const RechargePolicy& policy, Timestamp now);
/// The cap keeps it from buying until the next month.
Recharge after_cap(Recharge recharge, Timestamp next_month);
/// A recharge was paid.
Recharge after_success(Recharge recharge);
/// A recharge was declined or refused: it backs off, and is off after too many in a row.
Recharge after_decline(Recharge recharge, const RechargePolicy& policy, const std::string& reason,
                       Timestamp now);

}  // namespace tenure::wallet
