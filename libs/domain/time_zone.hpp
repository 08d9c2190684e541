#pragma once
// IANA time zones: which local day an instant falls on, and when a local day begins.

#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure {

/// An IANA time zone that exists on this machine. Cheap to copy.
class TimeZone {
  public:
    /// Error `unknown_time_zone` (invalid) when the name is not in the time zone database.
    static Result<TimeZone> find(std::string_view name);

    const std::string& name() const;
    /// The local calendar day on which the instant falls.
    Date date_of(Timestamp instant) const;
    /// The first instant of a local day; where midnight is skipped, the first that exists.
    Timestamp start_of(Date day) const;

    /// How far local clocks are ahead of UTC, and until when they stay so.
    struct Offset {
        std::chrono::seconds seconds;
        Timestamp until;  ///< exclusive; a distant instant when they are never moved again
    };
    Offset offset_at(Timestamp instant) const;

  private:
    explicit TimeZone(const void* zone) : zone_(zone) {}
    const void* zone_;  ///< the library's zone, which lives as long as the process
};

}  // namespace tenure
