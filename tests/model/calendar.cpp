#include "model/calendar.hpp"

#include <cstdio>
#include <numeric>

namespace tenure::model {

namespace {

constexpr Instant day_length = 24 * hour;

bool is_leap(std::int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int length_of(std::int64_t year, int month) {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

/// 0 is Sunday.
int weekday(Day day) {
    return static_cast<int>(((day.number + 4) % 7 + 7) % 7);
}

/// The nth Sunday of a month; 0 is the last.
Day sunday(std::int64_t year, int month, int nth) {
    if (nth == 0) {
        const Day last = day_of({year, month, length_of(year, month)});
        return last.plus(-weekday(last));
    }
    const Day first = day_of({year, month, 1});
    return first.plus((7 - weekday(first)) % 7 + 7 * (nth - 1));
}

Instant at(Day day, Instant time) {
    return day.number * day_length + time;
}

bool between(Instant from, Instant instant, Instant until) {
    return from <= instant && instant < until;
}

}  // namespace

Day day_of(const Civil& civil) {
    std::int64_t number = 365 * (civil.year - 1970);
    number += (civil.year - 1969) / 4 - (civil.year - 1901) / 100 + (civil.year - 1601) / 400;
    for (int month = 1; month < civil.month; ++month) number += length_of(civil.year, month);
    return {number + civil.day - 1};
}

Civil civil_of(Day day) {
    std::int64_t year = 1970 + day.number / 366;
    while (day_of({year + 1, 1, 1}) <= day) ++year;
    int month = 1;
    while (month < 12 && day_of({year, month + 1, 1}) <= day) ++month;
    return {year, month, static_cast<int>(day.number - day_of({year, month, 1}).number) + 1};
}

std::string text_of(Day day) {
    const Civil civil = civil_of(day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(civil.year), civil.month,
                  civil.day);
    return text;
}

std::string text_of(Instant instant) {
    const Day day{floor_div(instant, day_length)};
    const Instant rest = instant - day.number * day_length;
    char text[40];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%06dZ", static_cast<int>(rest / hour),
                  static_cast<int>(rest / minute % 60), static_cast<int>(rest / second % 60),
                  static_cast<int>(rest % second));
    return text_of(day) + text;
}

Day months_after(Day day, int months, int anchor) {
    const Civil civil = civil_of(day);
    const std::int64_t count = civil.year * 12 + civil.month - 1 + months;
    const std::int64_t year = count / 12;
    const int month = static_cast<int>(count % 12) + 1;
    const int last = length_of(year, month);
    return day_of({year, month, anchor < last ? anchor : last});
}

std::string_view name_of(Place place) {
    constexpr std::string_view names[places] = {"Europe/Brussels", "Pacific/Apia", "America/Adak",
                                                "Australia/Lord_Howe", "UTC"};
    return names[static_cast<int>(place)];
}

std::int64_t offset_s(Place place, Instant instant) {
    const std::int64_t year = civil_of({floor_div(instant, day_length)}).year;
    switch (place) {
        case Place::brussels: {
            const bool summer =
                between(at(sunday(year, 3, 0), hour), instant, at(sunday(year, 10, 0), hour));
            return summer ? 7200 : 3600;
        }
        case Place::apia:
            return 13 * 3600;  // no summer time since 2021
        case Place::adak: {
            const bool summer = between(at(sunday(year, 3, 2), 12 * hour), instant,
                                        at(sunday(year, 11, 1), 11 * hour));
            return summer ? -9 * 3600 : -10 * 3600;
        }
        case Place::lord_howe: {  // winter is in the middle of the year
            const bool winter = between(at(sunday(year, 4, 1), -9 * hour), instant,
                                        at(sunday(year, 10, 1), -8 * hour - 30 * minute));
            return winter ? 37'800 : 39'600;
        }
        case Place::utc:
            return 0;
    }
    return 0;
}

Day local_day(Place place, Instant instant) {
    return {floor_div(instant + offset_s(place, instant) * second, day_length)};
}

Instant start_of(Place place, Day day) {
    // None of these places changes its clocks at midnight: one correction is enough.
    const Instant guess = at(day, -offset_s(place, at(day, 0)) * second);
    return at(day, -offset_s(place, guess) * second);
}

Fraction sum(Fraction a, Fraction b) {
    Fraction result{a.numerator * b.denominator + b.numerator * a.denominator,
                    a.denominator * b.denominator};
    const std::int64_t common = std::gcd(result.numerator, result.denominator);
    if (common > 1) result = {result.numerator / common, result.denominator / common};
    return result;
}

std::int64_t share_of(std::int64_t amount, Fraction part) {
    const bool negative = amount < 0;
    const std::int64_t doubled = 2 * (negative ? -amount : amount) * part.numerator;
    const std::int64_t rounded = (doubled + part.denominator) / (2 * part.denominator);
    return negative ? -rounded : rounded;
}

Fraction months_between(Day starts_on, Day from, Day until, int anchor) {
    Fraction months;
    for (Day begins = starts_on; begins < until;) {
        const Day ends = months_after(begins, 1, anchor);
        const std::int64_t length = ends.number - begins.number;
        const Day first = begins < from ? from : begins;
        const Day last = ends < until ? ends : until;
        if (first < last) months = sum(months, {last.number - first.number, length});
        begins = ends;
    }
    return months;
}

}  // namespace tenure::model
