#pragma once
// What an account is told before its term ends. Only when and what: the news goes out as an event.

#include <optional>
#include <vector>

#include "domain/enum_names.hpp"
#include "domain/term.hpp"
#include "domain/time.hpp"
#include "domain/time_zone.hpp"

namespace tenure::billing {

enum class NoticeKind {
    renewal_30,      ///< 30 days before the renewal
    renewal_22,      ///< a week before the change window closes
    window_closing,  ///< 3 days before it closes
    trial_ending,    ///< 3 days before a trial ends
};
inline constexpr EnumNames<NoticeKind, 4> notice_names{{
    {"renewal_30", NoticeKind::renewal_30},
    {"renewal_22", NoticeKind::renewal_22},
    {"window_closing", NoticeKind::window_closing},
    {"trial_ending", NoticeKind::trial_ending},
}};

struct Notice {
    NoticeKind kind = NoticeKind::renewal_30;
    Timestamp at;  ///< the first instant of its day
    bool operator==(const Notice&) const = default;
};

/// How many days before the end of the term a notice is given.
int days_before_end(NoticeKind kind);
/// The notices of a term, in order.
std::vector<Notice> notices_of(const Term& term, const TimeZone& zone);
/// The first one after an instant.
std::optional<Notice> next_notice(const Term& term, const TimeZone& zone, Timestamp after);

}  // namespace tenure::billing
