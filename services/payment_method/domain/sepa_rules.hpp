#pragma once
// Rules of SEPA direct debit for whoever collects without a provider: sequence, dates, characters,
// and what a bank's reason means.

#include <string>
#include <string_view>

#include "domain/time.hpp"
#include "payment_method/domain/mandate.hpp"

namespace tenure::payment_method {

/// Which of a mandate's debits one is.
enum class SequenceType { first, recurring, last, one_off };
/// "FRST", "RCUR", "FNAL", "OOFF".
std::string_view code_of(SequenceType type);
/// Throws std::invalid_argument on a code that we never wrote.
SequenceType sequence_type(std::string_view code);

/// A mandate lapses 36 months after its last debit was presented, or after its signature.
bool mandate_lapsed(Date last_used, Date today);

/// The day for which a debit is asked today: announced so many days before, and settled by banks.
Date collection_day(Date today, int notice_days);

/// The text in SEPA's characters: accents and ligatures taken apart, the rest replaced, at most
/// `longest` of them, without the slashes that banks refuse.
std::string sepa_text(std::string_view utf8, std::size_t longest);

/// What the reason of a rejection, return or refund means to us.
struct ReasonMeaning {
    std::string_view failure_code;
    bool ends_mandate = false;  ///< nothing may be collected under it any more
};
ReasonMeaning meaning_of(std::string_view reason);

}  // namespace tenure::payment_method
