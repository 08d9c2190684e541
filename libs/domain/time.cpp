#include "domain/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace tenure {

namespace {

namespace chr = std::chrono;

std::string padded(std::int64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

/// Reads a text from left to right; every step fails once one has failed.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    int digits(std::size_t count) {
        if (text_.size() < count) return fail();
        int value = 0;
        for (const char c : text_.substr(0, count)) {
            if (c < '0' || c > '9') return fail();
            value = value * 10 + (c - '0');
        }
        text_.remove_prefix(count);
        return value;
    }
    void expect(std::string_view allowed) {
        if (text_.empty() || allowed.find(text_.front()) == std::string_view::npos)
            fail();
        else
            text_.remove_prefix(1);
    }
    bool accept(char c) {
        if (text_.empty() || text_.front() != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    /// One to six digits after a point, as microseconds.
    int fraction() {
        std::size_t count = 0;
        while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') ++count;
        if (count == 0 || count > 6) return fail();
        int value = digits(count);
        for (; count < 6; ++count) value *= 10;
        return value;
    }
    bool finished() const { return !failed_ && text_.empty(); }

  private:
    int fail() {
        failed_ = true;
        text_ = {};
        return 0;
    }
    std::string_view text_;
    bool failed_ = false;
};

/// Nothing for a day that does not exist. Years 0001 to 9999 (RFC 3339 has four digits).
std::optional<chr::year_month_day> scan_date(Scanner& scanner) {
    const int year = scanner.digits(4);
    scanner.expect("-");
    const int month = scanner.digits(2);
    scanner.expect("-");
    const int day = scanner.digits(2);
    const chr::year_month_day date{chr::year(year), chr::month(static_cast<unsigned>(month)),
                                   chr::day(static_cast<unsigned>(day))};
    if (year == 0 || !date.ok()) return std::nullopt;
    return date;
}

std::string date_text(chr::year_month_day date) {
    return padded(int(date.year()), 4) + "-" + padded(unsigned(date.month()), 2) + "-" +
           padded(unsigned(date.day()), 2);
}

Error invalid_timestamp() {
    return {ErrorKind::invalid, "invalid_timestamp",
            "an instant is RFC 3339, e.g. 2026-01-31T12:00:00Z"};
}

}  // namespace

Timestamp SystemClock::now() const {
    return chr::floor<chr::microseconds>(chr::system_clock::now());
}

std::string to_string(Timestamp instant) {
    const auto day = chr::floor<chr::days>(instant);
    const chr::hh_mm_ss time(instant - day);
    std::string text = date_text(chr::year_month_day(day)) + "T" + padded(time.hours().count(), 2) +
                       ":" + padded(time.minutes().count(), 2) + ":" +
                       padded(time.seconds().count(), 2);
    const auto fraction = time.subseconds().count();
    if (fraction % 1000 != 0)
        text += "." + padded(fraction, 6);
    else if (fraction != 0)
        text += "." + padded(fraction / 1000, 3);
    return text + "Z";
}

std::string to_string(Date date) {
    return date_text(chr::year_month_day(date));
}

Result<Timestamp> parse_timestamp(std::string_view text) {
    Scanner scanner(text);
    const auto date = scan_date(scanner);
    scanner.expect("Tt");
    const int hour = scanner.digits(2);
    scanner.expect(":");
    const int minute = scanner.digits(2);
    scanner.expect(":");
    const int second = scanner.digits(2);
    const int microsecond = scanner.accept('.') ? scanner.fraction() : 0;
    int offset_minutes = 0;
    if (!scanner.accept('Z') && !scanner.accept('z')) {
        const bool behind = scanner.accept('-');
        if (!behind) scanner.expect("+");
        const int hours = scanner.digits(2);
        scanner.expect(":");
        const int minutes = scanner.digits(2);
        if (hours > 23 || minutes > 59) return invalid_timestamp();
        offset_minutes = (hours * 60 + minutes) * (behind ? -1 : 1);
    }
    // Leap seconds (60) are not instants that a POSIX clock can hold.
    if (!scanner.finished() || !date || hour > 23 || minute > 59 || second > 59)
        return invalid_timestamp();
    return Timestamp(chr::sys_days(*date) + chr::hours(hour) +
                     chr::minutes(minute - offset_minutes) + chr::seconds(second) +
                     chr::microseconds(microsecond));
}

Result<Date> parse_date(std::string_view text) {
    Scanner scanner(text);
    const auto date = scan_date(scanner);
    if (!scanner.finished() || !date)
        return Error{ErrorKind::invalid, "invalid_date",
                     "a date is an existing day, YYYY-MM-DD, e.g. 2026-01-31"};
    return Date(*date);
}

}  // namespace tenure
