// Renewal dates for every anchor and forty years, against a calendar of its own that counts in
// years, months and days and knows nothing of the code under test.
#include <catch2/catch.hpp>
#include <cstdio>
#include <string>

#include "domain/term.hpp"

using namespace tenure;

namespace {

constexpr int years = 40;

/// A day as people write it.
struct Day {
    int year, month, day;
};

bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int length_of(int year, int month) {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

/// `months` after the anchor; a day that the month lacks is its last.
Day months_after(const Day& anchor, int months) {
    int year = anchor.year;
    int month = anchor.month + months;
    for (; month > 12; month -= 12) ++year;
    const int last = length_of(year, month);
    return {year, month, anchor.day < last ? anchor.day : last};
}

std::string text_of(const Day& day) {
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", day.year, day.month, day.day);
    return text;
}

/// How many terms of forty years are not as the calendar says; the first is told.
int wrong_terms(const Day& anchor, Cycle cycle, int months) {
    int wrong = 0;
    Term term = first_term(parse_date(text_of(anchor)).value(), cycle);
    for (int number = 1; number * months <= years * 12; ++number) {
        const std::string starts_on = text_of(months_after(anchor, (number - 1) * months));
        const std::string renews_on = text_of(months_after(anchor, number * months));
        if (term.number != number || to_string(term.starts_on) != starts_on ||
            to_string(term.renews_on) != renews_on) {
            if (++wrong == 1)
                UNSCOPED_INFO("anchor " << text_of(anchor) << ", term " << number << " expected "
                                        << starts_on << " to " << renews_on << ", got "
                                        << to_string(term.starts_on) << " to "
                                        << to_string(term.renews_on));
        }
        term = next_term(term, cycle);
    }
    return wrong;
}

/// Every day of four years as anchor, the leap day among them.
template <class Judge>
void for_each_anchor(Judge judge) {
    for (int year = 2025; year <= 2028; ++year)
        for (int month = 1; month <= 12; ++month)
            for (int day = 1; day <= length_of(year, month); ++day) judge(Day{year, month, day});
}

}  // namespace

TEST_CASE("Quarterly renewals of every anchor fall on its day for forty years, or a month's end") {
    int wrong = 0;
    for_each_anchor([&](const Day& day) { wrong += wrong_terms(day, Cycle::quarterly, 3); });
    CHECK(wrong == 0);
}

TEST_CASE("Annual renewals of every anchor fall on its day for forty years, or a month's end") {
    int wrong = 0;
    for_each_anchor([&](const Day& day) { wrong += wrong_terms(day, Cycle::annual, 12); });
    CHECK(wrong == 0);
}

TEST_CASE("Cycles may alternate for forty years and the anchor is still the first day's") {
    int wrong = 0;
    for_each_anchor([&](const Day& anchor) {
        Term term = first_term(parse_date(text_of(anchor)).value(), Cycle::quarterly);
        int months = 3;
        while (months + 12 <= years * 12) {
            const Cycle next = term.number % 3 == 0 ? Cycle::annual : Cycle::quarterly;
            term = next_term(term, next);
            months += next == Cycle::annual ? 12 : 3;
            if (to_string(term.renews_on) != text_of(months_after(anchor, months))) ++wrong;
        }
    });
    CHECK(wrong == 0);
}
