#include "billing/domain/vat_rates.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tenure::billing {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

constexpr StandardRate since(std::string_view region, int y, unsigned m, unsigned d,
                             std::int64_t rate) {
    return {region, year(y) / month(m) / day(d), rate};
}

// Transcribed from ibericode/vat-rates, commit 5abb1e1 of 12 August 2025 (MIT); year 0 stands for
// "since before anything that we invoice". That table has no dates for
// regions, and still the Azores' rate of before July 2021.
constexpr StandardRate rates[] = {
    since("AT", 2016, 1, 1, 2000),       since("AT", 0, 1, 1, 2000),
    since("AT Jungholz", 0, 1, 1, 1900), since("AT Mittelberg", 0, 1, 1, 1900),
    since("BE", 0, 1, 1, 2100),          since("BG", 0, 1, 1, 2000),
    since("CY", 0, 1, 1, 1900),          since("CZ", 2024, 1, 1, 2100),
    since("CZ", 0, 1, 1, 2100),          since("DE", 2021, 1, 1, 1900),
    since("DE", 2020, 7, 1, 1600),       since("DE", 0, 1, 1, 1900),
    since("DK", 0, 1, 1, 2500),          since("EE", 2025, 7, 1, 2400),
    since("EE", 2025, 1, 1, 2200),       since("EE", 2024, 1, 1, 2200),
    since("EE", 0, 1, 1, 2000),          since("ES", 0, 1, 1, 2100),
    since("FI", 2024, 9, 1, 2550),       since("FI", 0, 1, 1, 2400),
    since("FR", 2014, 1, 1, 2000),       since("FR", 2012, 1, 1, 1960),
    since("FR", 0, 1, 1, 1960),          since("GR", 2016, 6, 1, 2400),
    since("GR", 2016, 1, 1, 2300),       since("GR", 0, 1, 1, 2300),
    since("HR", 0, 1, 1, 2500),          since("HU", 0, 1, 1, 2700),
    since("IE", 2021, 3, 1, 2300),       since("IE", 2020, 9, 1, 2100),
    since("IE", 0, 1, 1, 2300),          since("IT", 0, 1, 1, 2200),
    since("LT", 0, 1, 1, 2100),          since("LU", 2024, 1, 1, 1700),
    since("LU", 2023, 1, 1, 1600),       since("LU", 2016, 1, 1, 1700),
    since("LU", 2015, 1, 1, 1700),       since("LU", 0, 1, 1, 1500),
    since("LV", 0, 1, 1, 2100),          since("MT", 0, 1, 1, 1800),
    since("NL", 2019, 1, 1, 2100),       since("NL", 2012, 10, 1, 2100),
    since("NL", 0, 1, 1, 1900),          since("PL", 0, 1, 1, 2300),
    since("PT", 0, 1, 1, 2300),          since("PT Azores", 2021, 7, 1, 1600),
    since("PT Azores", 0, 1, 1, 1800),   since("PT Madeira", 0, 1, 1, 2200),
    since("RO", 2025, 8, 1, 2100),       since("RO", 2017, 1, 1, 1900),
    since("RO", 2016, 1, 1, 2000),       since("RO", 0, 1, 1, 2400),
    since("SE", 0, 1, 1, 2500),          since("SI", 0, 1, 1, 2200),
    since("SK", 2025, 1, 1, 2300),       since("SK", 2011, 1, 1, 2000),
    since("SK", 0, 1, 1, 1900),
};

}  // namespace

std::span<const StandardRate> standard_rates() {
    return rates;
}

std::int64_t standard_rate(std::string_view region, Date on) {
    const auto* found = std::find_if(
        std::begin(rates), std::end(rates),
        [&](const StandardRate& rate) { return rate.region == region && Date(rate.from) <= on; });
    if (found == std::end(rates))
        throw std::invalid_argument("no VAT rate of " + std::string(region));
    return found->rate;
}

}  // namespace tenure::billing
