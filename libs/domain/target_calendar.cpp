#include "domain/target_calendar.hpp"

namespace tenure {

namespace {

using std::chrono::days;

Date date(int year, int month, int day) {
    return Date(std::chrono::local_days(std::chrono::year(year) /
                                        std::chrono::month(static_cast<unsigned>(month)) /
                                        std::chrono::day(static_cast<unsigned>(day))));
}

}  // namespace

Date easter_sunday(int year) {
    // Meeus, Jones, Butcher.
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int d = b / 4;
    const int e = b % 4;
    const int f = (b + 8) / 25;
    const int g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4;
    const int k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int sum = h + l - 7 * m + 114;
    return date(year, sum / 31, sum % 31 + 1);
}

bool is_target_day(Date day) {
    const std::chrono::weekday weekday{day};
    if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
    const int year = static_cast<int>(std::chrono::year_month_day(day).year());
    const Date easter = easter_sunday(year);
    return day != date(year, 1, 1) && day != easter - days(2) && day != easter + days(1) &&
           day != date(year, 5, 1) && day != date(year, 12, 25) && day != date(year, 12, 26);
}

Date target_day_from(Date day) {
    while (!is_target_day(day)) day += days(1);
    return day;
}

Date add_target_days(Date day, int count) {
    while (count-- > 0) day = target_day_from(day + days(1));
    return day;
}

}  // namespace tenure
