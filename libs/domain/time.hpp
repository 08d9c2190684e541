#pragma once
// Instants, business dates and the clock. No rule reads the clock: `now` is handed in.

#include <chrono>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace tenure {

/// An instant in UTC with microseconds.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;
/// A business date: a day on the account's local calendar.
using Date = std::chrono::local_days;

/// The only source of the present. Handed to the edges; rules take a Timestamp.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
  public:
    Timestamp now() const override;
};

/// RFC 3339 in UTC with 'Z'; fractions (three or six digits) only when they are not zero.
std::string to_string(Timestamp instant);
/// YYYY-MM-DD.
std::string to_string(Date date);
/// RFC 3339 with any offset, at most six decimals; error `invalid_timestamp`.
Result<Timestamp> parse_timestamp(std::string_view text);
/// YYYY-MM-DD, a day that exists; error `invalid_date`.
Result<Date> parse_date(std::string_view text);

}  // namespace tenure
