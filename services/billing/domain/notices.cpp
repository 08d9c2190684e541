#include "billing/domain/notices.hpp"

namespace tenure::billing {

int days_before_end(NoticeKind kind) {
    switch (kind) {
        case NoticeKind::renewal_30:
            return 30;
        case NoticeKind::renewal_22:
            return default_change_window_days + 7;
        case NoticeKind::window_closing:
            return default_change_window_days + 3;
        case NoticeKind::trial_ending:
            return 3;
    }
    return 0;
}

std::vector<Notice> notices_of(const Term& term, const TimeZone& zone) {
    std::vector<NoticeKind> kinds{NoticeKind::renewal_30, NoticeKind::renewal_22,
                                  NoticeKind::window_closing};
    if (term.is_trial()) kinds = {NoticeKind::trial_ending};
    std::vector<Notice> notices;
    for (const NoticeKind kind : kinds) {
        const Date day = term.renews_on - std::chrono::days(days_before_end(kind));
        notices.push_back({kind, zone.start_of(day)});
    }
    return notices;
}

std::optional<Notice> next_notice(const Term& term, const TimeZone& zone, Timestamp after) {
    for (const Notice& notice : notices_of(term, zone)) {
        if (notice.at > after) return notice;
    }
    return std::nullopt;
}

}  // namespace tenure::billing
