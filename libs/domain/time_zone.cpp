// The one file of the domain that uses a library: g++ 12's own chrono has no time zones, and the
// rules of zones are data that must not be written again. The library's types stay in here.
// It reads the system's tzdata. Years after the last transition listed there (2037) are computed
// from the zone's rule by the library only where tzdata is kept as text; the system's compiled
// files end in 2037, and from then on the last offset holds.
#include "domain/time_zone.hpp"

#include <algorithm>
#include <date/tz.h>

namespace tenure {

namespace {

const date::time_zone& zone_of(const void* zone) {
    return *static_cast<const date::time_zone*>(zone);
}

}  // namespace

Result<TimeZone> TimeZone::find(std::string_view name) {
    const Error unknown{ErrorKind::invalid, "unknown_time_zone",
                        "not a time zone of the IANA database, e.g. Europe/Brussels"};
    // Names of the database; also keeps a path like "../x" from being looked up as a file.
    const bool plausible = !name.empty() && name.size() <= 64 &&
                           name.find_first_not_of(
                               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "/_+-") == std::string_view::npos;
    if (!plausible) return unknown;
    try {
        return TimeZone(date::locate_zone(std::string(name)));
    } catch (const std::runtime_error&) {
        return unknown;
    }
}

const std::string& TimeZone::name() const {
    return zone_of(zone_).name();
}

Date TimeZone::date_of(Timestamp instant) const {
    const auto local = zone_of(zone_).to_local(instant);
    const auto day = date::floor<date::days>(local);
    return Date(std::chrono::days(day.time_since_epoch().count()));
}

Timestamp TimeZone::start_of(Date day) const {
    const date::local_days local{date::days(day.time_since_epoch().count())};
    const auto instant = zone_of(zone_).to_sys(local, date::choose::earliest);
    return Timestamp(
        std::chrono::duration_cast<std::chrono::microseconds>(instant.time_since_epoch()));
}

TimeZone::Offset TimeZone::offset_at(Timestamp instant) const {
    const date::sys_info info = zone_of(zone_).get_info(instant);
    constexpr auto distant = date::sys_days(date::year(9999) / 1 / 1);
    const auto until = std::min<date::sys_seconds>(info.end, distant);
    return {info.offset, Timestamp(until.time_since_epoch())};
}

}  // namespace tenure
