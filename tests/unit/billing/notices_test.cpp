// What an account is told before its term ends, and when.

#include <catch2/catch.hpp>

#include "billing/domain/notices.hpp"

using namespace tenure;
using namespace tenure::billing;

namespace {

const TimeZone brussels = TimeZone::find("Europe/Brussels").value();

Timestamp instant(const char* text) {
    return parse_timestamp(text).value();
}

}  // namespace

TEST_CASE("A term is announced 30 and 22 days before its renewal, its window 3 days before") {
    const Term term = first_term(parse_date("2026-11-23").value(), Cycle::quarterly);
    const std::vector<Notice> notices = notices_of(term, brussels);
    REQUIRE(notices == std::vector<Notice>{
                           {NoticeKind::renewal_30, instant("2027-01-23T23:00:00Z")},
                           {NoticeKind::renewal_22, instant("2027-01-31T23:00:00Z")},
                           {NoticeKind::window_closing, instant("2027-02-04T23:00:00Z")}});
    // The window closes on 8 February: three days after the notice's day.
    REQUIRE(change_window(term, brussels, notices[2].at).deadline ==
            parse_date("2027-02-08").value());
}

TEST_CASE("A trial's end is announced 3 days before") {
    const Term term = trial_term(parse_date("2026-11-23").value(), 14, Cycle::quarterly);
    REQUIRE(notices_of(term, brussels) ==
            std::vector<Notice>{{NoticeKind::trial_ending, instant("2026-12-03T23:00:00Z")}});
}

TEST_CASE("The next notice lies after the instant, and after the last there is none") {
    const Term term = first_term(parse_date("2026-11-23").value(), Cycle::quarterly);
    const Timestamp first = instant("2027-01-23T23:00:00Z");
    REQUIRE(next_notice(term, brussels, first - std::chrono::microseconds(1))->at == first);
    REQUIRE(next_notice(term, brussels, first)->kind == NoticeKind::renewal_22);
    REQUIRE_FALSE(next_notice(term, brussels, instant("2027-02-04T23:00:00Z")));
}

TEST_CASE("A trial shorter than its notice has none") {
    const Term term = trial_term(parse_date("2026-11-23").value(), 2, Cycle::quarterly);
    REQUIRE_FALSE(next_notice(term, brussels, brussels.start_of(term.starts_on)));
}
