#pragma once
// Structured log: one JSON object a line on standard error.
// Never logs bodies, tokens, card numbers or IBANs; a guard masks what looks like one of the
// latter.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace tenure::log {

enum class Level { trace, debug, info, warning, error };

/// A named value of a log line.
struct Field {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double, bool> value;
};

/// Sets the service's name (member "service" of each line) and the lowest level written.
void configure(std::string_view service, Level level);
/// "trace" … "error"; anything else is info.
Level parse_level(std::string_view name);
void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});

inline void debug(std::string_view m, std::initializer_list<Field> f = {}) {
    write(Level::debug, m, f);
}
inline void info(std::string_view m, std::initializer_list<Field> f = {}) {
    write(Level::info, m, f);
}
inline void warning(std::string_view m, std::initializer_list<Field> f = {}) {
    write(Level::warning, m, f);
}
inline void error(std::string_view m, std::initializer_list<Field> f = {}) {
    write(Level::error, m, f);
}

/// Text in which every run of 12-19 digits (spaces and hyphens ignored) that passes the Luhn check
/// is masked except for its last four digits.
std::string mask_card_numbers(std::string_view text);

/// While it lives, lines written by this thread carry the request's id.
class RequestScope {
  public:
    explicit RequestScope(std::string request_id);
    ~RequestScope();
    RequestScope(const RequestScope&) = delete;
    RequestScope& operator=(const RequestScope&) = delete;
};

}  // namespace tenure::log
