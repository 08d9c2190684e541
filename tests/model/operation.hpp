#pragma once
// What can happen to an account: one step of a sequence, with a text that can be read back.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenure::model {

enum class Verb {
    begin,         ///< first step of each sequence: place, day after 2027-01-01, minute of day
    start,         ///< plan, users, cycle
    start_trial,   ///< plan, users, cycle
    add_users,     ///< users
    remove_users,  ///< users, 1 = deactivate the last added
    change_plan,   ///< plan, 1 = accept the loss
    change_cycle,  ///< cycle
    cancel,
    undo_cancel,
    undo,        ///< which of the changes made so far, modulo their number
    undo_cycle,  ///< which of the cycle changes made so far
    to_beyond,   ///< Beyond users
    to_basic,
    add_beyond,     ///< Beyond users
    remove_beyond,  ///< Beyond users
    try_beyond,     ///< users to convert to, 0 = fall back to Basic
    grant,          ///< which user
    revoke,         ///< which user
    details,        ///< buyer: 0 Belgium, 1 France, 2 outside the EU
    pay_with,       ///< behaviour of the new default payment method, see Method
    pay_now,        ///< which of the open invoices
    report_usage,   ///< active users
    days,           ///< clock: so many days later
    minutes,        ///< clock: so many minutes later
    to_deadline,    ///< clock: the last microsecond of the change window, plus the argument
    to_renewal,     ///< clock: the instant of the renewal, plus days
};

/// How a purchase is asked for.
enum class Mode {
    act,      ///< as it is
    preview,  ///< only its price; the quote is kept
    quoted,   ///< with the last quote kept
};

struct Operation {
    Verb verb = Verb::days;
    int a = 0, b = 0, c = 0;
    Mode mode = Mode::act;
    bool operator==(const Operation&) const = default;
};

/// A default payment method by what it does.
enum class Method {
    good,
    declines,
    insufficient,
    wants_authentication,
    debit,           ///< SEPA: paid after three days
    debit_fails,     ///< refused after three days
    debit_returned,  ///< paid after three days, sent back after nine
};
inline constexpr int card_methods = 4;
inline constexpr int all_methods = 7;
constexpr bool is_debit(Method method) {
    return static_cast<int>(method) >= card_methods;
}

using Sequence = std::vector<Operation>;

/// "quoted add_users 3 0 0"
std::string text_of(const Operation& operation);
/// Steps separated by "; ".
std::string text_of(const Sequence& sequence);
/// Nothing when a step cannot be read.
std::optional<Sequence> parse_sequence(std::string_view text);
/// Users whose rights on Beyond are looked at.
inline constexpr int named_users = 4;

/// True for what has a preview and may carry a quote.
bool is_priced(Verb verb);
bool moves_clock(Verb verb);
/// The least that a step's numbers may be.
Operation least(Verb verb);

}  // namespace tenure::model
