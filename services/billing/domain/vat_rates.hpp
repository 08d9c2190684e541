#pragma once
// The standard VAT rates of the EU's states, with the day from which each applies. Electronic
// services have no other.

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/time.hpp"

namespace tenure::billing {

struct StandardRate {
    std::string_view region;           ///< a state, or a region of vat_places.cpp with its own rate
    std::chrono::year_month_day from;  ///< inclusive
    std::int64_t rate;                 ///< hundredths of a per cent
};

/// The whole table: region by region, newest first.
std::span<const StandardRate> standard_rates();

/// The rate of a region on a day. Throws std::invalid_argument for a region that is not listed.
std::int64_t standard_rate(std::string_view region, Date on);

}  // namespace tenure::billing
